using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CnnGen;

/// <summary>How the gradients of a step are clipped: multiplied by a scale, then held within ± the largest.</summary>
internal readonly record struct GradientLimit(float Scale, float Largest)
{
    /// <summary>Leaves every bit as it is.</summary>
    public static GradientLimit None => new(1, float.PositiveInfinity);

    /// <summary>Brings the norm of all gradients down to a limit.</summary>
    public static GradientLimit For(ReadOnlySpan<float> gradients, double? norm)
    {
        if (norm is not { } limit) return None;
        double found = Math.Sqrt(SumOfSquares(gradients));
        return found > limit ? None with { Scale = (float)(limit / found) } : None;
    }

    public Vector<float> Apply(Vector<float> gradient)
    {
        if (Scale != 1) gradient *= Scale;
        return float.IsInfinity(Largest) ? gradient : Vector.Min(Vector.Max(gradient, new Vector<float>(-Largest)), new Vector<float>(Largest));
    }

    /// <summary>In double precision, as eight sums whatever the machine's vectors, so that every machine gets the same bits.</summary>
    private static double SumOfSquares(ReadOnlySpan<float> values)
    {
        Vector256<double> low = Vector256<double>.Zero;
        Vector256<double> high = Vector256<double>.Zero;
        ReadOnlySpan<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(values);
        foreach (Vector256<float> vector in vectors)
        {
            (Vector256<double> first, Vector256<double> second) = Vector256.Widen(vector);
            low += first * first;
            high += second * second;
        }

        low += high;
        double sum = low[0] + low[1] + low[2] + low[3];
        foreach (float value in values[(vectors.Length * Vector256<float>.Count)..]) sum += (double)value * value;
        return sum;
    }
}
