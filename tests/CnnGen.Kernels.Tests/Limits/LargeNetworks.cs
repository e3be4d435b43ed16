using CnnGen.Generator.Model;
using CnnGen.Kernels.Tests.Harness;

namespace CnnGen.Kernels.Tests.Limits;

/// <summary>Shapes that leave edges everywhere: compiled, not run.</summary>
internal static class LargeNetworks
{
    private static readonly ActivationSpec ReLU = new(ActivationKind.ReLU);

    public static ModelBatch Models { get; } = new("LargeNetworks", () => [.. Builders.Select(build => build()).Select(network => (network.Identity.Name, network))]);

    private static Func<Network>[] Builders => [OddWidths, WideWindows, ManyChannels];

    /// <summary>Primes: the last tile of every row and column is another one.</summary>
    private static Network OddWidths()
    {
        var builder = new NetworkBuilder(nameof(OddWidths), new TensorShape(113, 127, 5));
        foreach ((int filters, int stride) in new[] { (37, 1), (61, 2), (89, 3) })
        {
            builder.Convolution(filters, Windows.Same(builder.Shape, 3, 5, stride, stride), padsWithEdge: stride == 1, activation: new ActivationSpec(ActivationKind.GELU)).BatchNorm();
        }

        builder.Pool(PoolingKind.Average, Windows.Same(builder.Shape, 3, 3, 2, 2)).Flatten();
        return builder.Dense(101, activation: new ActivationSpec(ActivationKind.LogSoftmax)).Build(LossKind.NegativeLogLikelihood);
    }

    /// <summary>Large windows, dilated and depthwise ones.</summary>
    private static Network WideWindows()
    {
        var builder = new NetworkBuilder(nameof(WideWindows), new TensorShape(96, 96, 4));
        builder.Convolution(48, Windows.Same(builder.Shape, 11, 11, 4, 4), activation: ReLU);
        builder.Convolution(48, Windows.Same(builder.Shape, 7, 7), groups: 48, activation: ReLU);
        builder.Convolution(64, Windows.Same(builder.Shape, 5, 5, dilationHeight: 3, dilationWidth: 3), 3, 3, activation: ReLU);
        builder.Pool(PoolingKind.Max, Windows.Same(builder.Shape, 7, 7, 3, 3)).GlobalAveragePool();
        return builder.Dense(10, activation: new ActivationSpec(ActivationKind.Softmax)).Build(LossKind.CategoricalCrossEntropy);
    }

    private static Network ManyChannels()
    {
        var builder = new NetworkBuilder(nameof(ManyChannels), new TensorShape(14, 14, 1027));
        builder.Convolution(1031, Windows.Valid(1, 1), activation: ReLU).BatchNorm();
        builder.Convolution(1031, Windows.Same(builder.Shape, 3, 3), groups: 1031, activation: new ActivationSpec(ActivationKind.SiLU)).GlobalAveragePool();
        return builder.Dense(997, activation: new ActivationSpec(ActivationKind.Tanh)).Build(LossKind.MeanSquaredError);
    }
}
