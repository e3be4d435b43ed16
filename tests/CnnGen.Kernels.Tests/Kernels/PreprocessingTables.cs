using System.Globalization;
using CnnGen.Generator.Model;
using CnnGen.Kernels.Tests.Harness;

namespace CnnGen.Kernels.Tests.Kernels;

/// <summary>Preprocessing alone and in front of what it may be folded into, or may not.</summary>
internal static class PreprocessingTables
{
    private static readonly string[] SlicedLayers = ["conv", "depthwise", "groups"];

    private static readonly (string Name, Func<NetworkBuilder, NetworkBuilder> Add)[] Scalings =
    [
        ("rescaled", builder => builder.Rescale(-1.7f, 0.4f)),
        ("mean per channel", builder => builder.MeanNormalize(PerKind.Channel)),
        ("mean per pixel", builder => builder.MeanNormalize(PerKind.Pixel)),
        ("standardised per channel", builder => builder.Standardize(PerKind.Channel)),
        ("standardised per pixel", builder => builder.Standardize(PerKind.Pixel)),
    ];

    /// <summary>Each value by itself, on the way to a layer that wants a halo or none.</summary>
    public static IEnumerable<(string Description, Func<string, Network> Build)> OfValues()
    {
        foreach ((string name, Func<NetworkBuilder, NetworkBuilder> add) in Scalings)
        {
            foreach (TensorShape shape in new TensorShape[] { new(1, 1, 1), new(5, 7, 1), new(3, 5, 3), new(4, 3, 5), new(2, 2, 17), TensorShape.Vector(33) })
            {
                yield return ($"{shape} {name}", given => add(new NetworkBuilder(given, shape)).Build());
            }

            TensorShape picture = new(6, 9, 3);
            yield return ($"{picture} {name} → conv same", given => add(new NetworkBuilder(given, picture)).Convolution(5, Windows.Same(picture, 3, 3)).Build());
            yield return ($"{picture} {name} → conv edge", given => add(new NetworkBuilder(given, picture)).Convolution(5, Windows.Same(picture, 5, 3), padsWithEdge: true).Build());
            yield return ($"{picture} {name} → dense", given => add(new NetworkBuilder(given, picture)).Flatten().Dense(4).Build());
            yield return ($"{picture} {name} → dropout 0 → average", given => add(new NetworkBuilder(given, picture)).Dropout(0).GlobalAveragePool().Build());
        }
    }

    /// <summary>Whitening over channels.</summary>
    public static IEnumerable<(string Description, Func<string, Network> Build)> OverChannels()
    {
        foreach (TensorShape shape in new TensorShape[] { new(1, 1, 1), new(5, 7, 1), new(3, 5, 3), new(4, 3, 5), new(2, 2, 17), new(3, 3, 33), TensorShape.Vector(20) })
        {
            yield return Whitened(shape, OverKind.Channels, "alone", builder => builder);
        }

        TensorShape picture = new(7, 10, 3);
        foreach (TensorShape shape in new TensorShape[] { picture, new(6, 5, 1), new(4, 4, 18) })
        {
            yield return Whitened(shape, OverKind.Channels, "conv same", builder => builder.Convolution(6, Windows.Same(shape, 3, 3)));
            yield return Whitened(shape, OverKind.Channels, "conv 1 filter", builder => builder.Convolution(1, Windows.Valid(3, 2)));
            yield return Whitened(shape, OverKind.Channels, "dense 9", builder => builder.Dense(9));
            yield return Whitened(shape, OverKind.Channels, "dense 1", builder => builder.Dense(1, useBias: false));
        }

        yield return Whitened(picture, OverKind.Channels, "conv valid, stride 2", builder => builder.Convolution(17, Windows.Valid(3, 3, 2, 2)));
        yield return Whitened(picture, OverKind.Channels, "conv edge, dilated", builder => builder.Convolution(5, Windows.Same(picture, 3, 3, 1, 1, 2, 2), 2, 2, padsWithEdge: true));
        yield return Whitened(picture, OverKind.Channels, "conv no bias → norm", builder => builder.Convolution(6, Windows.Same(picture, 3, 3), useBias: false).BatchNorm(isFrozen: true));
        yield return Whitened(picture, OverKind.Channels, "conv → norm", builder => builder.Convolution(6, Windows.Same(picture, 3, 3)).BatchNorm(isFrozen: true));
        yield return Whitened(picture, OverKind.Channels, "dropout 0 → conv → average", builder => builder.Dropout(0).Convolution(6, Windows.Same(picture, 3, 3)).Pool(PoolingKind.Average, Windows.Valid(2, 2, 2, 2)));
        yield return Whitened(picture, OverKind.Channels, "depthwise", builder => builder.Convolution(3, Windows.Same(picture, 3, 3), groups: 3));
        yield return Whitened(new(5, 6, 4), OverKind.Channels, "two groups, edge", builder => builder.Convolution(6, Windows.Same(new(5, 6, 4), 3, 3), padsWithEdge: true, groups: 2));
        yield return Whitened(picture, OverKind.Channels, "average", builder => builder.Pool(PoolingKind.Average, Windows.Same(picture, 3, 3, 2, 2)));
        yield return Whitened(picture, OverKind.Channels, "norm", builder => builder.BatchNorm());
        yield return Whitened(picture, OverKind.Channels, "tanh", builder => builder.Activation(ActivationKind.Tanh));
        yield return Whitened(picture, OverKind.Channels, "flatten → dense 12 → norm", builder => builder.Flatten().Dense(12, useBias: false).BatchNorm(isFrozen: true));
    }

