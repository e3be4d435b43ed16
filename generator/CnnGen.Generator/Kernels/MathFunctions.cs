using CnnGen.Generator.Emission;
using CnnGen.Generator.Isa;

namespace CnnGen.Generator.Kernels;

/// <summary>Functions of a vector that .NET has no single instruction for. In the order in which they may call one another.</summary>
internal enum MathFunction
{
    Exp,
    Expm1,
    Log,
    Log1p,
    Erf,
    Sigmoid,
    Tanh,
}

/// <summary>Prints vector functions from polynomials: a few units in the last place, on every instruction set.</summary>
internal static class MathFunctions
{
    /// <summary>Writes the functions asked for, and those that they ask for.</summary>
    public static void Emit(KernelContext context)
    {
        var done = new HashSet<(MathFunction, int)>();
        while (context.Functions.Except(done).Select(need => ((MathFunction Function, int Lanes)?)need).FirstOrDefault() is { } next)
        {
            done.Add(next);
            Emit(context, next.Function, new VectorType(context.Isa, next.Lanes));
        }
    }

    private static void Emit(KernelContext context, MathFunction function, VectorType v)
    {
        CodeWriter writer = context.Writer;
        writer.Line();
        writer.Line($"/// <summary>{Summary(function)}</summary>");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        using (writer.Open($"private static {v.Name} {function}({v.Name} x)"))
        {
            switch (function)
            {
                case MathFunction.Exp: EmitExp(writer, v, minusOne: false); break;
                case MathFunction.Expm1: EmitExp(writer, v, minusOne: true); break;
                case MathFunction.Log: EmitLog(writer, v); break;
                case MathFunction.Log1p: EmitLog1p(context, v); break;
                case MathFunction.Erf: EmitErf(writer, v); break;
                case MathFunction.Sigmoid:
                    writer.Line($"return {v.Constant(1)} / ({v.Constant(1)} + {context.Call(MathFunction.Exp, v, "-x")});");
                    break;
                default: EmitTanh(context, v); break;
            }
        }
    }

    private static string Summary(MathFunction function) => function switch
    {
        MathFunction.Exp => "exp(x) = 2ⁿ · exp(r), n = round(x / ln 2), r = x − n · ln 2 (Cephes, expf); infinite above 88.7, zero below −103.",
        MathFunction.Expm1 => "exp(x) − 1 without losing what is near zero: 2ⁿ · (exp(r) − 1) + (2ⁿ − 1).",
        MathFunction.Log => "ln(x) for normal x above zero: x = 2ᵉ · m, ln m by a polynomial around 1 (Cephes, logf).",
        MathFunction.Log1p => "ln(1 + x) for x from 0 to 1: ln(w) · x / (w − 1) with w = 1 + x rounded (Goldberg 1991, theorem 4).",
        MathFunction.Erf => "erf(x) = x · P(x²) / Q(x²) for |x| up to 4, ±1 beyond.",
        MathFunction.Sigmoid => "1 / (1 + exp(−x)).",
        _ => "tanh(x): an odd polynomial for |x| below 0.625, 1 − 2 / (exp(2 |x|) + 1) with the sign of x beyond (Cephes, tanhf).",
    };

    private static void EmitExp(CodeWriter writer, VectorType v, bool minusOne)
    {
        writer.Line($"x = {v.Max(v.Constant(-104f), v.Min(v.Constant(89f), "x"))};");
        writer.Line($"{v.Name} n = {v.Round($"x * {v.Constant(1.44269504f)}")};");
        writer.Line($"{v.Name} r = {v.MultiplyAdd("n", v.Constant(2.12194440e-4f), v.MultiplyAdd("n", v.Constant(-0.693359375f), "x"))};");
        EmitPolynomial(writer, v, "p", "r", 1.9875691500e-4f, 1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f);
        writer.Line($"p = {v.MultiplyAdd("p", "r * r", "r")};");
        writer.Line("// 2ⁿ in two factors, so that results below the normal range and above the largest float come out right.");
        writer.Line($"{v.Class}<int> exponent = {v.ToInt32("n")};");
        writer.Line($"{v.Class}<int> half = {v.Class}.ShiftRightArithmetic(exponent, 1);");
        writer.Line($"{v.Name} scale = {v.Class}.ShiftLeft(half + {v.BroadcastInteger("127")}, 23).AsSingle();");
        writer.Line($"{v.Name} rest = {v.Class}.ShiftLeft(exponent - half + {v.BroadcastInteger("127")}, 23).AsSingle();");
        writer.Line(minusOne
            ? $"return (p * scale * rest) + ((scale * rest) - {v.Constant(1)});"
            : $"return (p + {v.Constant(1)}) * scale * rest;");
    }

