namespace CnnGen;

/// <summary>
/// The base of every generated model: it owns weights and buffers, and drives the generated passes.
/// A model is used by one thread at a time, and throws <see cref="InvalidOperationException"/> where two try; a fork shares the weights and has buffers of its own.
/// Forks may predict at once, and none of them while another trains.
/// </summary>
public abstract partial class CompiledModel
{
    /// <summary>Samples of a chunk that a large batch is predicted in.</summary>
    private const int LargestChunk = 32;

    /// <summary>Multiply-adds of a few microseconds, which is several times what it takes to hand a step to a thread that waits for it.</summary>
    private const long WorthSplitting = 200_000;

    private float[] _outputs = [];
    private int _outputsThread;
    private int _threads = 1;
    private ThreadTeam? _team;
    private InstructionSet _instructionSet = InstructionSets.Best;

    /// <summary>A model with freshly drawn weights.</summary>
    /// <param name="info">What the compiler knows.</param>
    /// <param name="seed">The same seed draws the same weights on every machine.</param>
    protected CompiledModel(ModelInfo info, int seed)
    {
        Info = info;
        Parameters = new ParameterStore(info);
        Parameters.Initialize(seed);
        PixelLimits = PixelLimits.For(info);
        Seed = seed;
    }

    /// <summary>A fork: the weights of another model, buffers of its own.</summary>
    /// <param name="original">The model whose weights are shared.</param>
    protected CompiledModel(CompiledModel original)
    {
        ArgumentNullException.ThrowIfNull(original);
        Info = original.Info;
        Parameters = original.Parameters;
        _threads = original._threads;
        _instructionSet = original._instructionSet;
        Seed = original.Seed;
        PixelLimits = original.PixelLimits;
        ChecksPixels = original.ChecksPixels;
    }

    /// <summary>What the compiler knows of the model.</summary>
    public ModelInfo Info { get; }

    /// <summary>The weights; a fork has its original's.</summary>
    public ParameterStore Parameters { get; }

