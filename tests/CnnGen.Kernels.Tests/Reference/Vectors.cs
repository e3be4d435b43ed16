using System.Numerics;

namespace CnnGen.Kernels.Tests.Reference;

/// <summary>The two loops that take the time of the float64 oracle, several values at once where the processor does so.</summary>
internal static class Vectors
{
    /// <summary>to[i] += factor · values[i].</summary>
    public static void AddScaled(Span<double> to, double factor, ReadOnlySpan<double> values)
    {
        int i = 0;
        for (; Vector.IsHardwareAccelerated && i <= to.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            (new Vector<double>(to[i..]) + (factor * new Vector<double>(values[i..]))).CopyTo(to[i..]);
        }

        for (; i < to.Length; i++) to[i] += factor * values[i];
    }

    /// <summary>Σ a[i] · b[i].</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Vector<double> sums = Vector<double>.Zero;
        int i = 0;
        for (; Vector.IsHardwareAccelerated && i <= a.Length - Vector<double>.Count; i += Vector<double>.Count) sums += new Vector<double>(a[i..]) * new Vector<double>(b[i..]);
        double sum = Vector.Sum(sums);
        for (; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
