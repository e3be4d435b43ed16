using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Emission;

/// <summary>Prints the layers as the runtime's <c>LayerInfo</c> records, one a line.</summary>
internal static class LayerListEmitter
{
    /// <summary>The property <c>Layers</c> of an object initializer.</summary>
    public static void Emit(CodeWriter writer, NetworkPlan plan)
    {
        writer.Line("    Layers =");
        writer.Line("    [");
        foreach (Layer layer in plan.Network.Layers) writer.Line($"        new global::CnnGen.{Record(plan, layer)},");
        writer.Line("    ],");
    }

    /// <summary>Such as <c>new(8, 8, 3)</c>, where an <c>ImageShape</c> is wanted.</summary>
    public static string Shape(TensorShape shape) => Invariant($"new({shape.Height}, {shape.Width}, {shape.Channels})");

    private static string Record(NetworkPlan plan, Layer layer)
    {
        string head = $"\"{layer.Name}\", Input: {Shape(layer.Input)}, Output: {Shape(layer.Output)}";
        string Tensor(ParameterRole role) => $"{role switch { ParameterRole.Weight => "Weights", _ => role.ToString() }}: {IndexOf(plan, layer, role)}";
        return layer switch
        {
            ConvolutionLayer conv => Invariant(
                $"ConvolutionInfo({head}, Window: {Window(conv.Window)}, DilationHeight: {conv.DilationHeight}, DilationWidth: {conv.DilationWidth}, Groups: {conv.Groups}, PadsWithEdge: {Bool(conv.PadsWithEdge)}, {Activation(conv.Activation)}, {Tensor(ParameterRole.Weight)}, {Tensor(ParameterRole.Bias)})"),
            PoolingLayer pool => $"PoolInfo({head}, global::CnnGen.PoolKind.{pool.Kind}, Window: {Window(pool.Window)}, IsGlobal: {Bool(pool.IsGlobal)})",
            DenseLayer dense => $"DenseInfo({head}, {Activation(dense.Activation)}, {Tensor(ParameterRole.Weight)}, {Tensor(ParameterRole.Bias)})",
            ActivationLayer activation => $"ActivationInfo({head}, {Activation(activation.Activation)})",
            BatchNormLayer norm =>
                $"BatchNormInfo({head}, Epsilon: {Float(norm.Epsilon)}, Momentum: {Float(norm.Momentum)}, {Tensor(ParameterRole.Gamma)}, {Tensor(ParameterRole.Beta)}, {Tensor(ParameterRole.RunningMean)}, {Tensor(ParameterRole.RunningVariance)})",
            DropoutLayer dropout => $"DropoutInfo({head}, Rate: {Float(dropout.Rate)})",
            FlattenLayer => $"FlattenInfo({head})",
            RescaleLayer rescale => $"RescaleInfo({head}, Scale: {Float(rescale.Scale)}, Offset: {Float(rescale.Offset)})",
            StandardizeLayer standardize =>
                $"StandardizeInfo({head}, global::CnnGen.Per.{standardize.Per}, Epsilon: {Text.Of(standardize.Epsilon ?? 0)}, {Tensor(ParameterRole.Mean)}, {Tensor(ParameterRole.Scale)}, {Tensor(ParameterRole.Fitted)})",
            WhitenLayer whiten =>
                $"WhiteningInfo({head}, global::CnnGen.Whitening.{whiten.Kind}, global::CnnGen.Over.{whiten.Over}, Epsilon: {Text.Of(whiten.Epsilon)}, {Tensor(ParameterRole.Mean)}, {Tensor(ParameterRole.Matrix)}, {Tensor(ParameterRole.Fitted)})",
            _ => throw new InvalidOperationException($"The runtime has no record for {layer.GetType().Name}."),
        };
    }

    /// <summary>Place of a tensor in the model's parameters; <c>null</c> where the layer has none of the role.</summary>
    private static string IndexOf(NetworkPlan plan, Layer layer, ParameterRole role)
    {
        for (int i = 0; i < plan.Parameters.Count; i++)
        {
            if (plan.Parameters[i].Layer == layer.Index && plan.Parameters[i].Role == role) return Text.Of(i);
        }

        return "null";
    }

    private static string Window(Window window) => Invariant(
        $"new({window.Height}, {window.Width}, {window.StrideHeight}, {window.StrideWidth}, PadTop: {window.PadTop}, PadBottom: {window.PadBottom}, PadLeft: {window.PadLeft}, PadRight: {window.PadRight})");

    private static string Activation(ActivationSpec activation) => $"global::CnnGen.Activation.{activation.Kind}, ActivationParameter: {Float(activation.Parameter)}";

    private static string Bool(bool value) => value ? "true" : "false";
}
