using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>Lays out the parameters: each on a 64-byte boundary, trained ones first so that an optimiser walks through one stretch.</summary>
internal static class ParameterPlanner
{
    public static (EquatableArray<Parameter> Parameters, int Total, int Trainable) Plan(Network network)
    {
        var parameters = new List<Parameter>();
        int offset = 0;
        int trainable = 0;
        foreach (bool trained in new[] { true, false })
        {
            foreach (Parameter parameter in network.Layers.SelectMany(Of).Where(parameter => parameter.IsTrainable == trained))
            {
                parameters.Add(parameter with { Offset = offset });
                offset = checked(offset + BufferLayout.RoundUp(parameter.Length));
            }

            if (trained) trainable = offset;
        }

        return (parameters.ToEquatableArray(), offset, trainable);
    }

    private static IEnumerable<Parameter> Of(Layer layer) => layer switch
    {
        ConvolutionLayer convolution => OfConvolution(convolution),
        DenseLayer dense => OfDense(dense),
        BatchNormLayer norm =>
        [
            Channelwise(norm, ParameterRole.Gamma, norm.Output.Channels, ParameterInit.Ones, true),
            Channelwise(norm, ParameterRole.Beta, norm.Output.Channels, ParameterInit.Zeros, true),
            Channelwise(norm, ParameterRole.RunningMean, norm.Output.Channels, ParameterInit.Zeros, false),
            Channelwise(norm, ParameterRole.RunningVariance, norm.Output.Channels, ParameterInit.Ones, false),
        ],
        StandardizeLayer standardize => OfStandardization(standardize),
        WhitenLayer whiten =>
        [
            Kept(whiten, ParameterRole.Mean, whiten.Order),
            Kept(whiten, ParameterRole.Matrix, whiten.Order, whiten.Order),
            Kept(whiten, ParameterRole.Fitted, 1),
        ],
        _ => [],
    };

    private static IEnumerable<Parameter> OfConvolution(ConvolutionLayer layer)
    {
        int channels = layer.Input.Channels / layer.Groups;
        int filters = layer.Output.Channels;
        long cells = (long)layer.Window.Height * layer.Window.Width;
        yield return new Parameter(
            layer.Index, ParameterRole.Weight, FileName(layer, ParameterRole.Weight), EquatableArray.Of(layer.Window.Height, layer.Window.Width, channels, filters), 0,
            (ParameterInit)layer.Initializer, cells * channels, cells * filters / layer.Groups, true);
        if (layer.UseBias) yield return Channelwise(layer, ParameterRole.Bias, filters, ParameterInit.Zeros, true);
    }

    private static IEnumerable<Parameter> OfDense(DenseLayer layer)
    {
        int inputs = checked((int)layer.Input.Size);
        int units = layer.Output.Channels;
        yield return new Parameter(
            layer.Index, ParameterRole.Weight, FileName(layer, ParameterRole.Weight), EquatableArray.Of(inputs, units), 0, (ParameterInit)layer.Initializer, inputs, units, true);
        if (layer.UseBias) yield return Channelwise(layer, ParameterRole.Bias, units, ParameterInit.Zeros, true);
    }

    private static IEnumerable<Parameter> OfStandardization(StandardizeLayer layer)
    {
        yield return Kept(layer, ParameterRole.Mean, [.. layer.Figures]);
        if (layer.Epsilon is not null) yield return Kept(layer, ParameterRole.Scale, [.. layer.Figures]);
        yield return Kept(layer, ParameterRole.Fitted, 1);
    }

    /// <summary>A figure of the training samples: nothing until it is fitted, and no optimiser changes it.</summary>
    private static Parameter Kept(Layer layer, ParameterRole role, params int[] shape) =>
        new(layer.Index, role, FileName(layer, role), EquatableArray.Of(shape), 0, ParameterInit.Zeros, 0, 0, IsTrainable: false);

    private static Parameter Channelwise(Layer layer, ParameterRole role, int channels, ParameterInit init, bool isTrainable) =>
        new(layer.Index, role, FileName(layer, role), EquatableArray.Of(channels), 0, init, 0, 0, isTrainable);

    private static string FileName(Layer layer, ParameterRole role) => layer.Name.ToLowerInvariant() + role switch
    {
        ParameterRole.Weight => ".weight",
        ParameterRole.Bias => ".bias",
        ParameterRole.Gamma => ".gamma",
        ParameterRole.Beta => ".beta",
        ParameterRole.RunningMean => ".running_mean",
        ParameterRole.RunningVariance => ".running_variance",
        ParameterRole.Mean => ".mean",
        ParameterRole.Scale => ".scale",
        ParameterRole.Matrix => ".matrix",
        _ => ".fitted",
    };
}
