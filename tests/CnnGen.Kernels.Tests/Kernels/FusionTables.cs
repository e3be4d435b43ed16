using System.Globalization;
using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;
using CnnGen.Kernels.Tests.Harness;

namespace CnnGen.Kernels.Tests.Kernels;

/// <summary>Convolutions with what may follow them in registers: activation, normalisation, pool.</summary>
internal static class FusionTables
{
    private static readonly ActivationSpec ReLU = new(ActivationKind.ReLU);
    private static readonly ActivationSpec LeakyReLU = new(ActivationKind.LeakyReLU, 0.2f);

    private static readonly (int Channels, int Filters)[] VectorWidths = [(1, 31), (3, 17), (8, 13), (13, 16), (16, 4), (17, 48), (33, 1)];

    /// <summary>Winograd's algorithm with tiles of so many outputs wherever it can compute the layer.</summary>
    public static PlanRules Force(int outputs) => new()
    {
        Convolution = (layer, pool) => WinogradWalks.FormOf(outputs, layer, pool) is { } form
            ? new ConvolutionChoice(form) { WeightGradient = form.Stride == 1 ? form : null }
            : ConvolutionChoice.Direct,
    };

    /// <summary>All layers that can run in slices in training, whatever it would cost.</summary>
    public static PlanRules InSlices(ConvolutionRule rule) => new() { Convolution = rule, FirstUnslicedLayer = int.MaxValue };

    /// <summary>Stacks of layers that run in slices, with pools of every small window, and layers behind that do not.</summary>
    public static IEnumerable<(string Description, Func<string, Network> Build)> Sliced()
    {
        // Windows of up to four cells that share none; channels around the widths of vectors; sizes that windows do not cover.
        foreach ((int height, int width) in new[] { (2, 2), (1, 2), (2, 1), (1, 3), (4, 1), (1, 1) })
        {
            yield return Stack($"pool {height}×{width}", new(7, 9, 3), builder => builder.Convolution(5, Same(builder), activation: ReLU).Pool(PoolingKind.Max, Windows.Valid(height, width, height, width)));
        }

        foreach (int filters in new[] { 1, 4, 8, 13, 16, 17, 33 })
        {
            yield return Stack($"{filters} filters", new(6, 5, 3), builder => builder.Convolution(filters, Same(builder), activation: ReLU).Pool(PoolingKind.Max, Windows.Valid(2, 2, 2, 2)));
        }

        yield return Stack("pool with gaps", new(9, 8, 3), builder => builder.Convolution(6, Same(builder), activation: ReLU).Pool(PoolingKind.Max, Windows.Valid(2, 2, 3, 3)));
        yield return Stack("pool that overlaps", new(9, 8, 3), builder => builder.Convolution(6, Same(builder), activation: ReLU).Pool(PoolingKind.Max, Windows.Valid(3, 3, 2, 2)));
        yield return Stack("mean pool", new(8, 8, 3), builder => builder.Convolution(6, Same(builder), activation: LeakyReLU).Pool(PoolingKind.Average, Windows.Valid(2, 2, 2, 2)));
        yield return Stack("pool first", new(8, 9, 3), builder => Pool(builder).Convolution(6, Same(builder), activation: ReLU));
        yield return Stack("pool of a linear convolution", new(8, 9, 3), builder => Pool(builder.Convolution(6, Same(builder))));
        yield return Stack("two pools", new(9, 9, 2), builder => Pool(Pool(builder.Convolution(6, Same(builder), activation: ReLU))));
        yield return Stack("three convolutions", new(10, 11, 3), builder =>
        {
            builder.Convolution(6, Same(builder), activation: ReLU);
            Pool(builder.Convolution(7, Same(builder), padsWithEdge: true, activation: LeakyReLU));
            Pool(builder.Convolution(9, Windows.Valid(3, 3, 1, 1), activation: ReLU));
        });
        yield return Stack("strided, grouped, depthwise", new(10, 11, 4), builder =>
        {
            builder.Convolution(8, Windows.Same(builder.Shape, 5, 5, 2, 2), activation: ReLU);
            builder.Convolution(8, Same(builder), groups: 8, activation: ReLU);
            builder.Convolution(10, Same(builder), groups: 2, useBias: false);
        });
        yield return Stack("activations apart", new(6, 7, 3), builder =>
        {
            builder.Convolution(5, Same(builder), activation: new ActivationSpec(ActivationKind.GELU));
            builder.Convolution(6, Same(builder), activation: new ActivationSpec(ActivationKind.Tanh));
            Pool(builder.Convolution(4, Same(builder), activation: ReLU));
        });
    }

