using CnnGen.Generator.Model;

namespace CnnGen.Kernels.Tests.Reference;

/// <summary>
/// Convolution as frameworks have it (cross-correlation): y[p, f] = b[f] + Σ over cells r and channels c of x[p · stride + r · dilation − pad, c] · w[r, c, f].
/// Inputs NHWC, weights HWIO with I the channels of one group: filter f reads the channels of group f / (filters / groups).
/// </summary>
internal static class Convolution
{
    public static double[] Forward(ConvolutionLayer layer, int batch, double[] input, double[] weights, double[]? bias)
    {
        int filters = layer.Output.Channels;
        var output = new double[batch * layer.Output.Size];
        for (int i = 0; i < output.Length && bias is not null; i++) output[i] = bias[i % filters];
        VisitProducts(layer, batch, (o, i, w) => output[o] += input[i] * weights[w]);
        return output;
    }

    /// <summary>∂L/∂x, ∂L/∂w and ∂L/∂b from ∂L/∂y: the products of the forward pass, each read backwards.</summary>
    public static (double[] Input, double[] Weights, double[] Bias) Backward(ConvolutionLayer layer, int batch, double[] input, double[] weights, double[] outputGradient)
    {
        int filters = layer.Output.Channels;
        var inputGradient = new double[input.Length];
        var weightGradient = new double[weights.Length];
        var biasGradient = new double[filters];
        for (int i = 0; i < outputGradient.Length; i++) biasGradient[i % filters] += outputGradient[i];
        VisitProducts(layer, batch, (o, i, w) =>
        {
            inputGradient[i] += outputGradient[o] * weights[w];
            weightGradient[w] += outputGradient[o] * input[i];
        });
        return (inputGradient, weightGradient, biasGradient);
    }

    /// <summary>Every product of the sum, as indices of output, input and weight.</summary>
    private static void VisitProducts(ConvolutionLayer layer, int batch, Action<int, int, int> visit)
    {
        int channels = layer.Input.Channels;
        int filters = layer.Output.Channels;
        int groupChannels = channels / layer.Groups;
        int groupFilters = filters / layer.Groups;
        Geometry.Visit(batch, layer.Input, layer.Output, layer.Window, layer.DilationHeight, layer.DilationWidth, layer.PadsWithEdge, (outputPixel, cell, inputPixel) =>
        {
            for (int channel = 0; channel < groupChannels; channel++)
            {
                int firstWeight = ((cell * groupChannels) + channel) * filters;
                for (int filter = 0; filter < filters; filter++)
                {
                    int group = filter / groupFilters;
                    visit((outputPixel * filters) + filter, (inputPixel * channels) + (group * groupChannels) + channel, firstWeight + filter);
                }
            }
        });
    }
}
