namespace CnnGen.Runtime.Tests;

public sealed class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(8)]
    public void Every_item_of_every_step_runs_once(int threads)
    {
        var model = new CountingModel { Threads = threads };
        var random = new Random(threads);
        for (int step = 0; step < 2000; step++)
        {
            int items = random.Next(1, 40);
            model.Go(step, items);
            for (int item = 0; item < CountingModel.Items; item++) Assert.Equal(item < items ? 1 : 0, model.TakeCount(item));
        }
    }

    [Fact]
    public void Pauses_that_let_the_workers_sleep_lose_no_step()
    {
        var model = new CountingModel { Threads = 4 };
        for (int step = 0; step < 60; step++)
        {
            Thread.Sleep(step % 3);
            model.Go(step, items: 9);
            for (int item = 0; item < 9; item++) Assert.Equal(1, model.TakeCount(item));
        }
    }

    [Fact]
    public void Thread_counts_that_change_from_step_to_step_lose_no_item()
    {
        var model = new CountingModel();
        var random = new Random(12);
        for (int step = 0; step < 2000; step++)
        {
            model.Threads = random.Next(1, 9);
            model.Go(step, items: 16);
            for (int item = 0; item < 16; item++) Assert.Equal(1, model.TakeCount(item));
        }
    }

    [Fact]
    public void Two_models_at_once_do_not_mix()
    {
        void Work(int seed)
        {
            var model = new CountingModel { Threads = 3 };
            var random = new Random(seed);
            for (int step = 0; step < 1500; step++)
            {
                int items = random.Next(1, 30);
                model.Go(step, items);
                for (int item = 0; item < CountingModel.Items; item++) Assert.Equal(item < items ? 1 : 0, model.TakeCount(item));
            }
        }

        Exception? other = null;
        var thread = new Thread(() => other = Record.Exception(() => Work(1)));
        thread.Start();
        Work(2);
        thread.Join();
        Assert.Null(other);
    }

    [Fact]
    public void An_error_in_a_workers_range_reaches_the_caller_and_the_team_goes_on()
    {
        var model = new CountingModel { Threads = 4, FailsAt = 15 };
        for (int round = 0; round < 50; round++)
        {
            var error = Assert.Throws<InvalidOperationException>(() => model.Go(7, items: 16));
            Assert.Equal("item 15", error.InnerException!.Message);
            model.Clear();
        }

        model.FailsAt = -1;
        model.Go(8, items: 16);
        for (int item = 0; item < 16; item++) Assert.Equal(1, model.TakeCount(item));
    }

    [Fact]
    public void An_error_in_the_callers_range_reaches_the_caller_and_the_team_goes_on()
    {
        var model = new CountingModel { Threads = 4, FailsAt = 0 };
        for (int round = 0; round < 50; round++)
        {
            Assert.Equal("item 0", Assert.Throws<FormatException>(() => model.Go(7, items: 16)).Message);
            model.Clear();
        }

        model.FailsAt = -1;
        model.Go(8, items: 16);
        for (int item = 0; item < 16; item++) Assert.Equal(1, model.TakeCount(item));
    }

    [Fact]
    public void Errors_of_all_ranges_at_once_leave_none_for_the_next_step()
    {
        var model = new CountingModel { Threads = 4, FailsEverywhere = true };
        Assert.ThrowsAny<Exception>(() => model.Go(7, items: 16));
        model.FailsEverywhere = false;
        model.Clear();
        model.Go(8, items: 16);
        for (int item = 0; item < 16; item++) Assert.Equal(1, model.TakeCount(item));
    }

    [Fact]
    public void A_step_allocates_nothing_once_the_workers_are_there()
    {
        var model = new CountingModel { Threads = 4 };
        for (int step = 0; step < 20; step++) model.Go(step, items: 16);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < 100; step++) model.Go(step, items: 16);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    /// <summary>A model whose steps count which items they were given.</summary>
    private sealed class CountingModel() : CompiledModel(LinearModel.Dense(new ImageShape(1, 1, 1), 2).Info, seed: 0)
    {
        public const int Items = 40;

        private readonly int[] _counts = new int[Items];
        private int _expectedStep;

        public int FailsAt { get; set; } = -1;

        public bool FailsEverywhere { get; set; }

        public void Go(int step, int items)
        {
            _expectedStep = step;
            Run(step, batch: 3, items, work: long.MaxValue);
        }

        public int TakeCount(int item)
        {
            int count = _counts[item];
            _counts[item] = 0;
            return count;
        }

        public void Clear() => Array.Clear(_counts);

        protected override void RunStep(int step, int batch, int begin, int end, int worker, int slice)
        {
            if (step != _expectedStep || batch != 3) throw new InvalidOperationException($"Step {step}, batch {batch}.");
            for (int item = begin; item < end; item++)
            {
                if (item == FailsAt || FailsEverywhere) throw new FormatException($"item {item}");
                Interlocked.Increment(ref _counts[item]);
            }
        }

        protected override void ForwardPass(int batch) => throw new NotSupportedException();

        protected override void OutputPass(int batch) => throw new NotSupportedException();

        protected override void TrainingPass(int batch) => throw new NotSupportedException();

        protected override void BackwardPass(int batch) => throw new NotSupportedException();

        protected override void InputGradientPass(int batch) => throw new NotSupportedException();

        protected override void RefreshPass() => throw new NotSupportedException();

        protected override void TrainingRefreshPass() => throw new NotSupportedException();
    }
}