    /// <summary>Convolutions of 3×3 and stride 1.</summary>
    /// <param name="outputs">Rows and columns of the outputs of a tile.</param>
    public static IEnumerable<(string Description, Func<string, Network> Build)> Winograd(int outputs)
    {
        // One pixel, tiles that overhang by one pixel and more on either side, more rows than a block has.
        int sizes = (2 * outputs) + 2;
        for (int size = 1; size <= sizes; size++) yield return Case(new(size, sizes + 1 - size, 5), 7, "same", ReLU);
        foreach (string padding in new[] { "valid", "edge" })
        {
            foreach ((int height, int width) in new[] { (3, 3), (4, 7), (8, 5), (18, 18) }) yield return Case(new(height, width, 3), 9, padding, default);
        }

        // Channels and filters around the widths of vectors: transforms meet the ones or the others. Filters in slabs, which threads share.
        foreach ((int channels, int filters) in VectorWidths) yield return Case(new(6, 9, channels), filters, "same", ReLU);
        foreach (int filters in new[] { 32, 64, 96, 128 }) yield return Case(new(7, 5, 6), filters, "same", ReLU);
        yield return Case(new(37, 37, 12), 20, "same", ReLU);
        yield return Case(new(9, 61, 4), 8, "same", ReLU);
        yield return Case(new(7, 7, 40), 24, "same", LeakyReLU, useBias: false);
        yield return Case(new(6, 6, 3), 10, "same", default, norm: true);
        yield return Case(new(6, 6, 3), 10, "same", default, useBias: false, norm: true);
        foreach ((string description, Func<string, Network> build) in FewTilesThatOverhang(outputs)) yield return (description, build);
        if (outputs % 2 == 1) yield break;

        // Pools of 2×2 fall together with tiles of even size.
        for (int tiles = 2; tiles <= 3; tiles++) yield return Case(new((tiles * outputs) - 1, (tiles * outputs) - 2, 16), 32, "same", ReLU, pool: PoolingKind.Max);
        yield return Case(new(19, 18, 6), 64, "same", ReLU, useBias: false, pool: PoolingKind.Max);
        foreach (PoolingKind pool in new[] { PoolingKind.Max, PoolingKind.Average })
        {
            for (int size = 2; size <= sizes; size++) yield return Case(new(size, sizes + 3 - size, 4), 6, "same", ReLU, pool: pool);
            yield return Case(new(37, 19, 8), 16, "edge", LeakyReLU, pool: pool);
            yield return Case(new(9, 9, 17), 33, "valid", default, useBias: false, pool: pool);
            yield return Case(new(8, 8, 5), 16, "same", ReLU, norm: true, pool: pool);
        }

        yield return Case(new(7, 6, 5), 6, "same", new ActivationSpec(ActivationKind.Tanh), pool: PoolingKind.Max);
    }

    /// <summary>Two and three rows and columns of tiles of which the last overhang, which leaves products out; or of which but the rows do.</summary>
    private static IEnumerable<(string Description, Func<string, Network> Build)> FewTilesThatOverhang(int outputs)
    {
        for (int tiles = 2; tiles <= 4; tiles++)
        {
            yield return Case(new((tiles * outputs) - 1, ((tiles - 1) * outputs) + 1, 16), 32, "same", ReLU);
            yield return Case(new((tiles * outputs) - 1, tiles * outputs, 32), 16, "same", LeakyReLU);
        }

        yield return Case(new((2 * outputs) - 1, (2 * outputs) - 1, 16), 16, "edge", default, useBias: false);
        yield return Case(new((3 * outputs) + 1, (3 * outputs) + 1, 48), 128, "valid", ReLU);
    }

