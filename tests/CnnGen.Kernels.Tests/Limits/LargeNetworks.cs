using CnnGen.Generator.Model;
using CnnGen.Kernels.Tests.Harness;

namespace CnnGen.Kernels.Tests.Limits;

/// <summary>Networks as people use them and shapes that leave edges everywhere: compiled, not run.</summary>
internal static class LargeNetworks
{
    private static readonly ActivationSpec ReLU = new(ActivationKind.ReLU);

    public static ModelBatch Models { get; } = new("LargeNetworks", () => [.. Builders.Select(build => build()).Select(network => (network.Identity.Name, network))]);

    private static Func<Network>[] Builders => [DogsVsCats, Vgg16, OddWidths, WideWindows, ManyChannels];

    private static Network DogsVsCats()
    {
        var builder = new NetworkBuilder(nameof(DogsVsCats), new TensorShape(150, 150, 3));
        foreach (int filters in new[] { 32, 64, 128, 128 }) Same(builder, filters).Pool(PoolingKind.Max, Windows.Valid(2, 2, 2, 2));
        builder.Flatten().Dropout(0.5f).Dense(512, activation: ReLU).Dense(256, activation: ReLU);
        return builder.Dense(1, activation: new ActivationSpec(ActivationKind.Sigmoid)).Build(LossKind.BinaryCrossEntropy);
    }

    /// <summary>Simonyan and Zisserman 2014 (arXiv 1409.1556), configuration D.</summary>
    private static Network Vgg16()
    {
        var builder = new NetworkBuilder(nameof(Vgg16), new TensorShape(224, 224, 3));
        foreach ((int filters, int count) in new[] { (64, 2), (128, 2), (256, 3), (512, 3), (512, 3) })
        {
            for (int i = 0; i < count; i++) Same(builder, filters);
            builder.Pool(PoolingKind.Max, Windows.Valid(2, 2, 2, 2));
        }

        builder.Flatten().Dense(4096, activation: ReLU).Dropout(0.5f).Dense(4096, activation: ReLU).Dropout(0.5f);
        return builder.Dense(1000, activation: new ActivationSpec(ActivationKind.Softmax)).Build(LossKind.CategoricalCrossEntropy);
    }

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

    private static NetworkBuilder Same(NetworkBuilder builder, int filters) => builder.Convolution(filters, Windows.Same(builder.Shape, 3, 3), activation: ReLU);
}
