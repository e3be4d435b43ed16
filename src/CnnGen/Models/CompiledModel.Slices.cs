using System.Runtime.CompilerServices;

namespace CnnGen;

/// <content>
/// The first layers, where maps are large: a few samples at a time go through all of them, in memory that stays in a core's own cache.
/// In predicting, what comes out is gathered for the layers behind, which run over the whole batch and so read their weights once.
/// In training a batch is cut into pieces, which threads share; the slices of a piece run one after the other on one thread and add to the piece's sums, so that the order of additions
/// does not depend on threads.
/// </content>
public abstract partial class CompiledModel
{
    /// <summary>Says that the threads share each step of a slice; any other number is the thread that runs a slice alone.</summary>
    private const int Shared = -1;

    /// <summary>Number of the step that takes slices through <see cref="SlicePass"/>, for <see cref="RunRange"/>.</summary>
    private const int SliceStep = -1;

    /// <summary>The same of <see cref="TrainingSlicePass"/>, for the pieces of a batch.</summary>
    private const int TrainingSliceStep = -2;

    /// <summary>The same of <see cref="BackwardSlicePass"/>.</summary>
    private const int BackwardSliceStep = -3;

    /// <summary>Slices for each thread from which on it does not matter that the last ones leave a thread idle.</summary>
    private const int ManySlices = 4;

    private AlignedBuffer _slices = AlignedBuffer.Empty;

    /// <summary>Whether the slices of the backward pass go on to the gradient of the input.</summary>
    private bool _wantsInputGradient;

    /// <summary>The pixels of the batch, while threads share its slices; pinned for as long.</summary>
    private unsafe float* _pixels;

    /// <summary>The first layers of predicting, for a few samples.</summary>
    /// <param name="batch">Samples of the slice.</param>
    /// <param name="runner">To be handed to <see cref="RunSliced"/>.</param>
    protected virtual void SlicePass(int batch, int runner)
    {
    }

    /// <summary>Runs one step of a slice over all its items, for generated code.</summary>
    /// <param name="step">Number of the step.</param>
    /// <param name="batch">Samples of the slice.</param>
    /// <param name="items">Pieces that the step may be cut into.</param>
    /// <param name="work">Multiply-adds, or operations like them.</param>
    /// <param name="runner">Whether the threads share the step, or which of them runs it.</param>
    protected void RunSliced(int step, int batch, int items, long work, int runner)
    {
        if (runner == Shared) Run(step, batch, items, work);
        else RunStep(step, batch, 0, items, worker: runner, new SampleSlice(runner, 0, 0, batch));
    }

    /// <summary>Start of the memory of a slice, for generated code.</summary>
    /// <param name="slice">Which slice.</param>
    /// <returns>A reference to its first float.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected ref float Slice(SampleSlice slice) => ref Unsafe.Add(ref _slices.Start, slice.Memory * (nint)Info.Slices!.Floats);

    /// <summary>The forward pass of training through the first layers, for the samples of a slice.</summary>
    /// <param name="batch">Samples of the batch.</param>
    /// <param name="slice">Which of them.</param>
    protected virtual void TrainingSlicePass(int batch, SampleSlice slice)
    {
    }

    /// <summary>Before the slices of a piece run backward: its sums begin, of pieces without samples too.</summary>
    /// <param name="batch">Samples of the batch.</param>
    /// <param name="slice">All samples of the piece.</param>
    protected virtual void BackwardPiecePass(int batch, SampleSlice slice)
    {
    }

    /// <summary>The backward pass through the same layers.</summary>
    /// <param name="batch">Samples of the batch.</param>
    /// <param name="slice">Which of them.</param>
    protected virtual void BackwardSlicePass(int batch, SampleSlice slice)
    {
    }

    /// <summary>After <see cref="BackwardSlicePass"/>: on to the gradient of the input.</summary>
    /// <param name="batch">Samples of the batch.</param>
    /// <param name="slice">Which of them.</param>
    protected virtual void InputGradientSlicePass(int batch, SampleSlice slice)
    {
    }

    /// <summary>Adds up what the slices of the backward pass have left.</summary>
    /// <param name="batch">Samples of the batch.</param>
    protected virtual void GradientSumPass(int batch)
    {
    }

    /// <summary>Runs one step for the samples of a slice, for generated code.</summary>
    /// <param name="step">Number of the step.</param>
    /// <param name="batch">Samples of the batch.</param>
    /// <param name="items">Items of a sample.</param>
    /// <param name="slice">The samples.</param>
    protected void RunSlice(int step, int batch, int items, SampleSlice slice) =>
        RunStep(step, batch, slice.First * items, slice.End * items, worker: slice.Memory, slice);