    /// <summary>Convolutions of stride 2, whose phases are convolutions of stride 1.</summary>
    public static IEnumerable<(string Description, Func<string, Network> Build)> Phases()
    {
        foreach (int kernel in new[] { 3, 4, 5 })
        {
            for (int size = kernel; size <= 18; size++) yield return Case(new(size, 23 - size, 5), 7, "same", ReLU, stride: 2, kernel: kernel);
            foreach (string padding in new[] { "valid", "edge" })
            {
                foreach ((int height, int width) in new[] { (5, 5), (6, 9), (17, 8) }) yield return Case(new(height, width, 3), 9, padding, default, stride: 2, kernel: kernel);
            }

            foreach ((int channels, int filters) in VectorWidths) yield return Case(new(9, 12, channels), filters, "same", LeakyReLU, stride: 2, kernel: kernel);
            yield return Case(new(9, 7, 4), 64, "same", LeakyReLU, stride: 2, kernel: kernel);

            yield return Case(new(21, 19, 6), 12, "same", ReLU, useBias: false, stride: 2, kernel: kernel, pool: PoolingKind.Max);
            yield return Case(new(16, 16, 5), 16, "valid", ReLU, norm: true, stride: 2, kernel: kernel, pool: PoolingKind.Average);
        }

        for (int size = 1; size <= 4; size++) yield return Case(new(size, 5 - size, 5), 7, "same", ReLU, stride: 2, kernel: 5);
        yield return Case(new(74, 75, 12), 20, "same", ReLU, stride: 2);
    }

    /// <summary>Convolutions of 3×3 and stride 1 alone, for the passes of training.</summary>
    /// <param name="outputs">Rows and columns of the outputs of a tile.</param>
    public static IEnumerable<(string Description, Func<string, Network> Build)> WinogradTraining(int outputs)
    {
        int sizes = (2 * outputs) + 2;
        for (int size = 1; size <= sizes; size++) yield return Case(new(size, sizes + 1 - size, 5), 7, "same", ReLU);
        foreach (string padding in new[] { "valid", "edge" })
        {
            foreach ((int height, int width) in new[] { (3, 3), (4, 7), (8, 5), (18, 18) }) yield return Case(new(height, width, 3), 9, padding, default);
        }

        foreach ((int channels, int filters) in VectorWidths) yield return Case(new(6, 9, channels), filters, "same", ReLU);
        yield return Case(new(7, 5, 64), 96, "same", ReLU);
        foreach ((string description, Func<string, Network> build) in FewTilesThatOverhang(outputs)) yield return (description, build);

        yield return Case(new(37, 37, 12), 20, "same", ReLU);
        yield return Case(new(9, 61, 4), 8, "same", ReLU, useBias: false);
        yield return Case(new(7, 7, 40), 24, "same", LeakyReLU, useBias: false);
        yield return Case(new(7, 7, 4), 5, "same", new ActivationSpec(ActivationKind.Tanh));
    }

