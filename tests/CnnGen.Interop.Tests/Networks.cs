using CnnGen.Generator.Model;
using CnnGen.Kernels.Tests.Harness;

namespace CnnGen.Interop.Tests;

/// <summary>Networks that between them have every layer, every argument and every way from one to the next.</summary>
internal static class Networks
{
    private static readonly TensorShape Picture = new(9, 7, 6);

    private static readonly Lazy<IReadOnlyList<(string Name, Network Network)>> Listed = new(() => [.. List()]);

    private static readonly Lazy<ModelAssembly> Assembly = new(() => ModelCompiler.Compile("OnnxLayers", Listed.Value, InstructionSets.Best));

    public static IEnumerable<string> Names => Listed.Value.Select(network => network.Name);

    public static CompiledModel Create(string name) => Assembly.Value.Create(name, seed: 1);

    private static IEnumerable<(string Name, Network Network)> List() => [.. Preprocessing(), .. Convolutions(), .. Pools(), .. Activations(), .. Chains()];

    private static IEnumerable<(string Name, Network Network)> Preprocessing()
    {
        yield return Make("Rescaled", Picture, b => b.Rescale(2, -1));
        yield return Make("Rescaled_for_a_convolution", Picture, b => b.Rescale(-0.5f, 0).Convolution(4, Windows.Same(b.Shape, 3, 3)));
        foreach (PerKind per in Enum.GetValues<PerKind>())
        {
            yield return Make($"Mean_per_{per}", Picture, b => b.MeanNormalize(per));
            yield return Make($"Standardized_per_{per}", Picture, b => b.Standardize(per));
            yield return Make($"Standardized_per_{per}_for_a_convolution", Picture, b => b.Standardize(per).Convolution(4, Windows.Same(b.Shape, 3, 3)));
            yield return Make($"Standardized_per_{per}_for_dense", Picture, b => b.Standardize(per).Dense(4));
        }

        foreach (WhiteningKind kind in Enum.GetValues<WhiteningKind>())
        {
            yield return Make($"{kind}_over_channels", Picture, b => b.Whiten(kind, OverKind.Channels));
            yield return Make($"{kind}_over_channels_for_a_convolution", Picture, b => b.Whiten(kind, OverKind.Channels).Convolution(4, Windows.Same(b.Shape, 3, 3), padsWithEdge: true));
            yield return Make($"{kind}_over_values", Picture, b => b.Whiten(kind, OverKind.Values));
            yield return Make($"{kind}_over_values_for_dense", Picture, b => b.Whiten(kind, OverKind.Values).Dense(4));
        }

        yield return Make("Zca_over_values_for_a_convolution", Picture, b => b.Whiten(WhiteningKind.Zca, OverKind.Values).Convolution(4, Windows.Same(b.Shape, 3, 3)));
        yield return Make("Zca_of_one_value", new TensorShape(1, 1, 1), b => b.Whiten(WhiteningKind.Zca, OverKind.Values).Dense(2));
    }

    private static IEnumerable<(string Name, Network Network)> Convolutions()
    {
        yield return Make("Conv_valid", Picture, b => b.Convolution(5, Windows.Valid(3, 3)));
        yield return Make("Conv_of_one_pixel", Picture, b => b.Convolution(4, Windows.Valid(1, 1)));
        yield return Make("Conv_same", Picture, b => b.Convolution(5, Windows.Same(b.Shape, 3, 3)));
        yield return Make("Conv_even_kernel_pads_more_behind", Picture, b => b.Convolution(5, Windows.Same(b.Shape, 4, 2)));
        yield return Make("Conv_strides_of_two_and_three", Picture, b => b.Convolution(5, Windows.Same(b.Shape, 3, 5, 2, 3)));
        yield return Make("Conv_dilated", Picture, b => b.Convolution(5, Windows.Same(b.Shape, 3, 2, 1, 1, 2, 3), 2, 3));
        yield return Make("Conv_dilated_and_strided", Picture, b => b.Convolution(5, Windows.Valid(3, 3, 2, 1), 2, 2));
        yield return Make("Conv_in_groups", Picture, b => b.Convolution(9, Windows.Same(b.Shape, 3, 3), groups: 3));
        yield return Make("Conv_depthwise", Picture, b => b.Convolution(6, Windows.Same(b.Shape, 3, 3), groups: 6));
        yield return Make("Conv_depthwise_twice_the_filters", Picture, b => b.Convolution(12, Windows.Same(b.Shape, 3, 3), groups: 6));
        yield return Make("Conv_pads_with_edge", Picture, b => b.Convolution(5, Windows.Same(b.Shape, 5, 4), padsWithEdge: true));
        yield return Make("Conv_pads_with_edge_strided_and_dilated", Picture, b => b.Convolution(5, Windows.Same(b.Shape, 3, 3, 2, 2, 2, 2), 2, 2, padsWithEdge: true));
        yield return Make("Conv_without_bias", Picture, b => b.Convolution(5, Windows.Same(b.Shape, 3, 3), useBias: false));
        yield return Make("Conv_of_grey", new TensorShape(8, 5, 1), b => b.Convolution(3, Windows.Same(b.Shape, 3, 3)));
        yield return Make("Conv_to_grey", Picture, b => b.Convolution(1, Windows.Same(b.Shape, 3, 3)).Convolution(2, Windows.Valid(3, 3)));
        yield return Make("Conv_of_a_row", new TensorShape(1, 11, 3), b => b.Convolution(4, Windows.Same(b.Shape, 1, 3)));
    }

