namespace CnnGen.Interop.Onnx;

/// <summary>Writes activations: one operator where opset 17 has it, its formula otherwise.</summary>
internal static class ActivationNodes
{
    /// <summary>Adds the function, and returns the name of what it gives.</summary>
    /// <param name="writer">The graph.</param>
    /// <param name="name">Of the function's value.</param>
    /// <param name="x">Name of what it is applied to.</param>
    /// <param name="activation">The function.</param>
    /// <param name="parameter">Slope of LeakyReLU, alpha of ELU.</param>
    /// <param name="channelAxis">The axis of a softmax.</param>
    public static string Write(GraphWriter writer, string name, string x, Activation activation, float parameter, int channelAxis)
    {
        string Node(string type, params OnnxAttribute[] attributes) => writer.Node(type, name, [x], attributes);
        return activation switch
        {
            Activation.None => x,
            Activation.ReLU => Node("Relu"),
            Activation.LeakyReLU => Node("LeakyRelu", new FloatAttribute("alpha", parameter)),
            Activation.ELU => Node("Elu", new FloatAttribute("alpha", parameter)),
            Activation.GELU => Gelu(writer, name, x),
            Activation.SiLU => writer.Node("Mul", name, [x, writer.Node("Sigmoid", $"{name}.sigmoid", [x])]),
            Activation.Softplus => Node("Softplus"),
            Activation.Sigmoid => Node("Sigmoid"),
            Activation.Tanh => Node("Tanh"),
            Activation.Softmax => Node("Softmax", new IntAttribute("axis", channelAxis)),
            Activation.LogSoftmax => Node("LogSoftmax", new IntAttribute("axis", channelAxis)),
            _ => throw new NotSupportedException($"{name}: there is no ONNX form of {activation}."),
        };
    }

    /// <summary>x · (1 + erf(x / √2)) · ½, in the steps that ONNX Runtime fuses into one.</summary>
    private static string Gelu(GraphWriter writer, string name, string x)
    {
        string scaled = writer.Node("Div", $"{name}.scaled", [x, writer.Constant("sqrt2", MathF.Sqrt(2))]);
        string erf = writer.Node("Erf", $"{name}.erf", [scaled]);
        string shifted = writer.Node("Add", $"{name}.shifted", [erf, writer.Constant("one", 1f)]);
        string product = writer.Node("Mul", $"{name}.product", [x, shifted]);
        return writer.Node("Mul", name, [product, writer.Constant("half", 0.5f)]);
    }
}