    /// <summary>Direct convolutions and dense layers.</summary>
    public static IEnumerable<(string Description, Func<string, Network> Build)> Direct()
    {
        foreach (PoolingKind pool in new[] { PoolingKind.Max, PoolingKind.Average })
        {
            for (int width = 2; width <= 15; width++) yield return Case(new(5, width, 3), 9, "same", ReLU, pool: pool);
            foreach (int filters in new[] { 1, 4, 16, 33, 100 }) yield return Case(new(6, 9, 5), filters, "same", ReLU, pool: pool);
            yield return Case(new(11, 12, 5), 7, "edge", LeakyReLU, stride: 2, pool: pool);
            yield return Case(new(9, 9, 5), 7, "valid", LeakyReLU, pool: pool);
            yield return Case(new(12, 13, 4), 6, "same", default, useBias: false, pool: pool, poolHeight: 1, poolWidth: 3);
            yield return Case(new(12, 13, 4), 6, "same", ReLU, pool: pool, poolHeight: 3, poolWidth: 3);
            yield return Case(new(12, 13, 4), 6, "same", ReLU, pool: pool, poolHeight: 4, poolWidth: 1);
            yield return Case(new(9, 10, 17), 17, "same", ReLU, groups: 17, pool: pool);
            yield return Case(new(9, 10, 6), 10, "same", ReLU, groups: 2, pool: pool);
            yield return Case(new(6, 6, 5), 9, "same", ReLU, norm: true, pool: pool);
            yield return Case(new(6, 5, 120), 128, "same", ReLU, norm: true, pool: pool); // slabs of filters as items
            yield return Case(new(6, 5, 24), 64, "same", ReLU, norm: true, pool: pool); // slabs of filters within rows
        }

        // Means over all pixels, of rows that take one register tile or several.
        foreach (int width in new[] { 5, 6, 13, 31 }) yield return Case(new(4, width, 3), 9, "same", ReLU, pool: PoolingKind.Average, poolHeight: 4, poolWidth: width);
        foreach (int filters in new[] { 1, 4, 16, 33, 100 }) yield return Case(new(3, 9, 5), filters, "same", LeakyReLU, pool: PoolingKind.Average, poolHeight: 3, poolWidth: 9);
        yield return Case(new(1, 7, 5), 9, "edge", default, useBias: false, pool: PoolingKind.Average, poolHeight: 1, poolWidth: 7);
        yield return Case(new(9, 14, 4), 6, "same", ReLU, stride: 2, pool: PoolingKind.Average, poolHeight: 5, poolWidth: 7);
        yield return Case(new(5, 10, 17), 17, "same", ReLU, groups: 17, pool: PoolingKind.Average, poolHeight: 5, poolWidth: 10);
        yield return Case(new(5, 10, 6), 10, "same", ReLU, groups: 2, norm: true, pool: PoolingKind.Average, poolHeight: 5, poolWidth: 10);
        yield return Case(new(6, 5, 120), 128, "same", ReLU, norm: true, pool: PoolingKind.Average, poolHeight: 6, poolWidth: 5); // slabs of filters as items
        yield return Case(new(6, 5, 24), 64, "same", ReLU, useBias: false, pool: PoolingKind.Average, poolHeight: 6, poolWidth: 5); // slabs of filters within rows

        yield return Case(new(6, 6, 5), 9, "same", ReLU, norm: true);
        yield return Case(new(6, 6, 5), 9, "same", default, useBias: false, norm: true);
        yield return Case(new(6, 6, 8), 8, "same", ReLU, useBias: false, groups: 8, norm: true);
        foreach (bool useBias in new[] { true, false })
        {
            foreach (ActivationSpec activation in new[] { default, ReLU, new ActivationSpec(ActivationKind.Tanh) })
            {
                yield return (
                    string.Create(CultureInfo.InvariantCulture, $"3×4×5 → dense 17 {(useBias ? "bias" : "no bias")} → norm → {activation.Kind}"),
                    name => Activate(new NetworkBuilder(name, new TensorShape(3, 4, 5)).Flatten().Dense(17, useBias).BatchNorm(), activation).Build());
            }
        }

        yield return ("1100 → dense 20 → norm → ReLU", name => Activate(new NetworkBuilder(name, TensorShape.Vector(1100)).Dense(20).BatchNorm(), ReLU).Build());
    }

    private static (string Description, Func<string, Network> Build) Case(
        TensorShape input, int filters, string padding, ActivationSpec activation, bool useBias = true, bool norm = false, int stride = 1, int groups = 1,
        PoolingKind? pool = null, int poolHeight = 2, int poolWidth = 2, int kernel = 3)
    {
        string description = string.Create(
            CultureInfo.InvariantCulture,
            $"{input} → {filters}, {padding}, {kernel}×{kernel}, stride {stride}, groups {groups}, {(useBias ? "bias" : "no bias")}{(norm ? ", norm" : string.Empty)}, {activation.Kind} {activation.Parameter}, {(pool is null ? "no" : pool)} pool {poolHeight}×{poolWidth}");
        Window window = padding == "valid" ? Windows.Valid(kernel, kernel, stride, stride) : Windows.Same(input, kernel, kernel, stride, stride);
        return (description, name =>
        {
            var builder = new NetworkBuilder(name, input);
            builder.Convolution(filters, window, padsWithEdge: padding == "edge", groups: groups, useBias: useBias, activation: norm ? default : activation);
            if (norm) Activate(builder.BatchNorm(), activation);
            if (pool is { } kind) builder.Pool(kind, Windows.Valid(poolHeight, poolWidth, poolHeight, poolWidth));
            return builder.Build();
        });
    }

    private static (string Description, Func<string, Network> Build) Stack(string description, TensorShape input, Action<NetworkBuilder> add) => (description, name =>
    {
        var builder = new NetworkBuilder(name, input);
        add(builder);
        return builder.Flatten().Dense(3).Build();
    });

    private static Window Same(NetworkBuilder builder) => Windows.Same(builder.Shape, 3, 3);

    private static NetworkBuilder Pool(NetworkBuilder builder) => builder.Pool(PoolingKind.Max, Windows.Valid(2, 2, 2, 2));

    private static NetworkBuilder Activate(NetworkBuilder builder, ActivationSpec activation) =>
        activation.Kind == ActivationKind.None ? builder : builder.Activation(activation.Kind, activation.Parameter);
}