    private static IEnumerable<(string Name, Network Network)> Pools()
    {
        foreach (PoolingKind kind in Enum.GetValues<PoolingKind>())
        {
            yield return Make($"{kind}_pool_tiles", Picture, b => b.Pool(kind, Windows.Valid(2, 2, 2, 2)));
            yield return Make($"{kind}_pool_overlaps_and_pads", Picture, b => b.Pool(kind, Windows.Same(b.Shape, 3, 3, 2, 2)));
            yield return Make($"{kind}_pool_pads_more_behind", Picture, b => b.Pool(kind, Windows.Same(b.Shape, 2, 4, 1, 1)));
            yield return Make($"{kind}_pool_leaves_gaps", Picture, b => b.Pool(kind, Windows.Valid(2, 1, 3, 2)));
            yield return Make($"{kind}_pool_of_negative_values", Picture, b => b.Convolution(4, Windows.Valid(1, 1)).Pool(kind, Windows.Same(b.Shape, 3, 3, 1, 1)));
        }

        yield return Make("Global_average_pool", Picture, b => b.GlobalAveragePool());
        yield return Make("Global_average_pool_and_dense", Picture, b => b.GlobalAveragePool().Dense(3));
    }

    private static IEnumerable<(string Name, Network Network)> Activations()
    {
        foreach (ActivationKind kind in Enum.GetValues<ActivationKind>())
        {
            var activation = new ActivationSpec(kind, kind switch { ActivationKind.LeakyReLU => 0.2f, ActivationKind.ELU => 0.75f, _ => 0 });
            yield return Make($"{kind}_of_pixels", Picture, b => b.Activation(kind, activation.Parameter));
            yield return Make($"{kind}_of_convolution", Picture, b => b.Convolution(5, Windows.Valid(3, 3), activation: activation));
            yield return Make($"{kind}_of_dense", Picture, b => b.Dense(7, activation: activation));
            yield return Make($"{kind}_after_flattening", Picture, b => b.Convolution(5, Windows.Valid(3, 3)).Flatten().Activation(kind, activation.Parameter));
        }
    }

    private static IEnumerable<(string Name, Network Network)> Chains()
    {
        yield return Make("Dense_of_pixels", Picture, b => b.Dense(5));
        yield return Make("Dense_without_bias", Picture, b => b.Flatten().Dense(5, useBias: false));
        yield return Make("Dense_of_a_flattened_convolution", Picture, b => b.Convolution(5, Windows.Valid(3, 3)).Flatten().Dense(4).Dense(3));
        yield return Make("Dense_of_a_convolution", Picture, b => b.Convolution(5, Windows.Valid(3, 2)).Dense(4));
        yield return Make("Dense_of_a_grey_picture", Picture, b => b.Convolution(1, Windows.Valid(3, 3)).Flatten().Dense(4));
        yield return Make("BatchNorm_of_pixels", Picture, b => b.BatchNorm());
        yield return Make("BatchNorm_of_a_convolution", Picture, b => b.Convolution(5, Windows.Valid(3, 3), useBias: false).BatchNorm(epsilon: 0.1f).Activation(ActivationKind.ReLU));
        yield return Make("BatchNorm_after_flattening", Picture, b => b.Convolution(5, Windows.Valid(3, 3)).Flatten().BatchNorm().Dense(3));
        yield return Make("BatchNorm_of_dense", Picture, b => b.Dense(5).BatchNorm(isFrozen: true).Dense(3));
        yield return Make("Dropout_everywhere", Picture, b => b.Dropout(0.5f).Convolution(5, Windows.Valid(3, 3)).Dropout(0.2f).Flatten().Dropout(0.9f).Dense(3).Dropout(0.5f));
        yield return Make("Dropout_alone", Picture, b => b.Dropout(0.5f));
        yield return Make("Flatten_alone", Picture, b => b.Flatten());
        yield return Make("Flatten_last", Picture, b => b.Convolution(5, Windows.Valid(3, 3)).Flatten());
        yield return Make("Flatten_twice", Picture, b => b.Convolution(5, Windows.Valid(3, 3)).Flatten().Flatten().Dense(3));
        yield return Make("Convolution_after_flattening", Picture, b => b.Convolution(5, Windows.Valid(3, 3)).Flatten().Convolution(3, Windows.Valid(1, 1)));
        yield return Make("Vector_of_one", new TensorShape(1, 1, 1), b => b.Dense(1));
        yield return Make("Mixed", new TensorShape(13, 10, 3), b => b
            .Convolution(8, Windows.Same(b.Shape, 3, 3), activation: new(ActivationKind.GELU)).BatchNorm().Pool(PoolingKind.Max, Windows.Valid(2, 2, 2, 2))
            .Convolution(8, Windows.Same(b.Shape, 3, 3), padsWithEdge: true, groups: 8, activation: new(ActivationKind.SiLU)).Pool(PoolingKind.Average, Windows.Same(b.Shape, 3, 3, 2, 2))
            .Flatten().Dense(16, activation: new(ActivationKind.ELU, 1)).Dropout(0.5f).Dense(5, activation: new(ActivationKind.Softmax)));
    }

    private static (string Name, Network Network) Make(string name, TensorShape input, Func<NetworkBuilder, NetworkBuilder> layers) => (name, layers(new NetworkBuilder(name, input)).Build());
}
