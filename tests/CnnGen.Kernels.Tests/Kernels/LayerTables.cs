using System.Globalization;
using CnnGen.Generator.Model;
using CnnGen.Kernels.Tests.Harness;

namespace CnnGen.Kernels.Tests.Kernels;

/// <summary>Pools, dense layers, activations, batch normalisation, dropout and flattening in odd shapes.</summary>
internal static class LayerTables
{
    private static readonly int[] Channels = [1, 3, 5, 7, 16, 17, 33];

    public static IEnumerable<(string Description, Func<string, Network> Build)> Pools()
    {
        foreach (PoolingKind kind in new[] { PoolingKind.Max, PoolingKind.Average })
        {
            foreach (int channels in Channels)
            {
                yield return Pool(kind, new(7, 9, channels), Windows.Valid(2, 2, 2, 2), "valid");
                TensorShape odd = new(9, 7, channels);
                yield return Pool(kind, odd, Windows.Same(odd, 3, 3, 2, 2), "same");
            }

            TensorShape shape = new(8, 10, 6);
            foreach ((int height, int width, int strideHeight, int strideWidth) in new[] { (2, 2, 1, 1), (3, 3, 1, 1), (3, 2, 1, 2), (2, 3, 3, 1), (2, 2, 3, 3), (1, 1, 1, 1), (1, 1, 2, 2), (5, 4, 2, 3), (8, 10, 1, 1) })
            {
                yield return Pool(kind, shape, Windows.Valid(height, width, strideHeight, strideWidth), "valid");
                yield return Pool(kind, shape, Windows.Same(shape, height, width, strideHeight, strideWidth), "same");
            }

            TensorShape pixel = new(1, 1, 4);
            yield return Pool(kind, pixel, Windows.Same(pixel, 2, 2, 2, 2), "same");
            yield return Pool(kind, shape, new Window(3, 3, 2, 2, 2, 0, 1, 1), "top 2, left 1, right 1");
        }

        foreach (int channels in Channels) yield return ($"global average of {new TensorShape(5, 7, channels)}", name => new NetworkBuilder(name, new(5, 7, channels)).GlobalAveragePool().Build());
        yield return ("global average of one pixel", name => new NetworkBuilder(name, new(1, 1, 3)).GlobalAveragePool().Build());
    }

    public static IEnumerable<(string Description, Func<string, Network> Build)> Dense()
    {
        for (int units = 1; units <= 33; units++) yield return Dense(TensorShape.Vector(19), units, new ActivationSpec(units % 2 == 0 ? ActivationKind.ReLU : ActivationKind.None));
        foreach (int inputs in new[] { 1, 2, 3, 7, 8, 15, 16, 17, 31, 64, 100, 257 })
        {
            yield return Dense(TensorShape.Vector(inputs), 10, ActivationSpec.None);
            yield return Dense(TensorShape.Vector(inputs), 1, ActivationSpec.None);
        }

        yield return Dense(new(3, 5, 7), 9, ActivationSpec.None);
        yield return Dense(TensorShape.Vector(3000), 65, new ActivationSpec(ActivationKind.ReLU));
        yield return Dense(TensorShape.Vector(2100), 130, ActivationSpec.None); // transposed for the input gradient in strips that 2100 rows do not fill
        yield return Dense(TensorShape.Vector(1100), 260, ActivationSpec.None); // so many weights in rows so long that the input gradient reads them as they lie
        yield return Dense(TensorShape.Vector(20), 12, ActivationSpec.None, useBias: false);
        foreach (ActivationKind kind in Enum.GetValues<ActivationKind>()) yield return Dense(TensorShape.Vector(13), 11, new ActivationSpec(kind, 0.3f), useBias: kind != ActivationKind.Tanh);
    }