    /// <summary>Those of them that training can take a few samples at a time.</summary>
    public static IEnumerable<(string Description, Func<string, Network> Build)> InSlices() =>
        OverChannels().Where(entry => SlicedLayers.Any(layer => entry.Description.Contains(layer, StringComparison.Ordinal)));

    /// <summary>Whitening over all values, with sums short and long.</summary>
    public static IEnumerable<(string Description, Func<string, Network> Build)> OverValues()
    {
        TensorShape picture = new(5, 7, 3);
        foreach (TensorShape shape in new TensorShape[] { new(1, 1, 1), new(1, 2, 1), new(3, 5, 1), picture, new(33, 34, 1) })
        {
            yield return Whitened(shape, OverKind.Values, "alone", builder => builder);
            yield return Whitened(shape, OverKind.Values, "dense 20", builder => builder.Dense(20));
            yield return Whitened(shape, OverKind.Values, "dense 1", builder => builder.Dense(1));
        }

        yield return Whitened(picture, OverKind.Values, "flatten → dense 33 → norm", builder => builder.Dense(33).BatchNorm(isFrozen: true), flattens: true);
        yield return Whitened(picture, OverKind.Values, "tanh → dense", builder => builder.Activation(ActivationKind.Tanh).Dense(4));
        yield return Whitened(picture, OverKind.Values, "conv same", builder => builder.Convolution(6, Windows.Same(picture, 3, 3)), WhiteningKind.Zca);
        yield return Whitened(picture, OverKind.Values, "conv edge", builder => builder.Convolution(6, Windows.Same(picture, 3, 3), padsWithEdge: true), WhiteningKind.Zca);
        yield return Whitened(picture, OverKind.Values, "conv valid → average", builder => builder.Convolution(6, Windows.Valid(3, 3)).GlobalAveragePool(), WhiteningKind.Zca);
        yield return Whitened(new(30, 40, 1), OverKind.Values, "conv same", builder => builder.Convolution(3, Windows.Same(new(30, 40, 1), 3, 3)), WhiteningKind.Zca);
    }

    /// <summary>Whitening in front of weights in bfloat16, which are not multiplied by it.</summary>
    public static IEnumerable<(string Description, Func<string, Network> Build)> Halves()
    {
        (string description, Func<string, Network> build) = Whitened(new(5, 4, 3), OverKind.Values, "dense 12 of halves", builder => builder.Dense(12));
        yield return (description, name => build(name) with { DenseStorage = StorageKind.BFloat16 });
    }

    /// <summary>Whitening in front of what Winograd's algorithm computes, whose transforms are not given the large weights that it makes.</summary>
    public static IEnumerable<(string Description, Func<string, Network> Build)> Winograd()
    {
        TensorShape shape = new(9, 11, 16);
        yield return Whitened(shape, OverKind.Channels, "conv same", builder => builder.Convolution(16, Windows.Same(shape, 3, 3)));
        yield return Whitened(shape, OverKind.Channels, "conv same → average", builder => builder.Convolution(16, Windows.Same(shape, 3, 3)).Pool(PoolingKind.Average, Windows.Valid(2, 2, 2, 2)));
    }

    private static (string Description, Func<string, Network> Build) Whitened(
        TensorShape shape, OverKind over, string layers, Func<NetworkBuilder, NetworkBuilder> add, WhiteningKind kind = WhiteningKind.Pca, bool flattens = false) => (
        string.Create(CultureInfo.InvariantCulture, $"{(shape.IsFlat ? "vector " : string.Empty)}{shape} {kind} over {over} → {layers}"),
        name =>
        {
            NetworkBuilder builder = new NetworkBuilder(name, shape).Whiten(kind, over);
            return add(flattens ? builder.Flatten() : builder).Build();
        });
}
