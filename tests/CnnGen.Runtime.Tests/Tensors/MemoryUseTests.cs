namespace CnnGen.Runtime.Tests;

public sealed class MemoryUseTests
{
    /// <summary>Objects that are no buffers: the store of the weights, names of an optimiser's states, arrays' headers.</summary>
    private const long Objects = 2048;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(7, 1)]
    [InlineData(32, 2)]
    [InlineData(33, 2)]
    [InlineData(100, 1)]
    public void Predicting_takes_what_was_said_and_nothing_at_the_second_call(int batch, int threads)
    {
        float[] pixels = new float[batch * Buffered.Pixels];
        float[] outputs = new float[batch * Buffered.Classes];
        var model = new Buffered { Threads = threads };
        MemoryUse use = model.MemoryFor(batch, threads);
        Assert.InRange(Allocated.By(() => GC.KeepAlive(new Buffered())) - use.Weights, 0, Objects);
        Assert.InRange(Allocated.By(() => new Buffered { Threads = threads }.Predict(pixels, outputs)) - use.Total, 0, Objects);
        Assert.Equal(use.Weights + use.Buffers, use.Total);

        model.Predict(pixels, outputs);
        Assert.Equal(0, Allocated.By(() =>
        {
            model.Predict(pixels, outputs);
            model.Predict(pixels.AsSpan(0, Buffered.Pixels), outputs.AsSpan(0, Buffered.Classes));
        }));
    }

    [Fact]
    public void A_fork_takes_buffers_and_no_weights()
    {
        float[] pixels = new float[Buffered.Pixels];
        float[] outputs = new float[Buffered.Classes];
        var model = new Buffered();
        Assert.InRange(Allocated.By(() => new Buffered(model).Predict(pixels, outputs)) - model.MemoryFor(batch: 1).Buffers, 0, Objects);
    }

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(5, 2, false)]
    [InlineData(64, 1, true)]
    public void Training_takes_what_was_said_and_nothing_at_the_second_step(int batch, int threads, bool adam)
    {
        float[] pixels = new float[batch * Buffered.Pixels];
        float[] targets = new float[batch * Buffered.Classes];
        Optimizer Optimizer() => adam ? new Adam() : new Sgd(0.1f);
        Optimizer optimizer = Optimizer();
        var model = new Buffered { Threads = threads };
        long bytes = Allocated.By(() => new Buffered { Threads = threads }.TrainStep(pixels, targets, Optimizer()));
        Assert.InRange(bytes - model.TrainingMemoryFor(batch, threads, optimizer).Total, 0, Objects);
        Assert.Equal(adam ? 2 * sizeof(float) * Buffered.Trainable : 0, model.TrainingMemoryFor(batch, threads, optimizer).Total - model.TrainingMemoryFor(batch, threads).Total);

        model.TrainStep(pixels, targets, optimizer);
        Assert.Equal(0, Allocated.By(() => model.TrainStep(pixels, targets, optimizer)));
    }

    [Fact]
    public void Numbers_below_one_are_refused()
    {
        var model = new Buffered();
        Assert.Throws<ArgumentOutOfRangeException>(() => model.MemoryFor(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.MemoryFor(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.TrainingMemoryFor(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.TrainingMemoryFor(1, 0));
    }

    /// <summary>A model with buffers of every kind, each larger than all objects together, whose passes do nothing.</summary>
    private sealed class Buffered : CompiledModel
    {
        public const int Pixels = 12;
        public const int Classes = 3;
        public const int Trainable = 30_000;

        private static readonly ModelInfo Layout = Describe();

        public Buffered()
            : base(Layout, seed: 0)
        {
        }

        public Buffered(Buffered original)
            : base(original)
        {
        }

        protected override void RunStep(int step, int batch, int begin, int end, int worker, SampleSlice slice) => throw new NotSupportedException();

        protected override void ForwardPass(int batch)
        {
        }

        protected override void OutputPass(int batch)
        {
        }

        protected override void TrainingPass(int batch)
        {
        }

        protected override void BackwardPass(int batch)
        {
        }

        protected override void InputGradientPass(int batch)
        {
        }

        protected override void RefreshPass()
        {
        }

        protected override void TrainingRefreshPass()
        {
        }

        private static ModelInfo Describe()
        {
            ModelInfo simple = LinearModel.Dense(new ImageShape(2, 2, 3), Classes).Info;
            return new ModelInfo
            {
                Name = nameof(Buffered),
                Input = simple.Input,
                Output = simple.Output,
                OutputActivation = simple.OutputActivation,
                Loss = simple.Loss,
                LossFromLogits = simple.LossFromLogits,
                ClassNames = [],
                Parameters = simple.Parameters,
                ParameterFloats = 40_000,
                TrainableFloats = Trainable,
                DerivedFloats = 1_200_000, // on huge pages
                ScratchFloats = 5_000,
                Inference = simple.Inference with { PerSample = 6_000, Fixed = 7_000 },
                Training = simple.Training with { PerSample = 20_000, Fixed = 8_000 },
                InputGradient = simple.InputGradient,
                MultiplyAdds = 1,
                Fingerprint = "c3",
                Summary = string.Empty,
            };
        }
    }
}
