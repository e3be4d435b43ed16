using CnnGen.Generator.Model;

namespace CnnGen.Kernels.Tests.Reference;

/// <summary>
/// How large the sums that make a gradient are before they cancel: √Σ t² over the terms t, the size that a sum has for signs that fall at random.
/// The rounding of a sum goes by it; |Σ t| itself may be far below, in a tensor of so few values that nothing else makes up for it.
/// </summary>
internal static class GradientTerms
{
    /// <summary>‖√Σ t²‖ of one parameter's gradient in a network of one layer.</summary>
    /// <param name="reference">The network.</param>
    /// <param name="pass">The forward pass.</param>
    /// <param name="outputGradient">∂L/∂output.</param>
    /// <param name="parameter">Name of the tensor.</param>
    public static double Norm(ReferenceNetwork reference, ReferencePass pass, double[] outputGradient, string parameter)
    {
        if (reference.Network.Layers is not [Layer layer]) throw new ArgumentException("The terms are counted of one layer alone.", nameof(reference));
        LayerTrace trace = pass.Layers[0];
        int channels = layer.Output.Channels;
        double[] squares = Squares(Activations.Backward(
            trace.Activation.Kind, ReferenceNetwork.AsWritten(trace.Activation.Parameter), channels, trace.PreActivation, outputGradient, trace.Gates));
        string tensor = parameter[(parameter.LastIndexOf('.') + 1)..];
        double[] sums = (layer, tensor) switch
        {
            (_, "bias" or "beta") => SumOverPixels(squares, channels),
            (ConvolutionLayer convolution, "weight") => Convolution.Backward(convolution, pass.Batch, Squares(trace.Input), reference[parameter], squares).Weights,
            (DenseLayer, "weight") => FullyConnected.Backward(pass.Batch, (int)layer.Input.Size, channels, Squares(trace.Input), reference[parameter], squares).Weights,
            (BatchNormLayer norm, "gamma") => SumOverPixels([.. Squares(Normalise(norm, trace, channels)).Zip(squares, (x, g) => x * g)], channels),
            _ => throw new ArgumentException($"{layer.Name} has no trained tensor {parameter}.", nameof(parameter)),
        };
        return Math.Sqrt(sums.Sum());
    }

    private static double[] Normalise(BatchNormLayer layer, LayerTrace trace, int channels)
    {
        double[] ones = [.. Enumerable.Repeat(1.0, channels)];
        return BatchNormalization.Forward(ReferenceNetwork.AsWritten(layer.Epsilon), trace.Input, ones, new double[channels], trace.Mean!, trace.Variance!);
    }

    private static double[] Squares(double[] values) => [.. values.Select(x => x * x)];

    private static double[] SumOverPixels(double[] values, int channels)
    {
        var sums = new double[channels];
        for (int i = 0; i < values.Length; i++) sums[i % channels] += values[i];
        return sums;
    }
}
