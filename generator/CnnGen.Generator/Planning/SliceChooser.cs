using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>
/// Chooses how many of the first layers of predicting run a few samples at a time, and how many samples those are. Few samples keep large maps in a core's
/// own cache; many share one pass over the filters, which count more the deeper a layer is. Counted in cycles of moving data, for a batch of 32.
/// </summary>
internal static class SliceChooser
{
    /// <summary>Samples of the batch that plans are made for; one of 1 runs the same steps once.</summary>
    private const int Batch = 32;

    /// <summary>What has to be saved for slices to be worth their gathering.</summary>
    private const double Worthwhile = 0.95;

    private static readonly int[] Samples = [1, 2, 4, 8, 16];

    /// <param name="operations">The operations before the output pass.</param>
    /// <param name="choices">How each convolution is computed.</param>
    /// <returns>How many operations run in slices, 0 for none, and the samples of a slice.</returns>
    public static (int Operations, int Samples) Choose(EquatableArray<FusedOperation> operations, IReadOnlyList<ConvolutionChoice> choices)
    {
        int pictures = operations.TakeWhile(operation => operation.Layer is not (FlattenLayer or DenseLayer or WhitenLayer { Over: OverKind.Values }) && !operation.Layer.Input.IsFlat).Count();
        double[][] costs = [.. Samples.Append(Batch).Select(samples => Enumerable.Range(0, pictures).Select(i => Cycles(operations[i], choices[i], samples)).ToArray())];
        double[] whole = costs[Samples.Length];
        double best = Worthwhile * whole.Sum();
        (int Operations, int Samples) choice = (0, Batch);
        for (int s = 0; s < Samples.Length; s++)
        {
            double sliced = 0;
            for (int count = 1; count <= pictures; count++)
            {
                sliced += costs[s][count - 1];
                double gathering = 2 * Bytes(operations[count - 1].Output) / Core.L3BytesPerCycle;
                double cycles = sliced + gathering + whole.Skip(count).Sum();
                if (cycles < best) (best, choice) = (cycles, (count, Samples[s]));
            }
        }

        return choice;
    }

    /// <summary>Cycles of a sample for reading and writing maps and for streaming filters.</summary>
    private static double Cycles(FusedOperation operation, ConvolutionChoice choice, int samples)
    {
        double maps = Bytes(operation.Layer.Input) + Bytes(operation.Output);
        double cycles = maps / Core.BytesPerCycle(samples * maps);
        if (operation.Layer is not ConvolutionLayer layer) return cycles;
        double filters = 4.0 * ConvolutionWalks.WeightCount(layer);
        double passes = 1.0 / samples;
        if (choice.Winograd is { } form)
        {
            filters *= (double)form.Multiplications / (form.Kernel * form.Kernel);
            passes = WinogradWalks.BlocksOf(form, layer, operation.Pool, samples) / (double)samples;
        }

        return cycles + (passes * filters / Core.ReadBytesPerCycle(filters));
    }

    private static double Bytes(TensorShape shape) => 4.0 * shape.Size;
}
