using CnnGen.Generator.Emission;
using CnnGen.Generator.Isa;
using static CnnGen.Generator.Kernels.WinogradTransforms;

namespace CnnGen.Generator.Kernels;

/// <summary>
/// Prints the one-dimensional transforms of F(6, 3): Toom and Cook's construction from the points 0, ±1, ±2, ±½, ∞. The points of a pair share their even and their odd powers,
/// so that each pair costs a sum and a difference more than one point.
/// </summary>
internal static class WinogradTransformsOfSix
{
    /// <summary>Bᵀ d: eight values of the input, eight products.</summary>
    public static void Input(CodeWriter writer, VectorType v, string[] d, string[] result, string suffix)
    {
        Declare(writer, v, result[0], v.MultiplyAdd($"{d[4]} - {d[2]}", v.Constant(5.25f), $"{d[0]} - {d[6]}"));
        Pair(
            writer, v, result, 1, string.Empty, suffix,
            v.MultiplyAdd(d[4], v.Constant(-4.25f), $"{d[2]} + {d[6]}"),
            v.MultiplyAdd(d[3], v.Constant(-4.25f), $"{d[1]} + {d[5]}"));
        Pair(
            writer, v, result, 3, "far", suffix,
            v.MultiplyAdd(d[2], v.Constant(0.25f), v.MultiplyAdd(d[4], v.Constant(-1.25f), d[6])),
            v.MultiplyAdd(d[1], v.Constant(0.5f), v.MultiplyAdd(d[3], v.Constant(-2.5f), $"{d[5]} * {v.Constant(2)}")));
        Pair(
            writer, v, result, 5, "near", suffix,
            v.MultiplyAdd(d[2], v.Constant(4), v.MultiplyAdd(d[4], v.Constant(-5), d[6])),
            v.MultiplyAdd(d[1], v.Constant(2), v.MultiplyAdd(d[3], v.Constant(-2.5f), $"{d[5]} * {v.Constant(0.5f)}")));
        Declare(writer, v, result[7], v.MultiplyAdd($"{d[3]} - {d[5]}", v.Constant(5.25f), $"{d[7]} - {d[1]}"));
    }

    /// <summary>Aᵀ p: eight products, six values of the output.</summary>
    public static void Output(CodeWriter writer, VectorType v, string[] p, string[] result, string suffix)
    {
        (string[] sums, string[] differences) = Pairs(writer, v, p, suffix);
        Declare(writer, v, result[0], $"{p[0]} + {sums[0]} + {sums[1]} + {sums[2]}");
        for (int power = 1; power < 6; power++)
        {
            string[] terms = power % 2 == 0 ? sums : differences;
            string first = power == 5 ? $"{terms[0]} + {p[7]}" : terms[0];
            float scale = 1 << power;
            Declare(writer, v, result[power], v.MultiplyAdd(terms[1], v.Constant(scale), v.MultiplyAdd(terms[2], v.Constant(1 / scale), first)));
        }
    }

    /// <summary>G g: three weights, eight products.</summary>
    public static void Filter(CodeWriter writer, VectorType v, string[] g, string[] result, string suffix)
    {
        Declare(writer, v, result[0], g[0]);
        Pair(writer, v, result, 1, string.Empty, suffix, $"({g[0]} + {g[2]}) * {v.Constant(-2f / 9)}", $"{g[1]} * {v.Constant(-2f / 9)}");
        Pair(writer, v, result, 3, "far", suffix, v.MultiplyAdd(g[0], v.Constant(1f / 90), $"{g[2]} * {v.Constant(2f / 45)}"), $"{g[1]} * {v.Constant(1f / 45)}");
        Pair(writer, v, result, 5, "near", suffix, v.MultiplyAdd(g[0], v.Constant(32f / 45), $"{g[2]} * {v.Constant(8f / 45)}"), $"{g[1]} * {v.Constant(16f / 45)}");
        Declare(writer, v, result[7], g[2]);
    }

    /// <summary>A δ: six gradients of the output, eight products; the output transform turned round.</summary>
    public static void Gradient(CodeWriter writer, VectorType v, string[] y, string[] result, string suffix)
    {
        string Even(float square) => v.MultiplyAdd(y[4], v.Constant(square * square), v.MultiplyAdd(y[2], v.Constant(square), y[0]));
        string Odd(float x) => v.MultiplyAdd(y[5], v.Constant(x * x * x * x * x), v.MultiplyAdd(y[3], v.Constant(x * x * x), $"{y[1]} * {v.Constant(x)}"));
        Declare(writer, v, result[0], y[0]);
        Pair(writer, v, result, 1, string.Empty, suffix, $"{y[0]} + {y[2]} + {y[4]}", $"{y[1]} + {y[3]} + {y[5]}");
        Pair(writer, v, result, 3, "far", suffix, Even(4), Odd(2));
        Pair(writer, v, result, 5, "near", suffix, Even(0.25f), Odd(0.5f));
        Declare(writer, v, result[7], y[5]);
    }

    /// <summary>Gᵀ u: eight sums of products, three weights; the filter transform turned round.</summary>
    public static void FilterGradient(CodeWriter writer, VectorType v, string[] u, string[] result, string suffix)
    {
        (string[] sums, string[] differences) = Pairs(writer, v, u, suffix);
        Declare(writer, v, result[0], v.MultiplyAdd(sums[0], v.Constant(-2f / 9), v.MultiplyAdd(sums[1], v.Constant(1f / 90), v.MultiplyAdd(sums[2], v.Constant(32f / 45), u[0]))));
        Declare(writer, v, result[1], v.MultiplyAdd(differences[0], v.Constant(-2f / 9), v.MultiplyAdd(differences[1], v.Constant(1f / 45), $"{differences[2]} * {v.Constant(16f / 45)}")));
        Declare(writer, v, result[2], v.MultiplyAdd(sums[0], v.Constant(-2f / 9), v.MultiplyAdd(sums[1], v.Constant(2f / 45), v.MultiplyAdd(sums[2], v.Constant(8f / 45), u[7]))));
    }

    /// <summary>Sums and differences of what belongs to x and to −x, of 1, 2 and ½.</summary>
    private static (string[] Sums, string[] Differences) Pairs(CodeWriter writer, VectorType v, string[] p, string suffix)
    {
        string[] sums = new string[3];
        string[] differences = new string[3];
        foreach ((int pair, string name) in new[] { (0, string.Empty), (1, "far"), (2, "near") })
        {
            (sums[pair], differences[pair]) = (Named(name, "sum", suffix), Named(name, "difference", suffix));
            Declare(writer, v, sums[pair], $"{p[1 + (2 * pair)]} + {p[2 + (2 * pair)]}");
            Declare(writer, v, differences[pair], $"{p[1 + (2 * pair)]} - {p[2 + (2 * pair)]}");
        }

        return (sums, differences);
    }

    /// <summary>The values at x and −x, from even and odd powers.</summary>
    private static void Pair(CodeWriter writer, VectorType v, string[] result, int first, string name, string suffix, string even, string odd)
    {
        (string evenName, string oddName) = (Named(name, "even", suffix), Named(name, "odd", suffix));
        Declare(writer, v, evenName, even);
        Declare(writer, v, oddName, odd);
        Declare(writer, v, result[first], $"{evenName} + {oddName}");
        Declare(writer, v, result[first + 1], $"{evenName} - {oddName}");
    }

    private static string Named(string pair, string what, string suffix) => (pair.Length == 0 ? what : pair + KernelText.Capital(what)) + suffix;
}
