using CnnGen.Generator.Model;
using CnnGen.Kernels.Tests.Harness;

namespace CnnGen.Kernels.Tests.Kernels;

/// <summary>Batch normalisations with what they meet in passing: activations whose gradients are told anew, pools whose cells they compare, halos of the convolutions around them.</summary>
internal static class NormalizationTables
{
    private static readonly ActivationSpec ReLU = new(ActivationKind.ReLU);

    private static readonly ActivationSpec[] Activations =
    [
        ReLU, new(ActivationKind.LeakyReLU, 0.2f), new(ActivationKind.ELU, 0.75f), new(ActivationKind.Softplus), new(ActivationKind.Tanh), new(ActivationKind.Sigmoid), new(ActivationKind.GELU),
    ];

    /// <summary>Normalisations of the pixels themselves, so that nothing before them rounds.</summary>
    public static IEnumerable<(string Description, Func<string, Network> Build)> OfPixels()
    {
        foreach (ActivationSpec activation in Activations)
        {
            foreach (bool isFrozen in new[] { false, true })
            {
                yield return Stack($"{activation.Kind}{(isFrozen ? ", frozen" : string.Empty)}", new(5, 6, 7), b => Activate(b.BatchNorm(isFrozen: isFrozen), activation));
                yield return Stack($"{activation.Kind}, pool{(isFrozen ? ", frozen" : string.Empty)}", new(5, 6, 7), b => Pool(Activate(b.BatchNorm(isFrozen: isFrozen), activation)));
            }

            yield return Stack($"vector, {activation.Kind}", TensorShape.Vector(19), b => Activate(b.BatchNorm(), activation));
        }

        // Windows that leave rows or columns over, that have gaps between them or share cells, of one cell.
        foreach ((int height, int width) in new[] { (2, 2), (1, 2), (2, 1), (1, 3), (4, 1), (1, 1) })
        {
            foreach (ActivationSpec activation in new[] { default, ReLU })
            {
                yield return Stack($"{activation.Kind}, pool {height}×{width}", new(7, 9, 5), b => Activate(b.BatchNorm(), activation).Pool(PoolingKind.Max, Windows.Valid(height, width, height, width)));
            }
        }

        yield return Stack("pool that all pixels are in", new(6, 8, 5), b => Pool(Activate(b.BatchNorm(), ReLU)));
        yield return Stack("pool that leaves a row", new(7, 8, 5), b => Pool(Activate(b.BatchNorm(), ReLU)));
        yield return Stack("pool that leaves a column", new(6, 9, 5), b => Pool(Activate(b.BatchNorm(), ReLU)));
        yield return Stack("pool with gaps", new(9, 8, 5), b => Activate(b.BatchNorm(), ReLU).Pool(PoolingKind.Max, Windows.Valid(2, 2, 3, 3)));
        yield return Stack("pool that overlaps", new(9, 8, 5), b => Activate(b.BatchNorm(), ReLU).Pool(PoolingKind.Max, Windows.Valid(3, 3, 2, 2)));
        yield return Stack("mean pool", new(8, 6, 5), b => Activate(b.BatchNorm(), ReLU).Pool(PoolingKind.Average, Windows.Valid(2, 2, 2, 2)));
        yield return Stack("two pools", new(9, 9, 3), b => Pool(Pool(Activate(b.BatchNorm(), ReLU))));

        // Channels around the widths of vectors, and more vectors than are summed side by side.
        foreach (int channels in new[] { 1, 2, 4, 8, 13, 16, 17, 33, 64, 70, 129 })
        {
            yield return Stack($"{channels} channels", new(4, 3, channels), b => Activate(b.BatchNorm(), ReLU));
            yield return Stack($"{channels} channels, pool", new(5, 4, channels), b => Pool(Activate(b.BatchNorm(), ReLU)));
        }

        // More rows than the shift of the moments is taken from.
        yield return Stack("tall", new(41, 5, 6), b => Activate(b.BatchNorm(), ReLU));
        yield return Stack("one row", new(1, 50, 3), b => Activate(b.BatchNorm(), ReLU));
    }

    /// <summary>Normalisations between convolutions.</summary>
    public static IEnumerable<(string Description, Func<string, Network> Build)> OfConvolutions()
    {
        foreach (bool pool in new[] { false, true })
        {
            foreach (ActivationSpec activation in Activations.Append(default))
            {
                yield return Stack($"{activation.Kind}{(pool ? ", pool" : string.Empty)}", new(8, 7, 3), b => Convolve(Follow(Convolve(b, 6), activation, pool), 5));
            }

            yield return Stack($"edge padding{(pool ? ", pool" : string.Empty)}", new(8, 7, 3), b => Convolve(Follow(Convolve(b, 17, edge: true), ReLU, pool), 5, edge: true));
            yield return Stack($"dense behind{(pool ? ", pool" : string.Empty)}", new(7, 7, 3), b => Follow(Convolve(b, 5), ReLU, pool).Flatten().Dense(6));
            yield return Stack($"two{(pool ? ", pool" : string.Empty)}", new(8, 8, 3), b => Follow(Convolve(Follow(Convolve(b, 6), ReLU, pool), 9), ReLU, pool));
            yield return Stack($"a dropout before{(pool ? ", pool" : string.Empty)}", new(8, 8, 3), b => Follow(Convolve(b, 6).Dropout(0), ReLU, pool));
        }
    }

    private static NetworkBuilder Convolve(NetworkBuilder builder, int filters, bool edge = false) =>
        builder.Convolution(filters, Windows.Same(builder.Shape, 3, 3), padsWithEdge: edge, useBias: false);

    private static NetworkBuilder Follow(NetworkBuilder builder, ActivationSpec activation, bool pool)
    {
        Activate(builder.BatchNorm(), activation);
        return pool ? Pool(builder) : builder;
    }

    private static NetworkBuilder Pool(NetworkBuilder builder) => builder.Pool(PoolingKind.Max, Windows.Valid(2, 2, 2, 2));

    private static NetworkBuilder Activate(NetworkBuilder builder, ActivationSpec activation) =>
        activation.Kind == ActivationKind.None ? builder : builder.Activation(activation.Kind, activation.Parameter);

    private static (string Description, Func<string, Network> Build) Stack(string description, TensorShape input, Func<NetworkBuilder, NetworkBuilder> add) =>
        (description, name => add(new NetworkBuilder(name, input)).Build());
}
