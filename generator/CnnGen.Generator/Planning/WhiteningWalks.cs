using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>The index walks of a whitening with its matrix W: as a step of its own, for its gradient, and folded into the weights of what reads it.</summary>
internal static class WhiteningWalks
{
    /// <summary>Terms of a sum in registers before it goes back to memory: keeps rounding errors small.</summary>
    private const int Depth = 512;

    /// <summary>y[pixel, component] = Σ x[pixel, channel] · W[channel, component]: a convolution of one pixel.</summary>
    public static ConvolutionLayer AsConvolution(WhitenLayer layer) => new(
        layer.Index, layer.Name, layer.Inputs, layer.Input, layer.Output, new Window(1, 1, 1, 1, 0, 0, 0, 0), DilationHeight: 1, DilationWidth: 1, PadsWithEdge: false, Groups: 1,
        UseBias: false, default, ActivationSpec.None);

    /// <summary>y[component] = Σ x[value] · W[value, component]: a dense layer.</summary>
    public static DenseLayer AsDense(WhitenLayer layer) =>
        new(layer.Index, layer.Name, layer.Inputs, TensorShape.Vector(layer.Order), TensorShape.Vector(layer.Order), UseBias: false, default, ActivationSpec.None);

    /// <summary>Weights that read whitened values as weights that read values: folded[cell, input, filter] = Σ W[input, component] · weights[cell, component, filter].</summary>
    /// <param name="order">Rows and columns of W.</param>
    /// <param name="filters">Filters, or units.</param>
    /// <param name="cells">Matrices [components, filters] that the weights consist of: kernel cells, or pixels.</param>
    public static ContractionKernel Fold(int order, int filters, int cells)
    {
        bool blocked = order > 2 * Depth;
        int chunk = ConvolutionWalks.ChunkOf(filters);
        ContractionForm form = filters == 1 && !blocked ? ContractionForm.Dot : ContractionForm.Broadcast;
        var m = new Loop("input", order, A: order, C: filters);
        return new ContractionKernel(
            form,
            EquatableArray.Of("matrix", "weights", "folded"),
            ConvolutionWalks.Simplify([new Loop("cell", cells, B: order * filters, C: order * filters), new Loop("filters", filters / chunk, B: chunk, C: chunk)], keep: 1),
            default,
            m,
            new Loop("filter", chunk, B: 1, C: 1),
            EquatableArray.Of(new Loop("component", order, A: 1, B: filters, Block: blocked ? Depth : 0)),
            0,
            0,
            0,
            blocked ? ContractionStart.Accumulate : ContractionStart.Zero,
            ActivationSpec.None,
            TileChooser.ForAll(form, m, chunk));
    }

    /// <summary>dx[pixel, channel] = Σ W[channel, component] · dy[pixel, component]: rows of W as they lie, so that no transposed copy of it is kept for the few who ask.</summary>
    public static ContractionKernel InputGradient(WhitenLayer layer, BufferLayout outputGradient, BufferLayout inputGradient)
    {
        int order = layer.Order;
        var m = new Loop("channel", order, A: order, C: 1);
        return new ContractionKernel(
            ContractionForm.Dot,
            EquatableArray.Of("matrix", "outputGradient", "inputGradient"),
            EquatableArray.Of(
                new Loop("sample", LoopCount.Batch, B: outputGradient.SampleStride, C: inputGradient.SampleStride),
                new Loop("row", layer.Input.Height, B: outputGradient.RowStride, C: inputGradient.RowStride)),
            ConvolutionWalks.Simplify([new Loop("column", layer.Input.Width, B: order, C: order)]),
            m,
            new Loop("one", 1, C: 1),
            EquatableArray.Of(new Loop("component", order, A: 1, B: 1)),
            0,
            outputGradient.Start,
            inputGradient.Start,
            ContractionStart.Zero,
            ActivationSpec.None,
            TileChooser.ForAll(ContractionForm.Dot, m, 1));
    }
}
