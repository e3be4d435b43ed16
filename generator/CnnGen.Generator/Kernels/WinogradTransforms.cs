using CnnGen.Generator.Emission;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Planning;

namespace CnnGen.Generator.Kernels;

/// <summary>
/// Prints the one-dimensional transforms of F(2, 3) and F(4, 3) as Lavin and Gray give them (arXiv 1509.09308, sections 4.1 and 4.3;
/// the interpolation points are 0, ±1, ∞ and 0, ±1, ±2, ∞), with what rows share computed once; and those of F(2, 2) and F(4, 2), by the same construction
/// (Toom and Cook) from the points 0, 1, ∞ and 0, ±1, 2, ∞. Filters with a weight less than r have no product at ∞.
/// <see cref="WinogradTransformsOfFive"/> has those of F(5, 3), <see cref="WinogradTransformsOfSix"/> those of F(6, 3).
/// </summary>
internal static class WinogradTransforms
{
    /// <summary>Bᵀ d: values of the input, one for each product.</summary>
    /// <param name="d">Names of the values.</param>
    /// <param name="result">Names of the results.</param>
    /// <param name="suffix">Tells the names of what is shared apart from those of other transforms.</param>
    public static void Input(CodeWriter writer, VectorType v, WinogradForm form, string[] d, string[] result, string suffix)
    {
        if (form.Taps == 2) InputOfTwo(writer, v, form, d, result, suffix);
        else if (form.Outputs == 5) WinogradTransformsOfFive.Input(writer, v, d, result, suffix);
        else if (form.Outputs == 6) WinogradTransformsOfSix.Input(writer, v, d, result, suffix);
        else InputOfThree(writer, v, form, d, result, suffix);
    }

    private static void InputOfTwo(CodeWriter writer, VectorType v, WinogradForm form, string[] d, string[] result, string suffix)
    {
        if (form.Outputs == 2)
        {
            Declare(writer, v, result[0], $"{d[0]} - {d[1]}");
            Declare(writer, v, result[1], d[1]);
            Declare(writer, v, result[2], $"{d[2]} - {d[1]}");
            return;
        }

        string step = "step" + suffix;
        string even = "even" + suffix;
        Declare(writer, v, step, $"{d[3]} - {d[1]}");
        Declare(writer, v, even, $"{d[4]} - {d[2]}");
        Declare(writer, v, result[0], v.MultiplyAdd($"{d[0]} - {d[2]}", v.Constant(2), step));
        Declare(writer, v, result[1], $"{v.MultiplyAdd(d[1], v.Constant(-2), d[3])} - {d[2]}");
        Declare(writer, v, result[2], v.MultiplyAdd(d[2], v.Constant(-3), v.MultiplyAdd(d[1], v.Constant(2), d[3])));
        Declare(writer, v, result[3], step);
        Declare(writer, v, result[4], v.MultiplyAdd(step, v.Constant(-2), even));
    }

    private static void InputOfThree(CodeWriter writer, VectorType v, WinogradForm form, string[] d, string[] result, string suffix)
    {
        if (form.Outputs == 2)
        {
            Declare(writer, v, result[0], $"{d[0]} - {d[2]}");
            Declare(writer, v, result[1], $"{d[1]} + {d[2]}");
            Declare(writer, v, result[2], $"{d[2]} - {d[1]}");
            Declare(writer, v, result[3], $"{d[1]} - {d[3]}");
            return;
        }

        string even = "even" + suffix;
        string odd = "odd" + suffix;
        string near = "near" + suffix;
        string step = "step" + suffix;
        Declare(writer, v, even, v.MultiplyAdd(d[2], v.Constant(-4), d[4]));
        Declare(writer, v, odd, v.MultiplyAdd(d[1], v.Constant(-4), d[3]));
        Declare(writer, v, near, $"{d[4]} - {d[2]}");
        Declare(writer, v, step, $"{d[3]} - {d[1]}");
        Declare(writer, v, result[0], v.MultiplyAdd($"{d[0]} - {d[2]}", v.Constant(4), near));
        Declare(writer, v, result[1], $"{even} + {odd}");
        Declare(writer, v, result[2], $"{even} - {odd}");
        Declare(writer, v, result[3], v.MultiplyAdd(step, v.Constant(2), near));
        Declare(writer, v, result[4], v.MultiplyAdd(step, v.Constant(-2), near));
        Declare(writer, v, result[5], v.MultiplyAdd(step, v.Constant(-4), $"{d[5]} - {d[3]}"));
    }

    /// <summary>Aᵀ p: products, one for each row or column of the output.</summary>
    public static void Output(CodeWriter writer, VectorType v, WinogradForm form, string[] p, string[] result, string suffix)
    {
        if (form.Taps == 2) OutputOfTwo(writer, v, form, p, result, suffix);
        else if (form.Outputs == 5) WinogradTransformsOfFive.Output(writer, v, p, result, suffix);
        else if (form.Outputs == 6) WinogradTransformsOfSix.Output(writer, v, p, result, suffix);
        else OutputOfThree(writer, v, form, p, result, suffix);
    }

