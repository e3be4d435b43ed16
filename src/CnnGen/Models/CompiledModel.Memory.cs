namespace CnnGen;

/// <content>How much memory a model takes, and taking it.</content>
public abstract partial class CompiledModel
{
    private AlignedBuffer _arena = AlignedBuffer.Empty;
    private AlignedBuffer _scratch = AlignedBuffer.Empty;
    private AlignedBuffer? _gradients;

    private AlignedBuffer GradientBuffer => _gradients ??= AlignedBuffer.Allocate(Info.TrainableFloats);

    /// <summary>The memory that <see cref="Predict"/> takes. It is there from the first call on; after that, predicting allocates nothing.</summary>
    /// <param name="batch">Samples of a call, at least 1. Those beyond 32 cost nothing: they are predicted one chunk after the other.</param>
    /// <param name="threads">As <see cref="Threads"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public MemoryUse MemoryFor(int batch, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        long slices = AlignedBuffer.BytesFor(SliceFloatsFor(batch, threads));
        return new MemoryUse(WeightBytes, PassBytes(Info.Inference, Math.Min(batch, LargestChunk), threads) + slices);
    }

    /// <summary>
    /// The memory that <see cref="TrainStep(ReadOnlySpan{float}, ReadOnlySpan{float}, Optimizer)"/> takes. <see cref="Fit"/> takes besides what it reads ahead, three batches,
    /// and copies of the weights where it is asked for the best or the averaged ones. Before its first step, whitening of n values takes 20 · n² bytes while it is fitted.
    /// </summary>
    /// <param name="batch">Samples of a step, at least 1.</param>
    /// <param name="threads">As <see cref="Threads"/>.</param>
    /// <param name="optimizer">The optimiser, whose own memory then counts too.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public MemoryUse TrainingMemoryFor(int batch, int threads = 1, Optimizer? optimizer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        long gradients = AlignedBuffer.BytesFor(Info.TrainableFloats);
        long outputs = 2L * batch * Info.Output.Length * sizeof(float);
        return new MemoryUse(WeightBytes, PassBytes(Info.Training, batch, threads) + AlignedBuffer.BytesFor(TrainingSliceFloatsFor(threads)) + gradients + outputs + (optimizer?.BytesFor(Info.TrainableFloats) ?? 0));
    }

    private long WeightBytes => AlignedBuffer.BytesFor(Info.ParameterFloats) + AlignedBuffer.BytesFor(Info.DerivedFloats) + (Parameters.Scaling?.Bytes ?? 0);

    private long PassBytes(MemoryPlan plan, int batch, int threads) =>
        AlignedBuffer.BytesFor(plan.FloatsFor(batch)) + AlignedBuffer.BytesFor(ScratchFloatsFor(threads));

    private long ScratchFloatsFor(int threads) => (long)Info.ScratchFloats * threads;

    private void EnsureBuffers(MemoryPlan plan, int batch)
    {
        long floats = plan.FloatsFor(batch);
        if (floats > AlignedBuffer.MaxLength)
        {
            throw new ArgumentException($"{Info.Name} needs {floats:N0} floats for {batch} samples at once; {AlignedBuffer.MaxLength:N0} is the most: use smaller batches.", nameof(batch));
        }

        if (_arena.Length < floats) _arena = AlignedBuffer.Allocate(floats);
        if (_scratch.Length < ScratchFloatsFor(_threads)) _scratch = AlignedBuffer.Allocate(ScratchFloatsFor(_threads));
    }
}
