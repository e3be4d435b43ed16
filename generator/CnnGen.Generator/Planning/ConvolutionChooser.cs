using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>How a convolution is computed.</summary>
/// <param name="Winograd">The form of Winograd's algorithm, or null for sums in registers.</param>
/// <param name="Reason">Why, for people; null where there was no choice.</param>
internal sealed record ConvolutionChoice(WinogradForm? Winograd, string? Reason = null)
{
    public static ConvolutionChoice Direct { get; } = new((WinogradForm?)null);

    /// <summary>The form between whose transforms the weight gradient is computed; null for direct sums.</summary>
    public WinogradForm? WeightGradient { get; init; }

    /// <summary>Rows and columns that it reads around its input.</summary>
    public Halo HaloOf(ConvolutionLayer layer, PoolingLayer? pool) => Winograd is null ? Halo.Of(layer.Window) : WinogradWalks.HaloOf(Winograd, layer, pool);

    /// <summary>Rows and columns that the forward pass of training and the weight gradient read around the input.</summary>
    public Halo HaloInTraining(ConvolutionLayer layer) =>
        WeightGradient is null ? HaloOf(layer, null) : Halo.Max(HaloOf(layer, null), WinogradWalks.HaloOf(WeightGradient, layer, null));
}

/// <summary>Chooses the algorithm of a convolution.</summary>
/// <param name="layer">The convolution.</param>
/// <param name="pool">The pool that is applied to it in passing, or null.</param>
internal delegate ConvolutionChoice ConvolutionRule(ConvolutionLayer layer, PoolingLayer? pool);

/// <summary>Chooses the algorithm of a convolution by what each costs.</summary>
internal static class ConvolutionChooser
{
    private static readonly int[] OutputsOfTiles = [2, 4, 5, 6];

    /// <summary>A network keeps its bound where each layer keeps this share of it: errors of many layers add up as noise does.</summary>
    private const double ShareOfLayer = 0.2;

    /// <summary>
    /// Weights of all convolutions up to which filters are transformed: forward and turned they take fourteen times as much, which is to find room in what an <c>int</c> counts.
    /// </summary>
    private const long MostTransformed = 1 << 26;

    /// <summary>Chooses within the network's bound on the relative error.</summary>
    public static ConvolutionRule For(Network network) => network.Layers.OfType<ConvolutionLayer>().Sum(layer => (long)ConvolutionWalks.WeightCount(layer)) > MostTransformed
        ? (_, _) => ConvolutionChoice.Direct
        : (layer, pool) => Choose(layer, pool, network.MaxRelativeError);

    private static ConvolutionChoice Choose(ConvolutionLayer layer, PoolingLayer? pool, double maxRelativeError)
    {
        // The widest set gains least: its products are the fastest, and its transforms wait for memory as those of any set do.
        VectorIsa isa = VectorIsa.Avx512;
        List<(WinogradForm? Form, double Cycles)> candidates = [(null, DirectCycles(layer, pool, isa))];
        List<WinogradForm> fitting = [.. OutputsOfTiles.Select(outputs => WinogradWalks.FormOf(outputs, layer, pool)).OfType<WinogradForm>()];
        candidates.AddRange(fitting.Where(form => IsWithin(form, maxRelativeError)).Select(form => ((WinogradForm?)form, WinogradWalks.Cycles(form, layer, pool, isa))));
        if (fitting.Count == 0) return ConvolutionChoice.Direct;
        candidates = [.. candidates.OrderBy(candidate => candidate.Cycles)];
        return new ConvolutionChoice(candidates[0].Form, Describe(candidates, [.. fitting.Where(form => !IsWithin(form, maxRelativeError))]))
        {
            WeightGradient = candidates[0].Form is { Stride: 1 } ? WeightGradientOf(layer, fitting, maxRelativeError, isa) : null,
        };
    }

    private static bool IsWithin(WinogradForm form, double maxRelativeError) => form.Error <= ShareOfLayer * maxRelativeError * (1 + 1e-9);

    /// <summary>
    /// The form between whose transforms the weight gradient of a layer costs least, where that is less than direct sums cost.
    /// </summary>
    private static WinogradForm? WeightGradientOf(ConvolutionLayer layer, List<WinogradForm> fitting, double maxRelativeError, VectorIsa isa)
    {
        int kernel = layer.Window.Height;
        double direct = layer.Output.Pixels * kernel * TileChooser.Cycles(isa, ContractionForm.Broadcast, new Loop("cell", kernel * layer.Input.Channels), layer.Output.Channels);
        return fitting.Where(form => IsWithin(form, maxRelativeError) && WinogradWalks.GradientCycles(form, layer, isa) < direct)
            .OrderBy(form => WinogradWalks.GradientCycles(form, layer, isa))
            .FirstOrDefault();
    }

    private static string Describe(List<(WinogradForm? Form, double Cycles)> candidates, List<WinogradForm> inexact)
    {
        string Name((WinogradForm? Form, double Cycles) candidate) => candidate.Form?.ToString() ?? "direct sums";
        string Cycles(double cycles) => Text.OfCount((long)Math.Round(cycles / 1000)) + " thousand cycles";
        string chosen = $"Chosen: {Name(candidates[0])}, some {Cycles(candidates[0].Cycles)} a sample on AVX-512";
        string others = string.Concat(candidates.Skip(1).Select(candidate => $"; {Name(candidate)} {Cycles(candidate.Cycles)}"));
        string left = inexact.Count == 0 ? string.Empty : $"; {string.Join(", ", inexact)} not within [Precision]";
        return chosen + others + left + ".";
    }

    private static double DirectCycles(ConvolutionLayer layer, PoolingLayer? pool, VectorIsa isa)
    {
        TensorShape output = pool?.Output ?? layer.Output;
        int cells = pool is null ? 1 : pool.Window.Height * pool.Window.Width;
        int filters = layer.IsDepthwise ? layer.Output.Channels : layer.Output.Channels / layer.Groups;
        ContractionForm form = layer.IsDepthwise ? ContractionForm.Lanewise : ContractionForm.Broadcast;
        double groups = layer.IsDepthwise ? 1 : layer.Groups;
        double depth = (double)ConvolutionWalks.WeightCount(layer) / layer.Output.Channels;
        return output.Height * groups * depth * TileChooser.Cycles(isa, form, new Loop("column", output.Width), filters, cells);
    }
}