    private static void OutputOfTwo(CodeWriter writer, VectorType v, WinogradForm form, string[] p, string[] result, string suffix)
    {
        if (form.Outputs == 2)
        {
            Declare(writer, v, result[0], $"{p[0]} + {p[1]}");
            Declare(writer, v, result[1], $"{p[1]} + {p[2]}");
            return;
        }

        string pair = "pair" + suffix;
        string odd = "odd" + suffix;
        Declare(writer, v, pair, $"{p[1]} + {p[2]}");
        Declare(writer, v, odd, $"{p[1]} - {p[2]}");
        Declare(writer, v, result[0], $"{p[0]} + {pair} + {p[3]}");
        Declare(writer, v, result[1], v.MultiplyAdd(p[3], v.Constant(2), odd));
        Declare(writer, v, result[2], v.MultiplyAdd(p[3], v.Constant(4), pair));
        Declare(writer, v, result[3], v.MultiplyAdd(p[3], v.Constant(8), $"{odd} + {p[4]}"));
    }

    private static void OutputOfThree(CodeWriter writer, VectorType v, WinogradForm form, string[] p, string[] result, string suffix)
    {
        if (form.Outputs == 2)
        {
            Declare(writer, v, result[0], $"{p[0]} + {p[1]} + {p[2]}");
            Declare(writer, v, result[1], $"{p[1]} - {p[2]} - {p[3]}");
            return;
        }

        string sum = "sum" + suffix;
        string difference = "difference" + suffix;
        string farSum = "farSum" + suffix;
        string farDifference = "farDifference" + suffix;
        Declare(writer, v, sum, $"{p[1]} + {p[2]}");
        Declare(writer, v, difference, $"{p[1]} - {p[2]}");
        Declare(writer, v, farSum, $"{p[3]} + {p[4]}");
        Declare(writer, v, farDifference, $"{p[3]} - {p[4]}");
        Declare(writer, v, result[0], $"{p[0]} + {sum} + {farSum}");
        Declare(writer, v, result[1], v.MultiplyAdd(farDifference, v.Constant(2), difference));
        Declare(writer, v, result[2], v.MultiplyAdd(farSum, v.Constant(4), sum));
        Declare(writer, v, result[3], v.MultiplyAdd(farDifference, v.Constant(8), $"{difference} + {p[5]}"));
    }

    /// <summary>G g: the weights of a row or column of a filter, one for each product; with a weight less than r, all products but the last.</summary>
    public static void Filter(CodeWriter writer, VectorType v, WinogradForm form, string[] g, string[] result, string suffix)
    {
        if (form.IsLarge)
        {
            if (form.Outputs == 5) WinogradTransformsOfFive.Filter(writer, v, g, result, suffix);
            else WinogradTransformsOfSix.Filter(writer, v, g, result, suffix);
            return;
        }

        if (form.Taps == 2) FilterOfTwo(writer, v, form, g, result);
        else FilterOfThree(writer, v, form, g, result, suffix);
        if (g.Length == form.Taps) Declare(writer, v, result[result.Length - 1], g[g.Length - 1]);
    }

    private static void FilterOfTwo(CodeWriter writer, VectorType v, WinogradForm form, string[] g, string[] result)
    {
        string Point(int point, float share) => g.Length == 1 ? $"{g[0]} * {v.Constant(share)}" : point switch
        {
            1 => $"({g[0]} + {g[1]}) * {v.Constant(share)}",
            -1 => $"({g[0]} - {g[1]}) * {v.Constant(share)}",
            _ => $"({v.MultiplyAdd(g[1], v.Constant(point), g[0])}) * {v.Constant(share)}",
        };
        if (form.Outputs == 2)
        {
            Declare(writer, v, result[0], g[0]);
            Declare(writer, v, result[1], g.Length == 1 ? g[0] : $"{g[0]} + {g[1]}");
            return;
        }

        Declare(writer, v, result[0], $"{g[0]} * {v.Constant(0.5f)}");
        Declare(writer, v, result[1], Point(1, -0.5f));
        Declare(writer, v, result[2], Point(-1, -1f / 6));
        Declare(writer, v, result[3], Point(2, 1f / 6));
    }

