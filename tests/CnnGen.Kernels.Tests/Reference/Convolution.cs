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
        int run = filters / layer.Groups;
        var output = new double[batch * layer.Output.Size];
        for (int i = 0; i < output.Length && bias is not null; i++) output[i] = bias[i % filters];
        VisitProducts(layer, batch, (o, i, w) => Vectors.AddScaled(output.AsSpan(o, run), input[i], weights.AsSpan(w, run)));
        return output;
    }

    /// <summary>∂L/∂x, ∂L/∂w and ∂L/∂b from ∂L/∂y: the products of the forward pass, each read backwards.</summary>
    public static (double[] Input, double[] Weights, double[] Bias) Backward(ConvolutionLayer layer, int batch, double[] input, double[] weights, double[] outputGradient)
    {
        int filters = layer.Output.Channels;
        int run = filters / layer.Groups;
        var inputGradient = new double[input.Length];
        var weightGradient = new double[weights.Length];
        var biasGradient = new double[filters];
        for (int i = 0; i < outputGradient.Length; i++) biasGradient[i % filters] += outputGradient[i];
        VisitProducts(layer, batch, (o, i, w) =>
        {
            ReadOnlySpan<double> gradients = outputGradient.AsSpan(o, run);
            inputGradient[i] += Vectors.Dot(gradients, weights.AsSpan(w, run));
            Vectors.AddScaled(weightGradient.AsSpan(w, run), input[i], gradients);
        });
        return (inputGradient, weightGradient, biasGradient);
    }

    /// <summary>Every product of the sum: indices of output, input and weight. The filters of a group read the same inputs and lie side by side: the first of them stands for all.</summary>
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
                for (int group = 0; group < layer.Groups; group++)
                {
                    int firstFilter = group * groupFilters;
                    visit((outputPixel * filters) + firstFilter, (inputPixel * channels) + (group * groupChannels) + channel, firstWeight + firstFilter);
                }
            }
        });
    }
}
