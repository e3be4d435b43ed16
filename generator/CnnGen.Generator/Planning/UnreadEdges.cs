using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>
/// Takes off the maps of convolutions the last rows and columns that nothing reads: of 37×37 pixels a pool of 2×2 reads 36×36. They are not computed, and there is no gradient
/// to pass on for them, nor through activations between a convolution and its reader.
/// </summary>
internal static class UnreadEdges
{
    /// <param name="operations">All operations.</param>
    /// <returns>The operations with the shapes that training needs.</returns>
    public static EquatableArray<Operation> TakeOff(EquatableArray<Operation> operations)
    {
        Operation[] result = [.. operations];
        for (int reader = result.Length - 1; reader > 0; reader--)
        {
            if (ReadOf(result[reader].Layer) is not { } read) continue;
            int maker = reader - 1;
            while (maker > 0 && result[maker].Layer is ActivationLayer) maker--;
            if (result[maker].Layer is not ConvolutionLayer convolution || convolution.Output == read) continue;
            result[reader] = result[reader] with { Layer = result[reader].Layer with { Input = read } };
            for (int i = maker + 1; i < reader; i++) result[i] = result[i] with { Layer = result[i].Layer with { Input = read, Output = read } };
            result[maker] = result[maker] with { Layer = Crop(convolution, read) };
        }

        return result.ToEquatableArray();
    }

    /// <summary>What a layer with windows reads of its input; null for others.</summary>
    private static TensorShape? ReadOf(Layer layer) => layer switch
    {
        PoolingLayer pool => ReadOf(layer, pool.Window, 1, 1),
        ConvolutionLayer convolution => ReadOf(layer, convolution.Window, convolution.DilationHeight, convolution.DilationWidth),
        _ => null,
    };

    private static TensorShape ReadOf(Layer layer, Window window, int dilationHeight, int dilationWidth) => layer.Input with
    {
        Height = Math.Min(layer.Input.Height, Math.Max(1, ((layer.Output.Height - 1) * window.StrideHeight) + ((window.Height - 1) * dilationHeight) + 1 - window.PadTop)),
        Width = Math.Min(layer.Input.Width, Math.Max(1, ((layer.Output.Width - 1) * window.StrideWidth) + ((window.Width - 1) * dilationWidth) + 1 - window.PadLeft)),
    };

    private static ConvolutionLayer Crop(ConvolutionLayer layer, TensorShape output) => layer with
    {
        Output = output,
        Window = layer.Window with
        {
            PadBottom = Math.Max(0, layer.Window.PadBottom - ((layer.Output.Height - output.Height) * layer.Window.StrideHeight)),
            PadRight = Math.Max(0, layer.Window.PadRight - ((layer.Output.Width - output.Width) * layer.Window.StrideWidth)),
        },
    };
}