    /// <summary>Runs one step that adds the samples of a slice to the sums of their piece, for generated code.</summary>
    /// <param name="step">Number of the step.</param>
    /// <param name="batch">Samples of the batch.</param>
    /// <param name="items">Items of a piece.</param>
    /// <param name="slice">The samples.</param>
    protected void RunPiece(int step, int batch, int items, SampleSlice slice) =>
        RunStep(step, batch, slice.Piece * items, (slice.Piece + 1) * items, worker: slice.Memory, slice);

    /// <summary>Start of the memory of a slice of training, for generated code.</summary>
    /// <param name="slice">Which slice.</param>
    /// <returns>A reference to its first float.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected ref float TrainingSlice(SampleSlice slice) => ref Unsafe.Add(ref _slices.Start, slice.Memory * (nint)Info.TrainingSlices!.Floats);

    private void RunTrainingSlices(int step, int batch)
    {
        if (Info.TrainingSlices is { } plan) Run(step, batch, plan.Pieces, batch * Info.MultiplyAdds);
    }

    private void RunTrainingPiece(TrainingSlicePlan plan, int step, int batch, int piece, int worker)
    {
        int begin = (int)((long)batch * piece / plan.Pieces);
        int end = (int)((long)batch * (piece + 1) / plan.Pieces);
        if (step == BackwardSliceStep) BackwardPiecePass(batch, new SampleSlice(worker, piece, begin, end));
        for (int first = begin; first < end; first += plan.Samples)
        {
            var slice = new SampleSlice(worker, piece, first, Math.Min(end, first + plan.Samples));
            if (step == TrainingSliceStep)
            {
                TrainingSlicePass(batch, slice);
                continue;
            }

            BackwardSlicePass(batch, slice);
            if (_wantsInputGradient) InputGradientSlicePass(batch, slice);
        }
    }

    private long TrainingSliceFloatsFor(int threads) => Info.TrainingSlices is { } plan ? plan.Floats * threads : 0;

    private unsafe void PredictSlices(SlicePlan plan, ReadOnlySpan<float> pixels, int batch)
    {
        int count = CountSlices(plan, batch);
        bool apart = RunApart(count, _threads);
        fixed (float* start = pixels)
        {
            _pixels = start;
            if (apart)
            {
                Run(SliceStep, batch, count, batch * Info.MultiplyAdds);
            }
            else
            {
                for (int slice = 0; slice < count; slice++) RunSlice(plan, slice, batch, Shared);
            }

            _pixels = null;
        }
    }

    private static int CountSlices(SlicePlan plan, int batch) => ((batch - 1) / plan.Samples) + 1;

    /// <summary>Whether each thread takes slices of its own: where that leaves none idle for long.</summary>
    private static bool RunApart(int slices, int threads)
    {
        int runners = Math.Min(threads, slices);
        return runners > 1 && (slices % runners == 0 || slices >= ManySlices * runners);
    }

    /// <summary>Floats for a call: for its chunks, or for the smaller one at its end where threads take slices of their own there alone.</summary>
    private long SliceFloatsFor(int batch, int threads)
    {
        if (Info.Slices is not { } plan) return 0;
        long floats = FloatsOfChunk(plan, Math.Min(batch, LargestChunk), threads);
        int rest = batch % LargestChunk;
        return batch > LargestChunk && rest > 0 ? Math.Max(floats, FloatsOfChunk(plan, rest, threads)) : floats;
    }

    private static long FloatsOfChunk(SlicePlan plan, int batch, int threads) =>
        RunApart(CountSlices(plan, batch), threads) ? plan.Floats * threads : plan.PerSample * Math.Min(plan.Samples, batch);

    private unsafe void RunSlice(SlicePlan plan, int slice, int batch, int runner)
    {
        int first = slice * plan.Samples;
        int samples = Math.Min(plan.Samples, batch - first);
        int length = Info.Input.Length;
        Span<float> memory = _slices.Span.Slice(checked((int)(Math.Max(runner, 0) * plan.Floats)), checked((int)(samples * plan.PerSample)));
        CopyPixels(plan.Input, memory, new ReadOnlySpan<float>(_pixels + ((nint)first * length), samples * length), samples);
        SlicePass(samples, runner);
        for (int sample = 0; sample < samples; sample++)
        {
            for (int row = 0; row < plan.Output.Rows; row++)
            {
                memory.Slice(plan.Output.At(samples, sample, row), plan.Output.RowLength).CopyTo(_arena.Span[Info.Inference.Input.At(batch, first + sample, row)..]);
            }
        }
    }
}