    private static void EmitLog(CodeWriter writer, VectorType v)
    {
        writer.Line("// Mantissa in [0.5, 1), then in [√½, √2) around 1.");
        writer.Line($"{v.Class}<int> bits = x.AsInt32();");
        writer.Line($"{v.Name} exponent = {v.FromInt32($"{v.Class}.ShiftRightLogical(bits, 23) - {v.BroadcastInteger("126")}")};");
        writer.Line($"{v.Name} mantissa = ((bits & {v.BroadcastInteger("0x007FFFFF")}) | {v.BroadcastInteger("0x3F000000")}).AsSingle();");
        writer.Line($"{v.Name} small = {v.Greater(v.Constant(0.70710678f), "mantissa")};");
        writer.Line($"exponent -= {v.Select("small", v.Constant(1), v.Zero)};");
        writer.Line($"{v.Name} t = {v.Select("small", "mantissa + mantissa", "mantissa")} - {v.Constant(1)};");
        writer.Line($"{v.Name} square = t * t;");
        EmitPolynomial(
            writer, v, "p", "t", 7.0376836292e-2f, -1.1514610310e-1f, 1.1676998740e-1f, -1.2420140846e-1f, 1.4249322787e-1f, -1.6668057665e-1f, 2.0000714765e-1f,
            -2.4999993993e-1f, 3.3333331174e-1f);
        writer.Line($"p = {v.MultiplyAdd("exponent", v.Constant(-2.12194440e-4f), "p * t * square")};");
        writer.Line($"p = {v.MultiplyAdd("square", v.Constant(-0.5f), "p")};");
        writer.Line($"return {v.MultiplyAdd("exponent", v.Constant(0.693359375f), "t + p")};");
    }

    private static void EmitLog1p(KernelContext context, VectorType v)
    {
        CodeWriter writer = context.Writer;
        writer.Line($"{v.Name} w = {v.Constant(1)} + x;");
        writer.Line($"{v.Name} d = w - {v.Constant(1)};");
        writer.Line($"return {v.Select(v.AreEqual("d", v.Zero), "x", $"{context.Call(MathFunction.Log, v, "w")} * (x / d)")};");
    }

    private static void EmitErf(CodeWriter writer, VectorType v)
    {
        writer.Line($"x = {v.Max(v.Constant(-4f), v.Min(v.Constant(4f), "x"))};");
        writer.Line($"{v.Name} square = x * x;");
        EmitPolynomial(
            writer, v, "p", "square", -2.72614225801306e-10f, 2.77068142495902e-08f, -2.10102402082508e-06f, -5.69250639462346e-05f, -7.34990630326855e-04f, -2.95459980854025e-03f,
            -1.60960333262415e-02f);
        EmitPolynomial(writer, v, "q", "square", -1.45660718464996e-05f, -2.13374055278905e-04f, -1.68282697438203e-03f, -7.37332916720468e-03f, -1.42647390514189e-02f);
        writer.Line("return x * p / q;");
    }

    private static void EmitTanh(KernelContext context, VectorType v)
    {
        CodeWriter writer = context.Writer;
        writer.Line($"{v.Name} square = x * x;");
        EmitPolynomial(writer, v, "p", "square", -5.70498872745e-3f, 2.06390887954e-2f, -5.37397155531e-2f, 1.33314422036e-1f, -3.33332819422e-1f);
        writer.Line($"{v.Name} near = {v.MultiplyAdd("p * square", "x", "x")};");
        writer.Line($"{v.Name} size = {v.Abs("x")};");
        writer.Line($"{v.Name} far = {v.Constant(1)} - ({v.Constant(2)} / ({context.Call(MathFunction.Exp, v, "size + size")} + {v.Constant(1)}));");
        writer.Line($"far = {v.Select(v.Greater(v.Zero, "x"), "-far", "far")};");
        writer.Line($"return {v.Select(v.Greater(v.Constant(0.625f), "size"), "near", "far")};");
    }

    /// <summary>Horner's rule, the highest power first.</summary>
    private static void EmitPolynomial(CodeWriter writer, VectorType v, string name, string x, params float[] coefficients)
    {
        writer.Line($"{v.Name} {name} = {v.Constant(coefficients[0])};");
        foreach (float coefficient in coefficients.Skip(1)) writer.Line($"{name} = {v.MultiplyAdd(name, x, v.Constant(coefficient))};");
    }
}
