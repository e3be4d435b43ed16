using CnnGen.Generator.Model;
using CnnGen.Kernels.Tests.Harness;

namespace CnnGen.Kernels.Tests.Golden;

/// <summary>A layer case as a network of that one layer.</summary>
/// <param name="Network">The network.</param>
/// <param name="Batch">Samples of the case.</param>
/// <param name="Parameters">Which of the case's tensors are which of the network's, without <c>grad_</c>.</param>
internal sealed record GoldenLayer(Network Network, int Batch, IReadOnlyDictionary<string, string> Parameters);

/// <summary>Reads layer cases.</summary>
internal static class GoldenLayers
{
    private static readonly Dictionary<string, ActivationKind> Elementwise = new()
    {
        ["relu"] = ActivationKind.ReLU, ["leaky_relu"] = ActivationKind.LeakyReLU, ["elu"] = ActivationKind.ELU, ["gelu"] = ActivationKind.GELU,
        ["silu"] = ActivationKind.SiLU, ["softplus"] = ActivationKind.Softplus, ["sigmoid"] = ActivationKind.Sigmoid, ["tanh"] = ActivationKind.Tanh,
        ["softmax"] = ActivationKind.Softmax, ["log_softmax"] = ActivationKind.LogSoftmax,
    };

    public static bool IsLayer(string operation) =>
        operation is "conv2d" or "max_pool2d" or "average_pool2d" or "global_average_pool2d" or "dense" or "batch_norm" || Elementwise.ContainsKey(operation);

    /// <summary>The network of a layer case.</summary>
    /// <exception cref="NotSupportedException">CnnGen does not have what the case asks for.</exception>
    public static GoldenLayer Build(GoldenReader golden, string name)
    {
        GoldenTensor input = golden.Tensor("input");
        (int batch, TensorShape shape) = ShapeOf(golden, input);
        var builder = new NetworkBuilder(name, shape);
        switch (golden.Case.Operation)
        {
            case "conv2d":
                return Finish(AddConvolution(golden, builder), "conv1", "weight", "bias");

            case "max_pool2d":
                return Finish(builder.Pool(PoolingKind.Max, PoolWindow(golden)), string.Empty);

            case "average_pool2d":
                golden.Demand("count_include_pad", bool.FalseString);
                return Finish(builder.Pool(PoolingKind.Average, PoolWindow(golden)), string.Empty);

            case "global_average_pool2d":
                return Finish(builder.GlobalAveragePool(), string.Empty);

            case "dense":
                return Finish(builder.Dense(LastOf(golden, "weight"), golden.Flag("use_bias", golden.Has("bias")), ReadActivation(golden)), "dense1", "weight", "bias");

            case "batch_norm":
                string mode = golden.Text("mode");
                if (mode is not ("train" or "eval")) throw golden.Unusable($"has the mode {mode}, which CnnGen does not have");
                golden.Demand("axis", "-1", "3", "1");
                builder.BatchNorm((float)golden.Number("momentum", 0.99), (float)golden.Number("epsilon", 1e-3), isFrozen: mode == "eval");
                return Finish(builder, "batchnorm1", "gamma", "beta", "running_mean", "running_variance");

            case string operation when Elementwise.TryGetValue(operation, out ActivationKind kind):
                golden.Demand("axis", "-1");
                golden.Demand("approximate", bool.FalseString, "none");
                return Finish(builder.Activation(kind, (float)ReadParameter(golden, kind)), string.Empty);

            default:
                throw golden.Unusable("has an operation that CnnGen does not have");
        }

        GoldenLayer Finish(NetworkBuilder built, string layer, params string[] tensors) =>
            new(built.Build(), batch, tensors.Where(golden.Has).ToDictionary(tensor => tensor, tensor => $"{layer}.{tensor}"));
    }

    private static NetworkBuilder AddConvolution(GoldenReader golden, NetworkBuilder builder)
    {
        int[] kernel = golden.Integers("kernel", 2);
        int[] stride = golden.Integers("stride", 2, [1, 1]);
        int[] dilation = golden.Integers("dilation", 2, [1, 1]);
        int[] pads = golden.Integers("pads_top_bottom_left_right", 4, [0, 0, 0, 0]);
        golden.Demand("pad_mode", "zeros", "replicate");
        return builder.Convolution(
            LastOf(golden, "weight"),
            new Window(kernel[0], kernel[1], stride[0], stride[1], pads[0], pads[1], pads[2], pads[3]),
            dilation[0],
            dilation[1],
            padsWithEdge: golden.Text("pad_mode", "zeros") == "replicate",
            (int)golden.Number("groups", 1),
            golden.Flag("use_bias", golden.Has("bias")),
            ReadActivation(golden));
    }

    private static Window PoolWindow(GoldenReader golden)
    {
        int[] window = golden.Integers("window", 2);
        int[] stride = golden.Integers("stride", 2, window);
        int[] pads = golden.Integers("pads_top_bottom_left_right", 4, [0, 0, 0, 0]);
        golden.Demand("dilation", "[1, 1]", "[1,1]", "1");
        golden.Demand("ceil_mode", bool.FalseString);
        return new(window[0], window[1], stride[0], stride[1], pads[0], pads[1], pads[2], pads[3]);
    }

    /// <summary>An activation fused into a layer, where the case has one.</summary>
    private static ActivationSpec ReadActivation(GoldenReader golden)
    {
        string name = golden.Text("activation", "none");
        if (name is "none" or "linear") return ActivationSpec.None;
        if (!Elementwise.TryGetValue(name, out ActivationKind kind)) throw golden.Unusable($"has the activation {name}, which CnnGen does not have");
        return new(kind, (float)ReadParameter(golden, kind));
    }

    private static double ReadParameter(GoldenReader golden, ActivationKind kind) => kind switch
    {
        ActivationKind.LeakyReLU => golden.Number("slope"),
        ActivationKind.ELU => golden.Number("alpha", 1),
        _ => 0,
    };

    private static int LastOf(GoldenReader golden, string tensor) => golden.Tensor(tensor).Shape is [.., int last] ? last : throw golden.Unusable($"has a scalar as '{tensor}'");

    /// <summary>[batch, height, width, channels], [batch, features], or one sample of [features].</summary>
    private static (int Batch, TensorShape Shape) ShapeOf(GoldenReader golden, GoldenTensor input) => input.Shape switch
    {
        [int features] => (1, TensorShape.Vector(features)),
        [int batch, int features] => (batch, TensorShape.Vector(features)),
        [int batch, int height, int width, int channels] => (batch, new TensorShape(height, width, channels)),
        _ => throw golden.Unusable($"has an input of {input.Shape.Length} axes"),
    };
}