    private static void FilterOfThree(CodeWriter writer, VectorType v, WinogradForm form, string[] g, string[] result, string suffix)
    {
        bool isWhole = g.Length == 3;
        string sum = "sum" + suffix;
        string middle = "middle" + suffix;
        string ends = isWhole ? $"({g[0]} + {g[2]})" : g[0];
        if (form.Outputs == 2)
        {
            Declare(writer, v, sum, $"{ends} * {v.Constant(0.5f)}");
            Declare(writer, v, middle, $"{g[1]} * {v.Constant(0.5f)}");
            Declare(writer, v, result[0], g[0]);
            Declare(writer, v, result[1], $"{sum} + {middle}");
            Declare(writer, v, result[2], $"{sum} - {middle}");
            return;
        }

        string far = "far" + suffix;
        string farMiddle = "farMiddle" + suffix;
        Declare(writer, v, sum, $"{ends} * {v.Constant(-1f / 6)}");
        Declare(writer, v, middle, $"{g[1]} * {v.Constant(-1f / 6)}");
        Declare(writer, v, far, isWhole ? v.MultiplyAdd(g[0], v.Constant(1f / 24), $"{g[2]} * {v.Constant(1f / 6)}") : $"{g[0]} * {v.Constant(1f / 24)}");
        Declare(writer, v, farMiddle, $"{g[1]} * {v.Constant(1f / 12)}");
        Declare(writer, v, result[0], $"{g[0]} * {v.Constant(0.25f)}");
        Declare(writer, v, result[1], $"{sum} + {middle}");
        Declare(writer, v, result[2], $"{sum} - {middle}");
        Declare(writer, v, result[3], $"{far} + {farMiddle}");
        Declare(writer, v, result[4], $"{far} - {farMiddle}");
    }

    /// <summary>A δ: gradients of a row or column of the output, one for each product; the output transform turned round.</summary>
    public static void Gradient(CodeWriter writer, VectorType v, WinogradForm form, string[] y, string[] result, string suffix)
    {
        if (form.IsLarge)
        {
            if (form.Outputs == 5) WinogradTransformsOfFive.Gradient(writer, v, y, result, suffix);
            else WinogradTransformsOfSix.Gradient(writer, v, y, result, suffix);
            return;
        }

        if (form.Outputs == 2)
        {
            Declare(writer, v, result[0], y[0]);
            Declare(writer, v, result[1], $"{y[0]} + {y[1]}");
            Declare(writer, v, result[2], $"{y[0]} - {y[1]}");
            Declare(writer, v, result[3], $"-{y[1]}");
            return;
        }

        string even = "even" + suffix;
        string odd = "odd" + suffix;
        string farEven = "farEven" + suffix;
        string farOdd = "farOdd" + suffix;
        Declare(writer, v, even, $"{y[0]} + {y[2]}");
        Declare(writer, v, odd, $"{y[1]} + {y[3]}");
        Declare(writer, v, farEven, v.MultiplyAdd(y[2], v.Constant(4), y[0]));
        Declare(writer, v, farOdd, v.MultiplyAdd(y[3], v.Constant(8), $"{y[1]} + {y[1]}"));
        Declare(writer, v, result[0], y[0]);
        Declare(writer, v, result[1], $"{even} + {odd}");
        Declare(writer, v, result[2], $"{even} - {odd}");
        Declare(writer, v, result[3], $"{farEven} + {farOdd}");
        Declare(writer, v, result[4], $"{farEven} - {farOdd}");
        Declare(writer, v, result[5], y[3]);
    }

    /// <summary>Gᵀ u: sums of products, one for each of the three weights of a row or column of a filter; the filter transform turned round.</summary>
    public static void FilterGradient(CodeWriter writer, VectorType v, WinogradForm form, string[] u, string[] result, string suffix)
    {
        if (form.IsLarge)
        {
            if (form.Outputs == 5) WinogradTransformsOfFive.FilterGradient(writer, v, u, result, suffix);
            else WinogradTransformsOfSix.FilterGradient(writer, v, u, result, suffix);
            return;
        }

        string sum = "sum" + suffix;
        string difference = "difference" + suffix;
        if (form.Outputs == 2)
        {
            Declare(writer, v, sum, $"({u[1]} + {u[2]}) * {v.Constant(0.5f)}");
            Declare(writer, v, difference, $"({u[1]} - {u[2]}) * {v.Constant(0.5f)}");
            Declare(writer, v, result[0], $"{u[0]} + {sum}");
            Declare(writer, v, result[1], difference);
            Declare(writer, v, result[2], $"{u[3]} + {sum}");
            return;
        }

        string farSum = "farSum" + suffix;
        string farDifference = "farDifference" + suffix;
        Declare(writer, v, sum, $"({u[1]} + {u[2]}) * {v.Constant(-1f / 6)}");
        Declare(writer, v, difference, $"({u[2]} - {u[1]}) * {v.Constant(1f / 6)}");
        Declare(writer, v, farSum, $"{u[3]} + {u[4]}");
        Declare(writer, v, farDifference, $"{u[3]} - {u[4]}");
        Declare(writer, v, result[0], v.MultiplyAdd(u[0], v.Constant(0.25f), v.MultiplyAdd(farSum, v.Constant(1f / 24), sum)));
        Declare(writer, v, result[1], v.MultiplyAdd(farDifference, v.Constant(1f / 12), difference));
        Declare(writer, v, result[2], v.MultiplyAdd(farSum, v.Constant(1f / 6), $"{sum} + {u[5]}"));
    }

    /// <summary>Writes a vector's value under a name.</summary>
    public static void Declare(CodeWriter writer, VectorType v, string name, string value) => writer.Line($"{v.Name} {name} = {value};");
}
