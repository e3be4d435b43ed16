using CnnGen.Generator.Isa;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>How a convolution is computed while predicting.</summary>
/// <param name="Winograd">The form of Winograd's algorithm, or null for sums in registers.</param>
internal sealed record ConvolutionChoice(WinogradForm? Winograd)
{
    public static ConvolutionChoice Direct { get; } = new((WinogradForm?)null);

    /// <summary>Rows and columns that it reads around its input.</summary>
    public Halo HaloOf(ConvolutionLayer layer, PoolingLayer? pool) => Winograd is null ? Halo.Of(layer.Window) : WinogradWalks.HaloOf(Winograd, layer, pool);
}

/// <summary>Chooses the algorithm of a convolution.</summary>
/// <param name="layer">The convolution.</param>
/// <param name="pool">The pool that is applied to it in passing, or null.</param>
internal delegate ConvolutionChoice ConvolutionRule(ConvolutionLayer layer, PoolingLayer? pool);

/// <summary>Chooses the algorithm of a convolution by what each costs.</summary>
internal static class ConvolutionChooser
{
    private static readonly WinogradForm[] Forms = [new(2), new(4)];

    /// <summary>A network keeps its bound where each layer keeps this share of it: errors of many layers add up as noise does.</summary>
    private const double ShareOfLayer = 0.2;

    /// <summary>Chooses within a bound on the relative error of a network.</summary>
    public static ConvolutionRule Within(double maxRelativeError) => (layer, pool) => Choose(layer, pool, maxRelativeError);

    private static ConvolutionChoice Choose(ConvolutionLayer layer, PoolingLayer? pool, double maxRelativeError)
    {
        VectorIsa isa = VectorIsa.Avx512;
        double best = DirectCycles(layer, pool, isa);
        ConvolutionChoice choice = ConvolutionChoice.Direct;
        foreach (WinogradForm form in Forms.Where(form => form.Error <= ShareOfLayer * maxRelativeError && WinogradWalks.Fits(form, layer, pool)))
        {
            double cycles = WinogradWalks.Cycles(form, layer, pool, isa);
            if (cycles < best) (best, choice) = (cycles, new ConvolutionChoice(form));
        }

        return choice;
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
