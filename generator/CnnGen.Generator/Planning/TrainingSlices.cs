using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>
/// Chooses how many of the first operations of training run a few samples at a time, forward and backward: those of the layers that do so in predicting (<see cref="SliceChooser"/>),
/// as far as no layer wants the whole batch. What a slice leaves of weight gradients is added to the sums of its piece of the batch.
/// </summary>
internal static class TrainingSlices
{
    /// <summary>The most samples of a slice: half a piece of a batch of 64.</summary>
    private const int MostSamples = 4;

    /// <param name="operations">All operations.</param>
    /// <param name="body">How many of them training runs.</param>
    /// <param name="firstUnsliced">The first layer that does not run in slices in predicting.</param>
    /// <param name="rule">Chooses the algorithms of convolutions.</param>
    /// <returns>How many operations run in slices.</returns>
    public static int Choose(EquatableArray<Operation> operations, int body, int firstUnsliced, ConvolutionRule rule)
    {
        int sliced = operations.Take(body).TakeWhile(operation => operation.Source < firstUnsliced && FitsSlice(operation.Layer, rule)).Count();
        return Complete(operations, body, sliced);
    }

    /// <summary>As many operations as can run in slices besides without a bit of any sum changing, for their maps to live within them.</summary>
    /// <param name="sliced">Operations that run in slices whatever memory takes.</param>
    public static int Widen(EquatableArray<Operation> operations, int body, int sliced, ConvolutionRule rule) => Complete(
        operations, body, sliced + operations.Take(body).Skip(sliced).TakeWhile(operation => FitsSlice(operation.Layer, rule) && SumsAlike(operation.Layer, rule)).Count());

    private static int Complete(EquatableArray<Operation> operations, int body, int sliced)
    {
        // A pool meets the gradient of the convolution before it, and the gradient of an activation is told from its output: they stay together.
        while (sliced > 0 && sliced < body && operations[sliced].Layer is PoolingLayer or ActivationLayer) sliced--;

        // Without anything to train among them, all of their backward pass would come after that of the layers behind.
        return operations.Take(sliced).Any(operation => operation.HasParameters) ? sliced : 0;
    }

    /// <summary>Samples of a slice whose maps and gradients leave half of a core's own cache to filters.</summary>
    public static int SamplesFor(long floatsOfSample)
    {
        long fitting = Core.L2Bytes / 2 / sizeof(float) / Math.Max(1, floatsOfSample);
        return (int)Math.Min(MostSamples, Math.Max(1, fitting));
    }

    /// <summary>Whether the weight gradient is a sum of as many pieces in slices as over the whole batch.</summary>
    private static bool SumsAlike(Layer layer, ConvolutionRule rule) =>
        layer is not ConvolutionLayer convolution || rule(convolution, null).WeightGradient is not { } form || WinogradWalks.PiecesOf(form, convolution) == ConvolutionWalks.Pieces;

    private static bool FitsSlice(Layer layer, ConvolutionRule rule) => layer switch
    {
        ConvolutionLayer convolution when rule(convolution, null).WeightGradient is { } form => WinogradWalks.HasSmallSums(form, convolution),
        ConvolutionLayer convolution => ConvolutionWalks.SumsCopies(convolution),
        PoolingLayer or ActivationLayer or DropoutLayer or WhitenLayer { Over: OverKind.Channels } => true,
        _ => false,
    };
}