    /// <summary>Threads that a pass may use, at least 1. The results are the same bits whatever the number.</summary>
    public int Threads
    {
        get => _threads;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1024);
            _threads = value;
        }
    }

    /// <summary>The kernels in use: the best that the machine has unless set. Results differ between sets in the last bits.</summary>
    /// <exception cref="PlatformNotSupportedException">Set to what this machine does not have.</exception>
    public InstructionSet InstructionSet
    {
        get => _instructionSet;
        set
        {
            if (!InstructionSets.IsSupported(value)) throw new PlatformNotSupportedException($"This machine does not run {value} kernels; its best is {InstructionSets.Best}.");
            using Usage usage = Enter(writing: false);
            _instructionSet = value;
        }
    }

    /// <summary>
    /// Whether pixels are looked through before they are used, true unless set: <see cref="Fit"/>, <see cref="Evaluate"/> and predicting refuse what is infinite, not a number
    /// or beyond ±16, and the first two a first batch up to more than 1.5 without negative values, which is that of bytes not divided by 255; a <see cref="RescaleAttribute"/> widens the limits by what it divides by. Takes less than a hundredth of the time of predicting.
    /// A fork starts with its original's.
    /// </summary>
    public bool ChecksPixels { get; set; } = true;

    /// <summary>What <see cref="ChecksPixels"/> checks.</summary>
    internal PixelLimits PixelLimits { get; }

    /// <summary>Training steps taken by this object; dropout draws from it and the seed.</summary>
    public long StepCount { get; internal set; }

    /// <summary>Where threads to split steps with come from.</summary>
    internal ThreadTeams Teams { get; set; } = ThreadTeams.Shared;

    /// <summary>What the weights and dropout are drawn from.</summary>
    internal int Seed { get; set; }

    /// <summary>Start of the arena, for generated code.</summary>
    protected ref float Arena => ref _arena.Start;

    /// <summary>Start of the scratch memory, <see cref="ModelInfo.ScratchFloats"/> for each worker; for generated code.</summary>
    protected ref float Scratch => ref _scratch.Start;

    /// <summary>Start of the parameters, for generated code.</summary>
    protected ref float Weights => ref Parameters.Start;

    /// <summary>Start of the gradients of the parameters that are trained, laid out as they are; for generated code.</summary>
    protected ref float Gradients => ref GradientBuffer.Start;

    /// <summary>Start of the forms derived from the parameters, for generated code.</summary>
    protected ref float Derived => ref Parameters.DerivedStart;

    /// <summary>What the dropout of this step is drawn from, for generated code.</summary>
    protected uint DropoutKey { get; private set; }

    /// <summary>The arena: what the last pass has left there.</summary>
    internal ReadOnlySpan<float> ArenaFloats => _arena.Span;

    /// <summary>Runs a range of the items of one step: the only door into the kernels.</summary>
    /// <param name="step">Number of the step.</param>
    /// <param name="batch">Samples in the pass.</param>
    /// <param name="begin">First item.</param>
    /// <param name="end">Behind the last item.</param>
    /// <param name="worker">Which of the threads that share the step runs the range, 0 to <see cref="Threads"/> − 1: its own scratch memory.</param>
    /// <param name="slice">The samples of a step that runs in slices.</param>
    protected abstract void RunStep(int step, int batch, int begin, int end, int worker, SampleSlice slice);

    /// <summary>Predicting, up to the values under the last activation.</summary>
    protected abstract void ForwardPass(int batch);

    /// <summary>The last activation of <see cref="ForwardPass"/>.</summary>
    protected abstract void OutputPass(int batch);

    /// <summary>The forward pass of training: keeps what the backward pass reads, draws dropout, normalises by the batch.</summary>
    protected abstract void TrainingPass(int batch);

    /// <summary>From the gradient of the output to the gradients of all parameters, which hold those of the step before.</summary>
    protected abstract void BackwardPass(int batch);

    /// <summary>After <see cref="BackwardPass"/>: on to the gradient of the input.</summary>
    protected abstract void InputGradientPass(int batch);

    /// <summary>Recomputes what derives from the parameters for predicting.</summary>
    protected abstract void RefreshPass();

    /// <summary>Recomputes what derives from the parameters for training.</summary>
    protected abstract void TrainingRefreshPass();

    /// <summary>Runs one step over all its items, for generated code.</summary>
    /// <param name="step">Number of the step.</param>
    /// <param name="batch">Samples in the pass.</param>
    /// <param name="items">Pieces that the step may be cut into.</param>
    /// <param name="work">Multiply-adds, or operations like them: splitting a small step costs more than it saves.</param>
    /// <param name="grain">Items that a kernel wants one after the other, at least 1: ranges are as many, or a multiple.</param>
    protected void Run(int step, int batch, int items, long work, int grain = 1)
    {
        if (_threads > 1 && work >= WorthSplitting && items > grain)
        {
            _team ??= Teams.Rent();
            _team.Run(this, step, batch, items, work, grain, _threads);
        }
        else
        {
            RunRange(step, batch, 0, items, worker: 0);
        }
    }

    /// <summary>The outputs of one sample, valid until the next call; for generated code.</summary>
    protected ReadOnlySpan<float> PredictOne(ReadOnlySpan<float> pixels)
    {
        if (pixels.Length != Info.Input.Length)
        {
            throw new ArgumentException($"One sample of {Info.Name} is {Info.Input}: {Info.Input.Length} values, not {pixels.Length}.", nameof(pixels));
        }

        return PredictAll(pixels, 1);
    }

    /// <summary>The outputs of several samples, one after the other, valid until the next call; for generated code.</summary>
    protected ReadOnlySpan<float> PredictAll(ReadOnlySpan<float> pixels, int count)
    {
        long expected = (long)count * Info.Input.Length;
        if (count == 0 || pixels.Length != expected)
        {
            throw new ArgumentException($"{count} samples of {Info.Input} have {expected} values, not {pixels.Length}.", nameof(pixels));
        }

        if (ChecksPixels) PixelRange.Check(pixels, PixelLimits);
        int length = checked(count * Info.Output.Length);
        using Usage usage = Enter(writing: false);
        if (_outputs.Length < length || _outputsThread != Environment.CurrentManagedThreadId)
        {
            // The thread before may still read what it was given.
            (_outputs, _outputsThread) = (new float[length], Environment.CurrentManagedThreadId);
        }

        Infer(pixels, _outputs.AsSpan(0, length), throughOutput: true);
        return _outputs.AsSpan(0, length);
    }

    /// <summary>Predicts one sample or several.</summary>
    /// <param name="pixels">Samples one after the other, each [height, width, channels], values 0..1.</param>
    /// <param name="outputs">Room for as many outputs, one after the other.</param>
    /// <exception cref="ArgumentException">The lengths are not those of one number of whole samples, or a value is no pixel (see <see cref="ChecksPixels"/>).</exception>
    /// <exception cref="InvalidOperationException">Another thread uses this object, or trains a model with the same weights; or the preprocessing has not been fitted.</exception>
    public void Predict(ReadOnlySpan<float> pixels, Span<float> outputs)
    {
        if (ChecksPixels) PixelRange.Check(pixels, PixelLimits);
        Infer(pixels, outputs, throughOutput: true);
    }

    /// <summary><see cref="RunStep"/>, for the threads that share a step.</summary>
    internal void RunRange(int step, int batch, int begin, int end, int worker)
    {
        if (step >= 0)
        {
            RunStep(step, batch, begin, end, worker, default);
            return;
        }

        for (int item = begin; item < end; item++)
        {
            if (step == SliceStep) RunSlice(Info.Slices!, item, batch, worker);
            else RunTrainingPiece(Info.TrainingSlices!, step, batch, item, worker);
        }
    }

    /// <summary>As <see cref="Predict"/>; without the last activation where <paramref name="throughOutput"/> is false.</summary>
    internal void Infer(ReadOnlySpan<float> pixels, Span<float> outputs, bool throughOutput)
    {
        int inputLength = Info.Input.Length;
        int outputLength = Info.Output.Length;
        int count = CountSamples(pixels.Length, inputLength, nameof(pixels));
        if (outputs.Length != (long)count * outputLength)
        {
            throw new ArgumentException($"{count} samples give {(long)count * outputLength} values ({outputLength} each), but there is room for {outputs.Length}.", nameof(outputs));
        }

        using Usage usage = Enter(writing: false);
        if (Parameters.DerivedVersion != Parameters.Version) RefreshDerived();
        long slicedFloats = SliceFloatsFor(count, _threads);
        if (_slices.Length < slicedFloats) _slices = AlignedBuffer.Allocate(slicedFloats);
        for (int first = 0; first < count; first += LargestChunk)
        {
            int batch = Math.Min(LargestChunk, count - first);
            EnsureBuffers(Info.Inference, batch);
            ReadOnlySpan<float> chunk = pixels.Slice(first * inputLength, batch * inputLength);
            if (Info.Slices is { } slices) PredictSlices(slices, chunk, batch);
            else CopyPixels(Info.Inference.Input, _arena.Span, chunk, batch);
            ForwardPass(batch);
            if (throughOutput) OutputPass(batch);
            CopyOut(Info.Inference.Output, outputs.Slice(first * outputLength, batch * outputLength), batch);
        }
    }

    private void RefreshDerived()
    {
        lock (Parameters.RefreshGate)
        {
            if (Parameters.DerivedVersion == Parameters.Version) return;
            CheckFitted();
            Parameters.Scaling?.Refresh(Parameters.All);
            RefreshPass();
            Parameters.DerivedVersion = Parameters.Version;
        }
    }

    /// <summary>The forward pass of training.</summary>
    /// <param name="pixels">Samples one after the other.</param>
    /// <param name="outputs">Room for the outputs; logits where <see cref="ModelInfo.LossFromLogits"/>.</param>
    /// <param name="plan">The arena: <see cref="ModelInfo.Training"/> or <see cref="ModelInfo.InputGradient"/>.</param>
    internal void TrainForward(ReadOnlySpan<float> pixels, Span<float> outputs, MemoryPlan plan)
    {
        int batch = CountSamples(pixels.Length, Info.Input.Length, nameof(pixels));
        using Usage usage = Enter(writing: true);
        if (Parameters.TrainingDerivedVersion != Parameters.Version)
        {
            CheckFitted();
            Parameters.Scaling?.Refresh(Parameters.All);
            TrainingRefreshPass();
            Parameters.TrainingDerivedVersion = Parameters.Version;
        }

        EnsureBuffers(plan, batch);
        long slicedFloats = TrainingSliceFloatsFor(_threads);
        if (_slices.Length < slicedFloats) _slices = AlignedBuffer.Allocate(slicedFloats);
        DropoutKey = (uint)new SplitMix64(((ulong)(uint)Seed << 32) ^ (ulong)StepCount).Next();
        CopyPixels(plan.Input, _arena.Span, pixels, batch);
        RunTrainingSlices(TrainingSliceStep, batch);
        TrainingPass(batch);
        CopyOut(plan.Output, outputs, batch);
    }

    /// <summary>The backward pass after <see cref="TrainForward"/> on as many samples.</summary>
    internal void TrainBackward(ReadOnlySpan<float> outputGradient, MemoryPlan plan)
    {
        int batch = CountSamples(outputGradient.Length, Info.Output.Length, nameof(outputGradient));
        using Usage usage = Enter(writing: true);
        CopyIn(plan.OutputGradient, _arena.Span, outputGradient, batch);
        BackwardPass(batch);
        _wantsInputGradient = ReferenceEquals(plan, Info.InputGradient);
        RunTrainingSlices(BackwardSliceStep, batch);
        GradientSumPass(batch);
    }

    /// <summary>The gradient of the input after <see cref="TrainBackward"/>; both passes have to have run in <see cref="ModelInfo.InputGradient"/>.</summary>
    internal void TrainInputGradient(Span<float> inputGradient)
    {
        int batch = CountSamples(inputGradient.Length, Info.Input.Length, nameof(inputGradient));
        using Usage usage = Enter(writing: false);
        InputGradientPass(batch);
        CopyOut(Info.InputGradient.InputGradient, inputGradient, batch);
        if (Parameters.Scaling is not { } scaling) return;
        int length = Info.Input.Length;
        for (int sample = 0; sample < batch; sample++) scaling.PassBack(Parameters.All, inputGradient.Slice(sample * length, length));
    }

    /// <summary>The gradient of one tensor after <see cref="TrainBackward"/>.</summary>
    internal ReadOnlySpan<float> GradientOf(int parameter) =>
        GradientBuffer.Span.Slice(Info.Parameters[parameter].Offset, Info.Parameters[parameter].Length);

    /// <summary>The gradients of all that is trained, laid out as <see cref="ParameterStore.Trainable"/>.</summary>
    internal Span<float> TrainableGradients => GradientBuffer.Span[..Info.TrainableFloats];

    private static int CountSamples(int length, int sampleLength, string name)
    {
        if (length == 0 || length % sampleLength != 0)
        {
            throw new ArgumentException($"{length} values are not one or more whole samples of {sampleLength}.", name);
        }

        return length / sampleLength;
    }

    private static void CopyIn(SampleLayout layout, Span<float> memory, ReadOnlySpan<float> values, int batch)
    {
        int length = layout.RowLength;
        for (int sample = 0; sample < batch; sample++)
        {
            for (int row = 0; row < layout.Rows; row++)
            {
                values.Slice(((sample * layout.Rows) + row) * length, length).CopyTo(memory[layout.At(batch, sample, row)..]);
            }
        }
    }

    private void CopyOut(SampleLayout layout, Span<float> values, int batch)
    {
        ReadOnlySpan<float> arena = _arena.Span;
        int length = layout.RowLength;
        for (int sample = 0; sample < batch; sample++)
        {
            for (int row = 0; row < layout.Rows; row++)
            {
                arena.Slice(layout.At(batch, sample, row), length).CopyTo(values.Slice(((sample * layout.Rows) + row) * length, length));
            }
        }
    }
}
