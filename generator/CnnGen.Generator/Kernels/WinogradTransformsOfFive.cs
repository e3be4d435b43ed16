using CnnGen.Generator.Emission;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Planning;
using static CnnGen.Generator.Kernels.WinogradTransforms;

namespace CnnGen.Generator.Kernels;

/// <summary>
/// Prints the one-dimensional transforms of F(5, 3): Toom and Cook's construction from the points of F(4, 3), 0, ±1, ±2 and ∞, and −½, which of all numbers that could join them
/// leaves the smallest errors.
/// </summary>
internal static class WinogradTransformsOfFive
{
    /// <summary>Bᵀ d: seven values of the input, seven products. The polynomials of F(4, 3) take the factor x + ½, which makes a sum of each two neighbours.</summary>
    public static void Input(CodeWriter writer, VectorType v, string[] d, string[] result, string suffix)
    {
        string[] sums = [.. Enumerable.Range(0, 6).Select(i => CodeWriter.Invariant($"s{i}{suffix}"))];
        for (int i = 0; i < sums.Length; i++) Declare(writer, v, sums[i], v.MultiplyAdd(d[i], v.Constant(0.5f), d[i + 1]));
        WinogradTransforms.Input(writer, v, new WinogradForm(4), sums, [.. result.Take(5), result[6]], suffix);
        Declare(writer, v, result[5], v.MultiplyAdd($"{d[3]} - {d[1]}", v.Constant(-4), $"{d[5]} - {d[3]}"));
    }

    /// <summary>Aᵀ p: seven products, five values of the output.</summary>
    public static void Output(CodeWriter writer, VectorType v, string[] p, string[] result, string suffix)
    {
        (string sum, string difference, string farSum, string farDifference) = ("sum" + suffix, "difference" + suffix, "farSum" + suffix, "farDifference" + suffix);
        Declare(writer, v, sum, $"{p[1]} + {p[2]}");
        Declare(writer, v, difference, $"{p[1]} - {p[2]}");
        Declare(writer, v, farSum, $"{p[3]} + {p[4]}");
        Declare(writer, v, farDifference, $"{p[3]} - {p[4]}");
        string Half(int power, string rest) => v.MultiplyAdd(p[5], v.Constant((power % 2 == 0 ? 1f : -1f) / (1 << power)), rest);
        Declare(writer, v, result[0], $"{p[0]} + {sum} + {farSum} + {p[5]}");
        Declare(writer, v, result[1], v.MultiplyAdd(farDifference, v.Constant(2), Half(1, difference)));
        Declare(writer, v, result[2], v.MultiplyAdd(farSum, v.Constant(4), Half(2, sum)));
        Declare(writer, v, result[3], v.MultiplyAdd(farDifference, v.Constant(8), Half(3, difference)));
        Declare(writer, v, result[4], v.MultiplyAdd(farSum, v.Constant(16), Half(4, $"{sum} + {p[6]}")));
    }

    /// <summary>G g: three weights, seven products.</summary>
    public static void Filter(CodeWriter writer, VectorType v, string[] g, string[] result, string suffix)
    {
        (string sum, string far, string middle) = ("sum" + suffix, "far" + suffix, "middle" + suffix);
        Declare(writer, v, sum, $"{g[0]} + {g[2]}");
        Declare(writer, v, far, v.MultiplyAdd(g[2], v.Constant(4), g[0]));
        Declare(writer, v, middle, $"{g[1]} + {g[1]}");
        Declare(writer, v, result[0], $"{g[0]} * {v.Constant(0.5f)}");
        Declare(writer, v, result[1], $"({sum} + {g[1]}) * {v.Constant(-1f / 9)}");
        Declare(writer, v, result[2], $"({sum} - {g[1]}) * {v.Constant(1f / 3)}");
        Declare(writer, v, result[3], $"({far} + {middle}) * {v.Constant(1f / 60)}");
        Declare(writer, v, result[4], $"({far} - {middle}) * {v.Constant(-1f / 36)}");
        Declare(writer, v, result[5], v.MultiplyAdd(g[0], v.Constant(-32f / 45), v.MultiplyAdd(g[1], v.Constant(16f / 45), $"{g[2]} * {v.Constant(-8f / 45)}")));
        Declare(writer, v, result[6], g[2]);
    }

    /// <summary>A δ: five gradients of the output, seven products; the output transform turned round.</summary>
    public static void Gradient(CodeWriter writer, VectorType v, string[] y, string[] result, string suffix)
    {
        (string even, string odd, string farEven, string farOdd, string halfEven, string halfOdd) =
            ("even" + suffix, "odd" + suffix, "farEven" + suffix, "farOdd" + suffix, "halfEven" + suffix, "halfOdd" + suffix);
        Declare(writer, v, even, $"{y[0]} + {y[2]} + {y[4]}");
        Declare(writer, v, odd, $"{y[1]} + {y[3]}");
        Declare(writer, v, farEven, v.MultiplyAdd(y[4], v.Constant(16), v.MultiplyAdd(y[2], v.Constant(4), y[0])));
        Declare(writer, v, farOdd, v.MultiplyAdd(y[3], v.Constant(8), $"{y[1]} + {y[1]}"));
        Declare(writer, v, halfEven, v.MultiplyAdd(y[4], v.Constant(1f / 16), v.MultiplyAdd(y[2], v.Constant(0.25f), y[0])));
        Declare(writer, v, halfOdd, v.MultiplyAdd(y[3], v.Constant(0.25f), y[1]));
        Declare(writer, v, result[0], y[0]);
        Declare(writer, v, result[1], $"{even} + {odd}");
        Declare(writer, v, result[2], $"{even} - {odd}");
        Declare(writer, v, result[3], $"{farEven} + {farOdd}");
        Declare(writer, v, result[4], $"{farEven} - {farOdd}");
        Declare(writer, v, result[5], v.MultiplyAdd(halfOdd, v.Constant(-0.5f), halfEven));
        Declare(writer, v, result[6], y[4]);
    }

    /// <summary>Gᵀ u: seven sums of products, three weights; the filter transform turned round.</summary>
    public static void FilterGradient(CodeWriter writer, VectorType v, string[] u, string[] result, string suffix)
    {
        (string one, string minusOne, string two, string minusTwo, string half) = ("one" + suffix, "minusOne" + suffix, "two" + suffix, "minusTwo" + suffix, "half" + suffix);
        Declare(writer, v, one, $"{u[1]} * {v.Constant(-1f / 9)}");
        Declare(writer, v, minusOne, $"{u[2]} * {v.Constant(1f / 3)}");
        Declare(writer, v, two, $"{u[3]} * {v.Constant(1f / 60)}");
        Declare(writer, v, minusTwo, $"{u[4]} * {v.Constant(-1f / 36)}");
        Declare(writer, v, half, $"{u[5]} * {v.Constant(-32f / 45)}");
        Declare(writer, v, result[0], v.MultiplyAdd(u[0], v.Constant(0.5f), $"{one} + {minusOne} + {two} + {minusTwo} + {half}"));
        Declare(writer, v, result[1], v.MultiplyAdd(half, v.Constant(-0.5f), v.MultiplyAdd($"{two} - {minusTwo}", v.Constant(2), $"{one} - {minusOne}")));
        Declare(writer, v, result[2], v.MultiplyAdd(half, v.Constant(0.25f), v.MultiplyAdd($"{two} + {minusTwo}", v.Constant(4), $"{one} + {minusOne} + {u[6]}")));
    }
}
