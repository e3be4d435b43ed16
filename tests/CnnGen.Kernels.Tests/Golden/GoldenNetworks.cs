using CnnGen.Generator.Model;
using CnnGen.Kernels.Tests.Harness;

namespace CnnGen.Kernels.Tests.Golden;

/// <summary>The whole networks that golden cases train, by the names that the cases give them; layers are named as the cases name their tensors.</summary>
internal static class GoldenNetworks
{
    public static Network Build(GoldenReader golden, string name) => golden.Text("network") switch
    {
        "lenet16" => Lenet16(name),
        "separable16" => Separable16(name),
        string other => throw golden.Unusable($"trains the network {other}, which is not known here"),
    };

    private static Network Lenet16(string name)
    {
        var relu = new ActivationSpec(ActivationKind.ReLU);
        var builder = new NetworkBuilder(name, new TensorShape(16, 16, 1));
        builder.Convolution(4, Windows.Same(builder.Shape, 3, 3), activation: relu).Pool(PoolingKind.Max, Windows.Valid(2, 2, 2, 2));
        builder.Convolution(8, Windows.Same(builder.Shape, 3, 3), activation: relu).Pool(PoolingKind.Max, Windows.Valid(2, 2, 2, 2));
        return builder.Flatten().Dense(16, activation: relu).Dense(10, activation: new ActivationSpec(ActivationKind.Softmax)).Build(LossKind.CategoricalCrossEntropy);
    }

    private static Network Separable16(string name)
    {
        var builder = new NetworkBuilder(name, new TensorShape(16, 16, 3));
        builder.Convolution(6, Windows.Same(builder.Shape, 3, 3, 2, 2), useBias: false, name: "Conv1").BatchNorm(epsilon: 1e-3f, name: "Bn1").Activation(ActivationKind.ReLU);
        builder.Convolution(6, Windows.Same(builder.Shape, 3, 3), padsWithEdge: true, groups: 6, activation: new ActivationSpec(ActivationKind.LeakyReLU, 0.2f), name: "Depthwise");
        builder.Convolution(12, Windows.Valid(1, 1), activation: new ActivationSpec(ActivationKind.ReLU), name: "Pointwise").GlobalAveragePool();
        return builder.Dense(5, activation: new ActivationSpec(ActivationKind.Softmax), name: "Dense").Build(LossKind.CategoricalCrossEntropy);
    }
}
