using CnnGen.Generator.Emission;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Kernels;

/// <summary>Activations and their gradients as vector expressions.</summary>
internal static class Activations
{
    /// <summary>f(x); <paramref name="x"/> is a variable.</summary>
    public static string Apply(KernelContext context, VectorType v, ActivationSpec activation, string x) => activation.Kind switch
    {
        ActivationKind.None => x,
        ActivationKind.ReLU => v.Max(v.Zero, x),
        ActivationKind.LeakyReLU => v.Select(v.Greater(x, v.Zero), x, $"{x} * {v.Constant(activation.Parameter)}"),
        ActivationKind.ELU => v.Select(v.Greater(x, v.Zero), x, $"{v.Constant(activation.Parameter)} * {context.Call(MathFunction.Expm1, v, v.Min(v.Zero, x))}"),
        ActivationKind.GELU => $"{x} * {v.Constant(0.5f)} * ({v.Constant(1)} + {context.Call(MathFunction.Erf, v, $"{x} * {v.Constant(0.70710678f)}")})",
        ActivationKind.SiLU => $"{x} * {context.Call(MathFunction.Sigmoid, v, x)}",
        ActivationKind.Softplus => $"{v.Max(v.Zero, x)} + {context.Call(MathFunction.Log1p, v, context.Call(MathFunction.Exp, v, $"-{v.Abs(x)}"))}",
        ActivationKind.Sigmoid => context.Call(MathFunction.Sigmoid, v, x),
        ActivationKind.Tanh => context.Call(MathFunction.Tanh, v, x),
        _ => throw new InvalidOperationException($"{activation.Kind} is not element-wise."),
    };

    /// <summary>gradient · f′, from y = f(x).</summary>
    public static string GradientFromOutput(KernelContext context, VectorType v, ActivationSpec activation, string y, string gradient) => activation.Kind switch
    {
        ActivationKind.ReLU => v.Select(v.Greater(y, v.Zero), gradient, v.Zero),
        ActivationKind.LeakyReLU => v.Select(v.Greater(y, v.Zero), gradient, $"{gradient} * {v.Constant(activation.Parameter)}"),
        ActivationKind.ELU => v.Select(v.Greater(y, v.Zero), gradient, $"{gradient} * ({y} + {v.Constant(activation.Parameter)})"),
        ActivationKind.Softplus => $"{gradient} * -{context.Call(MathFunction.Expm1, v, $"-{y}")}",
        ActivationKind.Sigmoid => $"{gradient} * {y} * ({v.Constant(1)} - {y})",
        ActivationKind.Tanh => $"{gradient} * ({v.Constant(1)} - ({y} * {y}))",
        _ => throw new InvalidOperationException($"The gradient of {activation.Kind} is not told from its output."),
    };

    /// <summary>Declares <c>slope</c> = f′(x) from the variable x.</summary>
    public static void DeclareGradientFromInput(KernelContext context, VectorType v, ActivationSpec activation)
    {
        CodeWriter writer = context.Writer;
        switch (activation.Kind)
        {
            case ActivationKind.GELU:
                writer.Line($"{v.Name} area = {v.Constant(0.5f)} * ({v.Constant(1)} + {context.Call(MathFunction.Erf, v, $"x * {v.Constant(0.70710678f)}")});");
                writer.Line($"{v.Name} density = {v.Constant(0.39894228f)} * {context.Call(MathFunction.Exp, v, $"x * x * {v.Constant(-0.5f)}")};");
                writer.Line($"{v.Name} slope = {v.MultiplyAdd("x", "density", "area")};");
                break;
            case ActivationKind.SiLU:
                writer.Line($"{v.Name} sigmoid = {context.Call(MathFunction.Sigmoid, v, "x")};");
                writer.Line($"{v.Name} slope = sigmoid * ({v.Constant(1)} + (x * ({v.Constant(1)} - sigmoid)));");
                break;
            default:
                throw new InvalidOperationException($"The gradient of {activation.Kind} is told from its output.");
        }
    }
}