    /// <summary>Dense layers with their weights in bfloat16, where they can be: pairs of rows in one word.</summary>
    public static IEnumerable<(string Description, Func<string, Network> Build)> Halves()
    {
        foreach (int units in new[] { 1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 33, 48, 100, 130 }) yield return InHalves(Dense(TensorShape.Vector(38), units, new ActivationSpec(ActivationKind.ReLU)));
        foreach (int inputs in new[] { 2, 3, 8, 62, 257, 512, 514, 1024, 1026, 3000 }) yield return InHalves(Dense(TensorShape.Vector(inputs), 24, ActivationSpec.None));
        yield return InHalves(Dense(new(3, 5, 8), 9, new ActivationSpec(ActivationKind.Tanh), useBias: false));
    }

    public static IEnumerable<(string Description, Func<string, Network> Build)> Activations()
    {
        foreach (ActivationKind kind in Enum.GetValues<ActivationKind>())
        {
            foreach (int length in new[] { 1, 2, 3, 4, 7, 8, 15, 16, 17, 33 })
            {
                yield return ($"{kind} of a vector of {length}", name => new NetworkBuilder(name, TensorShape.Vector(length)).Activation(kind, 0.3f).Build());
            }

            yield return ($"{kind} of a picture", name => new NetworkBuilder(name, new(3, 5, 7)).Activation(kind, 0.3f).Build());
        }
    }

    public static IEnumerable<(string Description, Func<string, Network> Build)> Norms()
    {
        foreach (bool isFrozen in new[] { false, true })
        {
            foreach (int channels in Channels)
            {
                yield return Norm(new(4, 5, channels), isFrozen, 0.99f, 1e-3f);
                yield return Norm(TensorShape.Vector(channels), isFrozen, 0.9f, 1e-3f);
            }

            yield return Norm(new(1, 1, 6), isFrozen, 0.5f, 1e-2f);
            yield return Norm(new(13, 17, 3), isFrozen, 0f, 1e-5f);
        }
    }

    public static IEnumerable<(string Description, Func<string, Network> Build)> Shapeless()
    {
        foreach (float rate in new[] { 0f, 0.1f, 0.5f, 0.9f })
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"dropout {rate} of a picture"), name => new NetworkBuilder(name, new(5, 7, 3)).Dropout(rate).Build());
            yield return (string.Create(CultureInfo.InvariantCulture, $"dropout {rate} of a vector"), name => new NetworkBuilder(name, TensorShape.Vector(33)).Dropout(rate).Build());
        }

        yield return ("flatten", name => new NetworkBuilder(name, new(3, 5, 7)).Flatten().Build());
    }

    private static (string Description, Func<string, Network> Build) Pool(PoolingKind kind, TensorShape input, Window window, string padding) => (
        string.Create(CultureInfo.InvariantCulture, $"{kind} of {input}, window {window.Height}×{window.Width}, stride {window.StrideHeight}×{window.StrideWidth}, {padding}"),
        name => new NetworkBuilder(name, input).Pool(kind, window).Build());

    private static (string Description, Func<string, Network> Build) Dense(TensorShape input, int units, ActivationSpec activation, bool useBias = true) => (
        string.Create(CultureInfo.InvariantCulture, $"{input} → {units}, {(useBias ? "bias" : "no bias")}, {activation.Kind}"),
        name => new NetworkBuilder(name, input).Dense(units, useBias, activation).Build());

    private static (string Description, Func<string, Network> Build) Norm(TensorShape input, bool isFrozen, float momentum, float epsilon) => (
        string.Create(CultureInfo.InvariantCulture, $"{(input.IsFlat ? "vector " : string.Empty)}{input}, momentum {momentum}, epsilon {epsilon}{(isFrozen ? ", frozen" : string.Empty)}"),
        name => new NetworkBuilder(name, input).BatchNorm(momentum, epsilon, isFrozen).Build());

    private static (string Description, Func<string, Network> Build) InHalves((string Description, Func<string, Network> Build) layer) =>
        (layer.Description, name => layer.Build(name) with { DenseStorage = StorageKind.BFloat16 });
}
