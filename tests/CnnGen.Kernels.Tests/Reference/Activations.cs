using CnnGen.Generator.Model;
using static CnnGen.Kernels.Tests.Reference.SpecialFunctions;

namespace CnnGen.Kernels.Tests.Reference;

/// <summary>Every activation and its derivative; softmax and log-softmax over rows, that is over the last axis.</summary>
internal static class Activations
{
    /// <summary>Whether the derivative jumps at 0, so that rounding can choose a side.</summary>
    public static bool HasGate(ActivationKind kind, double parameter) =>
        kind is ActivationKind.ReLU || (kind is ActivationKind.LeakyReLU or ActivationKind.ELU && parameter != 1);

    public static bool IsOverRows(ActivationKind kind) => kind is ActivationKind.Softmax or ActivationKind.LogSoftmax;

    /// <summary>f(x) of every value.</summary>
    /// <param name="kind">The function.</param>
    /// <param name="parameter">Slope of LeakyReLU, alpha of ELU.</param>
    /// <param name="rowLength">Length of the last axis.</param>
    /// <param name="input">Values.</param>
    public static double[] Forward(ActivationKind kind, double parameter, int rowLength, double[] input) => kind switch
    {
        ActivationKind.Softmax => [.. LogSoftmax(rowLength, input).Select(Math.Exp)],
        ActivationKind.LogSoftmax => LogSoftmax(rowLength, input),
        _ => [.. input.Select(x => Value(kind, parameter, x))],
    };

    /// <summary>∂L/∂x from ∂L/∂y.</summary>
    /// <param name="kind">The function.</param>
    /// <param name="parameter">Slope of LeakyReLU, alpha of ELU.</param>
    /// <param name="rowLength">Length of the last axis.</param>
    /// <param name="input">What went in.</param>
    /// <param name="outputGradient">∂L/∂y.</param>
    /// <param name="gates">Which side of 0 each value is on, true the positive one; by its sign where null, 0 on the negative side.</param>
    public static double[] Backward(ActivationKind kind, double parameter, int rowLength, double[] input, double[] outputGradient, bool[]? gates = null) => kind switch
    {
        ActivationKind.Softmax or ActivationKind.LogSoftmax => RowBackward(kind, rowLength, input, outputGradient),
        _ => [.. input.Select((x, i) => outputGradient[i] * Derivative(kind, parameter, x, gates is null ? x > 0 : gates[i]))],
    };

    private static double Value(ActivationKind kind, double parameter, double x) => kind switch
    {
        ActivationKind.None => x,
        ActivationKind.ReLU => Math.Max(x, 0),
        ActivationKind.LeakyReLU => x > 0 ? x : parameter * x,
        ActivationKind.ELU => x > 0 ? x : parameter * ExpMinusOne(x),
        ActivationKind.GELU => x * NormalDistribution(x),
        ActivationKind.SiLU => x * Sigmoid(x),
        ActivationKind.Softplus => Math.Max(x, 0) + LogOnePlus(Math.Exp(-Math.Abs(x))),
        ActivationKind.Sigmoid => Sigmoid(x),
        ActivationKind.Tanh => Math.Tanh(x),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "The reference has no such activation of one value."),
    };

    private static double Derivative(ActivationKind kind, double parameter, double x, bool isPositive) => kind switch
    {
        ActivationKind.None => 1,
        ActivationKind.ReLU => isPositive ? 1 : 0,
        ActivationKind.LeakyReLU => isPositive ? 1 : parameter,
        ActivationKind.ELU => isPositive ? 1 : parameter * Math.Exp(Math.Min(x, 0)),
        ActivationKind.GELU => NormalDistribution(x) + (x * NormalDensity(x)),
        ActivationKind.SiLU => Sigmoid(x) + (x * Sigmoid(x) * Sigmoid(-x)),
        ActivationKind.Softplus => Sigmoid(x),
        ActivationKind.Sigmoid => Sigmoid(x) * Sigmoid(-x),
        ActivationKind.Tanh => 1 / (Math.Cosh(x) * Math.Cosh(x)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "The reference has no such activation of one value."),
    };

    /// <summary>1 / (1 + exp(−x)) without overflow.</summary>
    public static double Sigmoid(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    /// <summary>xᵢ − max − ln Σⱼ exp(xⱼ − max), row by row.</summary>
    public static double[] LogSoftmax(int rowLength, double[] input)
    {
        var output = new double[input.Length];
        for (int start = 0; start < input.Length; start += rowLength)
        {
            double[] row = input[start..(start + rowLength)];
            double largest = row.Max();
            double logarithm = Math.Log(row.Sum(x => Math.Exp(x - largest)));
            for (int i = 0; i < rowLength; i++) output[start + i] = row[i] - largest - logarithm;
        }

        return output;
    }

    // With p the softmax: of softmax ∂L/∂xᵢ = pᵢ (gᵢ − Σⱼ gⱼ pⱼ), of log-softmax ∂L/∂xᵢ = gᵢ − pᵢ Σⱼ gⱼ.
    private static double[] RowBackward(ActivationKind kind, int rowLength, double[] input, double[] outputGradient)
    {
        double[] probabilities = Forward(ActivationKind.Softmax, 0, rowLength, input);
        var inputGradient = new double[input.Length];
        for (int start = 0; start < input.Length; start += rowLength)
        {
            double sum = 0;
            for (int i = start; i < start + rowLength; i++) sum += outputGradient[i] * (kind == ActivationKind.Softmax ? probabilities[i] : 1);
            for (int i = start; i < start + rowLength; i++)
            {
                inputGradient[i] = kind == ActivationKind.Softmax ? probabilities[i] * (outputGradient[i] - sum) : outputGradient[i] - (probabilities[i] * sum);
            }
        }

        return inputGradient;
    }

    /// <summary>Φ(x) = erfc(−x/√2) / 2.</summary>
    private static double NormalDistribution(double x) => Erfc(-x / Math.Sqrt(2)) / 2;

    private static double NormalDensity(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
}
