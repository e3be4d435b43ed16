using CnnGen.Generator.Model;

namespace CnnGen.Kernels.Tests.Reference;

/// <summary>y = Σ x / n over the n cells of the window that lie inside the picture, channel by channel: padding is left out of the sum and of the count.</summary>
internal static class AveragePooling
{
    public static double[] Forward(PoolingLayer layer, int batch, double[] input)
    {
        int[] counts = CountCells(layer, batch);
        var output = new double[counts.Length * layer.Output.Channels];
        VisitValues(layer, batch, (pixel, o, i) => output[o] += input[i] / counts[pixel]);
        return output;
    }

    /// <summary>∂L/∂x: each cell gets 1 / n of its output's gradient.</summary>
    public static double[] Backward(PoolingLayer layer, int batch, double[] outputGradient)
    {
        int[] counts = CountCells(layer, batch);
        var inputGradient = new double[batch * layer.Input.Size];
        VisitValues(layer, batch, (pixel, o, i) => inputGradient[i] += outputGradient[o] / counts[pixel]);
        return inputGradient;
    }

    private static int[] CountCells(PoolingLayer layer, int batch)
    {
        var counts = new int[batch * layer.Output.Pixels];
        Geometry.Visit(batch, layer.Input, layer.Output, layer.Window, 1, 1, clampToEdge: false, (outputPixel, _, _) => counts[outputPixel]++);
        return counts;
    }

    private static void VisitValues(PoolingLayer layer, int batch, Action<int, int, int> visit)
    {
        int channels = layer.Output.Channels;
        Geometry.Visit(batch, layer.Input, layer.Output, layer.Window, 1, 1, clampToEdge: false, (outputPixel, _, inputPixel) =>
        {
            for (int channel = 0; channel < channels; channel++) visit(outputPixel, (outputPixel * channels) + channel, (inputPixel * channels) + channel);
        });
    }
}
