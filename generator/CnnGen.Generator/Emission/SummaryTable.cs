using CnnGen.Generator.Analysis;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Emission;

/// <summary>The table of layers that <c>Summary</c> holds, as Keras prints it, with what is known at build time beside it.</summary>
internal static class SummaryTable
{
    private static readonly string[] Header = ["Layer", "Kind", "Output", "Sees", "Parameters", "MFLOP"];
    private static readonly int[] InferenceBatches = [1, 32];
    private static readonly int[] TrainingBatches = [32];

    public static string Write(NetworkPlan plan)
    {
        Network network = plan.Network;
        EquatableArray<ReceptiveField> fields = ReceptiveField.Of(network);
        var rows = new List<string[]>
        {
            Header,
            new[] { "Input", string.Empty, network.Input.ToString(), string.Empty, string.Empty, string.Empty },
        };
        foreach (Layer layer in network.Layers)
        {
            long parameters = LayerCost.Parameters(layer);
            long multiplyAdds = LayerCost.MultiplyAdds(layer);
            rows.Add(
            [
                layer.Name,
                Describer.Layer(layer),
                layer.Output.ToString(),
                Invariant($"{Math.Min(fields[layer.Index].Height, network.Input.Height)}×{Math.Min(fields[layer.Index].Width, network.Input.Width)}"),
                parameters == 0 ? string.Empty : Text.OfCount(parameters),
                multiplyAdds == 0 ? string.Empty : Describer.Millions(2 * multiplyAdds),
            ]);
        }

        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        string rule = new('─', widths.Sum() + (2 * (widths.Length - 1)));
        var lines = new List<string> { network.Identity.Name.TrimStart('@'), rule, Line(rows[0], widths), rule };
        lines.AddRange(rows.Skip(1).Select(row => Line(row, widths)));
        lines.Add(rule);
        lines.Add(Invariant(
            $"Parameters: {Text.OfCount(LayerCost.Parameters(network))} ({Text.OfCount(LayerCost.TrainableParameters(network))} trained), {Bytes(4L * plan.ParameterFloats)}. One forward pass: {Describer.Millions(2 * LayerCost.MultiplyAdds(network))} MFLOP."));
        lines.Add(
            $"Memory to predict: {string.Join(", ", InferenceBatches.Select(batch => Invariant($"{Bytes(Predicting(plan, batch))} at batch {batch}")))}; " +
            $"to train: {string.Join(", ", TrainingBatches.Select(batch => Invariant($"{Bytes(Training(plan, batch) + (4L * plan.TrainableFloats) + (4L * plan.DerivedFloats))} at batch {batch}")))}, gradients and turned weights among it.");
        if (network.Recomputes) lines.Add(Recomputation(plan));
        lines.Add($"Loss: {LossName(network.Loss)}{(plan.LossFromLogits ? ", computed from the logits" : string.Empty)}.");
        return string.Join("\n", lines.Select(line => line.TrimEnd()));
    }

    /// <summary>What training runs twice, and the arithmetic that this adds.</summary>
    private static string Recomputation(NetworkPlan plan)
    {
        List<(Layer Layer, IReadOnlyList<Kernel> Kernels)> again = [.. plan.Recomputed];
        if (again.Count == 0) return "Training computes nothing again: that would save no memory.";
        long multiplyAdds = again.Where(layer => layer.Layer is BatchNormLayer || layer.Kernels.Any(kernel => Describer.TiledPart(kernel) is not null)).Sum(layer => LayerCost.MultiplyAdds(layer.Layer));
        return $"Training computes again what these layers leave, and does not keep it: {string.Join(", ", again.Select(layer => layer.Layer.Name))}; {Describer.Millions(2 * multiplyAdds)} MFLOP more a sample.";
    }

    /// <summary>Bytes of activations on one thread, scratch memory included.</summary>
    private static long Predicting(NetworkPlan plan, int batch) => Arena(plan.Inference, batch) + (4 * plan.ScratchFloats) + (plan.Slices is { } slices ? 4 * Math.Min(slices.Samples, batch) * slices.PerSample : 0);

    /// <summary>The same of training.</summary>
    private static long Training(NetworkPlan plan, int batch) => Arena(plan.Training, batch) + (4 * plan.ScratchFloats) + (plan.TrainingSlices is { } slices ? 4 * slices.Samples * slices.PerSample : 0);

    private static long Arena(ArenaPlan arena, int batch) => 4 * ((arena.PerSample * batch) + arena.Fixed);

    private static string Line(string[] cells, int[] widths) =>
        string.Join("  ", cells.Select((cell, column) => column >= 3 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column])));

    private static string Bytes(long bytes) => bytes >= 1 << 20
        ? Text.Of(Math.Round(bytes / (decimal)(1 << 20), 1)) + " MiB"
        : Text.Of(Math.Round(bytes / 1024m, 1)) + " KiB";

    private static string LossName(LossKind loss) => loss switch
    {
        LossKind.CategoricalCrossEntropy => "categorical cross-entropy",
        LossKind.NegativeLogLikelihood => "negative log-likelihood",
        LossKind.BinaryCrossEntropy => "binary cross-entropy",
        LossKind.MeanSquaredError => "mean squared error",
        LossKind.MeanAbsoluteError => "mean absolute error",
        _ => "Huber",
    };
}
