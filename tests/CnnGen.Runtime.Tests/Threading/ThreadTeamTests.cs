using System.Collections.Concurrent;

namespace CnnGen.Runtime.Tests;

public sealed class ThreadTeamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(100)]
    public void Every_item_of_every_step_runs_once(int threads)
    {
        var model = new SteppingModel { Threads = threads };
        var ledger = new Ledger(model);
        var random = new Random(threads);
        model.Call(() =>
        {
            for (int step = 0; step < 3000; step++)
            {
                int items = random.Next(1, Ledger.Items);
                ledger.Begin(step);
                model.Step(step, items);
                ledger.Check(items);
            }
        });
    }

    /// <summary>Helpers of a long step come to the short one after it when all of it is claimed, and look at it while the caller describes the next long one.</summary>
    [Fact]
    public void Helpers_that_come_late_to_a_short_step_claim_nothing_of_the_long_one_after_it()
    {
        var model = new SteppingModel { Threads = 8 };
        int ran = 0;
        int expected = 0;
        int wrong = 0;
        model.OnRange = (_, begin, end, _) => Interlocked.Add(ref ran, end - begin);
        var caller = new Thread(() => model.Call(() =>
        {
            for (int step = 0; step < 400_000; step++)
            {
                int items = step % 2 == 0 ? 2 : 4000;
                expected += items;
                model.Step(step, items);
                if (Volatile.Read(ref ran) != expected) wrong++;
                expected = Volatile.Read(ref ran);
            }
        })) { IsBackground = true };
        caller.Start();
        Assert.True(caller.Join(Patience), $"stood still at {expected}");
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void Pauses_that_let_the_helpers_sleep_lose_no_step()
    {
        var model = new SteppingModel { Threads = 4 };
        var ledger = new Ledger(model);
        for (int step = 0; step < 60; step++)
        {
            Thread.Sleep(step % 3);
            ledger.Begin(step);
            model.Go(step, items: 9);
            ledger.Check(items: 9);
        }
    }

    [Fact]
    public void Thread_counts_that_change_from_step_to_step_lose_no_item()
    {
        var model = new SteppingModel();
        var ledger = new Ledger(model);
        var random = new Random(12);
        model.Call(() =>
        {
            for (int step = 0; step < 3000; step++)
            {
                model.Threads = random.Next(1, 9);
                ledger.Begin(step);
                model.Step(step, items: 16, work: random.Next(2) == 0 ? 250_000 : long.MaxValue);
                ledger.Check(items: 16);
            }
        });
    }

    [Fact]
    public void Many_callers_at_once_do_not_mix()
    {
        var teams = new ThreadTeams(cores: 6, helpsAlways: true);
        void Work(int seed)
        {
            var model = new SteppingModel(teams);
            var ledger = new Ledger(model);
            var random = new Random(seed);
            for (int call = 0; call < 150; call++)
            {
                model.Threads = random.Next(1, 7);
                model.Call(() =>
                {
                    for (int step = 0; step < 10; step++)
                    {
                        int items = random.Next(1, Ledger.Items);
                        ledger.Begin(step);
                        model.Step(step, items);
                        ledger.Check(items);
                    }
                });
            }
        }

        Exception?[] errors = OnThreads(5, Work);
        Assert.All(errors, Assert.Null);
    }

    [Fact]
    public void Threads_that_are_in_a_step_together_have_worker_numbers_of_their_own()
    {
        const int Threads = 5;
        var model = new SteppingModel { Threads = Threads };
        using var together = new Barrier(Threads);
        var workers = new ConcurrentDictionary<int, int>();
        model.OnRange = (step, _, _, worker) =>
        {
            if (workers.TryAdd(Environment.CurrentManagedThreadId, worker)) Assert.True(together.SignalAndWait(Patience));
            else Assert.Equal(workers[Environment.CurrentManagedThreadId], worker);
        };
        for (int step = 0; step < 50; step++)
        {
            workers.Clear();
            model.Go(step, items: 100);
            Assert.Equal(0, workers[Environment.CurrentManagedThreadId]);
            Assert.Equal(Enumerable.Range(0, Threads), workers.Values.Order());
        }
    }

    [Fact]
    public void The_caller_runs_all_but_the_range_of_a_helper_that_is_held_up()
    {
        const int Items = 1000;
        var model = new SteppingModel { Threads = 2 };
        using var helperHasBegun = new ManualResetEventSlim();
        using var othersAreDone = new ManualResetEventSlim();
        int done = 0;
        int held = 0;
        model.OnRange = (_, begin, end, worker) =>
        {
            if (worker == 0)
            {
                Assert.True(helperHasBegun.Wait(Patience));
                if (Interlocked.Add(ref done, end - begin) == Items - Volatile.Read(ref held)) othersAreDone.Set();
            }
            else
            {
                Volatile.Write(ref held, end - begin);
                helperHasBegun.Set();
                Assert.True(othersAreDone.Wait(Patience));
            }
        };
        model.Go(0, Items);
        Assert.Equal(Items, done + held);
        Assert.InRange(held, 1, Items / 4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(null)]
    public void What_a_range_throws_reaches_the_caller_and_the_team_goes_on(int? failing)
    {
        var model = new SteppingModel { Threads = 4 };
        for (int round = 0; round < 50; round++)
        {
            model.OnRange = (_, begin, end, _) =>
            {
                for (int item = begin; item < end; item++)
                {
                    if (failing is null || item == failing) throw new FormatException($"item {item}");
                }
            };
            string message = Assert.Throws<FormatException>(() => model.Go(7, items: 16)).Message;
            if (failing is { } item) Assert.Equal($"item {item}", message);

            var ledger = new Ledger(model);
            ledger.Begin(8);
            model.Go(8, items: 16);
            ledger.Check(items: 16);
        }
    }

    [Fact]
    public void A_range_may_predict_with_another_model()
    {
        var teams = new ThreadTeams(cores: 4, helpsAlways: true);
        var models = new ConcurrentDictionary<int, (SteppingModel Model, Ledger Ledger)>();
        var outer = new SteppingModel(teams) { Threads = 4 };
        int ranges = 0;
        outer.OnRange = (_, begin, end, worker) =>
        {
            (SteppingModel inner, Ledger ledger) = models.GetOrAdd(worker, _ =>
            {
                var model = new SteppingModel(teams) { Threads = 4 };
                return (model, new Ledger(model));
            });
            ledger.Begin(5);
            inner.Go(5, items: 20);
            ledger.Check(items: 20);
            Interlocked.Add(ref ranges, end - begin);
        };
        for (int call = 0; call < 200; call++) outer.Go(1, items: 12);
        Assert.Equal(200 * 12, ranges);
    }

    [Fact]
    public void Ranges_are_whole_grains_with_enough_work()
    {
        var random = new Random(3);
        for (int round = 0; round < 300; round++)
        {
            int items = random.Next(2, 3000);
            int grain = random.Next(1, 40);
            long work = random.Next(200_000, 10_000_000);
            var model = new SteppingModel { Threads = random.Next(2, 9) };
            var ranges = new ConcurrentBag<(int Begin, int End)>();
            model.OnRange = (_, begin, end, _) => ranges.Add((begin, end));
            model.Go(0, items, work, grain);

            Assert.Equal(items, ranges.Sum(range => range.End - range.Begin));
            Assert.All(ranges, range => Assert.Equal(0, range.Begin % grain));
            Assert.All(ranges, range => Assert.True(range.End == items || ((range.End - range.Begin) % grain == 0 && (range.End - range.Begin) * work / items > 49_000), $"{range} of {items} in grains of {grain}, work {work}"));
        }
    }

    [Theory]
    [InlineData(28, 225_000, 1, 2, 14)] // work for two ranges
    [InlineData(28, 350_000, 1, 2, 14)] // for three: two threads share two of them faster
    [InlineData(28, 225_000, 1, 8, 14)]
    [InlineData(14, 3_600_000, 1, 2, 1)]
    [InlineData(100, 3_600_000, 28, 2, 28)]
    [InlineData(100, 210_000, 28, 2, 56)]
    [InlineData(1, 3_600_000, 1, 2, 1)]
    public void The_smallest_range_is_worth_claiming(int items, long work, int grain, int threads, int expected) =>
        Assert.Equal(expected, ThreadTeam.SmallestRange(items, work, grain, ref threads));

    [Fact]
    public void Short_steps_of_calls_that_come_one_upon_the_other_wake_helpers()
    {
        var model = new SteppingModel { Threads = 2 };
        int helped = 0;
        model.OnRange = (_, _, _, worker) => Interlocked.Add(ref helped, worker);
        model.Go(0, items: 9);
        Thread.Sleep(200); // The helper sleeps. A step as short as these would not wake it by itself.
        Volatile.Write(ref helped, 0);
        long start = Environment.TickCount64;
        while (Volatile.Read(ref helped) == 0 && Environment.TickCount64 - start < Patience.TotalMilliseconds) model.Go(1, items: 9, work: 250_000);
        Assert.NotEqual(0, helped);
    }

    [Fact]
    public void A_step_allocates_nothing_on_any_thread()
    {
        var model = new SteppingModel { Threads = 4 };
        long[] first = new long[4];
        long[] last = new long[4];
        model.OnRange = (step, _, _, worker) =>
        {
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            if (step < 500 || first[worker] == 0) first[worker] = bytes;
            last[worker] = bytes;
        };
        Action pass = () =>
        {
            for (int step = 0; step < 5000; step++) model.Step(step, items: 16);
        };
        model.Call(pass);
        Assert.Equal(first, last);
        Assert.NotEqual(0, last[0]);
    }

    private static Exception?[] OnThreads(int count, Action<int> work)
    {
        var errors = new Exception?[count];
        Thread[] threads = [.. Enumerable.Range(0, count).Select(index => new Thread(() => errors[index] = Record.Exception(() => work(index))))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        return errors;
    }

    /// <summary>Counts how often each item of a step has run.</summary>
    private sealed class Ledger
    {
        public const int Items = 60;

        private readonly int[] _counts = new int[Items];
        private int _step;

        public Ledger(SteppingModel model) => model.OnRange = (step, begin, end, worker) =>
        {
            Assert.Equal(Volatile.Read(ref _step), step);
            Assert.InRange(worker, 0, model.Threads - 1);
            for (int item = begin; item < end; item++) Interlocked.Increment(ref _counts[item]);
        };

        public void Begin(int step) => Volatile.Write(ref _step, step);

        public void Check(int items)
        {
            for (int item = 0; item < Items; item++)
            {
                Assert.Equal(item < items ? 1 : 0, _counts[item]);
                _counts[item] = 0;
            }
        }
    }
}
