using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis;

/// <summary>What a layer costs, for one sample.</summary>
internal static class LayerCost
{
    /// <summary>Values that belong to the layer, running averages of a batch normalisation and figures of preprocessing among them.</summary>
    public static long Parameters(Layer layer) => layer switch
    {
        BatchNormLayer norm => 4L * norm.Input.Channels,
        StandardizeLayer standardize => (standardize.Figures.Aggregate(1L, (product, size) => product * size) * (standardize.Epsilon is null ? 1 : 2)) + 1,
        WhitenLayer whiten => ((whiten.Order + 1L) * whiten.Order) + 1,
        _ => TrainableParameters(layer),
    };

    /// <summary>Values that an optimiser changes: weights and bias, gamma and beta.</summary>
    public static long TrainableParameters(Layer layer) => layer switch
    {
        ConvolutionLayer convolution => SaturatingMath.Add(
            SaturatingMath.Multiply(WeightsOfOneFilter(convolution), convolution.Output.Channels),
            convolution.UseBias ? convolution.Output.Channels : 0),
        DenseLayer dense => SaturatingMath.Multiply(dense.Input.Size + (dense.UseBias ? 1 : 0), dense.Output.Channels),
        BatchNormLayer norm => 2L * norm.Input.Channels,
        _ => 0,
    };

    /// <summary>
    /// Multiply-adds of the forward pass: those of convolutions (whole kernels at the border too) and dense layers, and one for each value
    /// of a batch normalisation or a scaling. Pools and activations multiply nothing worth counting. FLOPs are twice as many.
    /// </summary>
    public static long MultiplyAdds(Layer layer) => layer switch
    {
        ConvolutionLayer convolution => SaturatingMath.Multiply(WeightsOfOneFilter(convolution), convolution.Output.Size),
        DenseLayer dense => SaturatingMath.Multiply(dense.Input.Size, dense.Output.Channels),
        BatchNormLayer or RescaleLayer or StandardizeLayer => layer.Input.Size,
        WhitenLayer whiten => whiten.Input.Size * whiten.Order,
        _ => 0,
    };

    /// <summary><see cref="Parameters(Layer)"/> of all layers.</summary>
    public static long Parameters(Network network) => Sum(network, Parameters);

    /// <summary><see cref="TrainableParameters(Layer)"/> of all layers.</summary>
    public static long TrainableParameters(Network network) => Sum(network, TrainableParameters);

    /// <summary><see cref="MultiplyAdds(Layer)"/> of all layers.</summary>
    public static long MultiplyAdds(Network network) => Sum(network, MultiplyAdds);

    private static long WeightsOfOneFilter(ConvolutionLayer layer) =>
        SaturatingMath.Multiply(layer.Window.Height, layer.Window.Width, layer.Input.Channels / layer.Groups);

    private static long Sum(Network network, Func<Layer, long> cost) =>
        network.Layers.Aggregate(0L, (sum, layer) => SaturatingMath.Add(sum, cost(layer)));
}
