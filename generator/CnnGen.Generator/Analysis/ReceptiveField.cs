using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis;

/// <summary>
/// The pixels of the network's input that one output of a layer depends on (Araujo et al. 2019, "Computing Receptive Fields of Convolutional
/// Neural Networks", equation 2): size grows by (window − 1) · dilation · jump, the jump between neighbours is multiplied by the stride.
/// At the border part of it is padding.
/// </summary>
/// <param name="Height">Rows; all of the input below a dense layer or a global pool.</param>
/// <param name="Width">Columns.</param>
/// <param name="JumpHeight">Input rows from one output to the next.</param>
/// <param name="JumpWidth">Input columns from one output to the next.</param>
internal readonly record struct ReceptiveField(long Height, long Width, long JumpHeight, long JumpWidth)
{
    /// <summary>One for each layer, in their order.</summary>
    public static EquatableArray<ReceptiveField> Of(Network network)
    {
        var fields = new List<ReceptiveField>(network.Layers.Count);
        foreach (Layer layer in network.Layers)
        {
            ReceptiveField input = layer.Inputs.Select(index => index < 0 ? Pixel : fields[index]).Aggregate(Pixel, Union);
            fields.Add(Below(layer, input, network.Input));
        }

        return fields.ToEquatableArray();
    }

    private static ReceptiveField Pixel => new(1, 1, 1, 1);

    private static ReceptiveField Union(ReceptiveField a, ReceptiveField b) => new(
        Math.Max(a.Height, b.Height), Math.Max(a.Width, b.Width), Math.Max(a.JumpHeight, b.JumpHeight), Math.Max(a.JumpWidth, b.JumpWidth));

    private static ReceptiveField Below(Layer layer, ReceptiveField input, TensorShape picture) => layer switch
    {
        ConvolutionLayer convolution => Grow(input, convolution.Window, convolution.DilationHeight, convolution.DilationWidth),
        PoolingLayer { IsGlobal: false } pool => Grow(input, pool.Window, 1, 1),
        PoolingLayer or DenseLayer or WhitenLayer { Over: OverKind.Values } => new ReceptiveField(picture.Height, picture.Width, picture.Height, picture.Width),
        _ => input,
    };

    private static ReceptiveField Grow(ReceptiveField input, Window window, int dilationHeight, int dilationWidth) => new(
        SaturatingMath.Add(input.Height, SaturatingMath.Multiply(window.Height - 1, dilationHeight, input.JumpHeight)),
        SaturatingMath.Add(input.Width, SaturatingMath.Multiply(window.Width - 1, dilationWidth, input.JumpWidth)),
        SaturatingMath.Multiply(input.JumpHeight, window.StrideHeight),
        SaturatingMath.Multiply(input.JumpWidth, window.StrideWidth));
}
