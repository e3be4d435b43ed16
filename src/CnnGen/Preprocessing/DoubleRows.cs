using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CnnGen;

/// <summary>
/// Sums over rows of doubles. They run in eight lanes that are joined in one order, multiplied and added apart: the same bits on every machine.
/// </summary>
internal static class DoubleRows
{
    private const int Lanes = 8;

    /// <summary>Σ x · y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ref double a = ref MemoryMarshal.GetReference(x);
        ref double b = ref MemoryMarshal.GetReference(y);
        Vector256<double> low = default;
        Vector256<double> high = default;
        int i = 0;
        for (; i <= x.Length - Lanes; i += Lanes)
        {
            nuint at = (nuint)i;
            low += Vector256.LoadUnsafe(ref a, at) * Vector256.LoadUnsafe(ref b, at);
            high += Vector256.LoadUnsafe(ref a, at + 4) * Vector256.LoadUnsafe(ref b, at + 4);
        }

        double sum = Sum(low + high);
        for (; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }

    /// <summary>y ← y − factor · x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(Span<double> y, double factor, ReadOnlySpan<double> x)
    {
        ref double a = ref MemoryMarshal.GetReference(x);
        ref double b = ref MemoryMarshal.GetReference(y);
        Vector256<double> factors = Vector256.Create(factor);
        int i = 0;
        for (; i <= y.Length - 4; i += 4)
        {
            nuint at = (nuint)i;
            (Vector256.LoadUnsafe(ref b, at) - (factors * Vector256.LoadUnsafe(ref a, at))).StoreUnsafe(ref b, at);
        }

        for (; i < y.Length; i++) y[i] -= factor * x[i];
    }

    /// <summary>y ← y − a · x − b · z, then Σ y · next: one pass over a row that does not fit into a cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SubtractTwoThenDot(Span<double> y, double a, ReadOnlySpan<double> x, double b, ReadOnlySpan<double> z, ReadOnlySpan<double> next)
    {
        ref double row = ref MemoryMarshal.GetReference(y);
        ref double first = ref MemoryMarshal.GetReference(x);
        ref double second = ref MemoryMarshal.GetReference(z);
        ref double factor = ref MemoryMarshal.GetReference(next);
        Vector256<double> ofFirst = Vector256.Create(a);
        Vector256<double> ofSecond = Vector256.Create(b);
        Vector256<double> low = default;
        Vector256<double> high = default;
        int i = 0;
        for (; i <= y.Length - Lanes; i += Lanes)
        {
            nuint at = (nuint)i;
            Vector256<double> value = Vector256.LoadUnsafe(ref row, at) - (ofFirst * Vector256.LoadUnsafe(ref first, at)) - (ofSecond * Vector256.LoadUnsafe(ref second, at));
            value.StoreUnsafe(ref row, at);
            low += value * Vector256.LoadUnsafe(ref factor, at);
            at += 4;
            value = Vector256.LoadUnsafe(ref row, at) - (ofFirst * Vector256.LoadUnsafe(ref first, at)) - (ofSecond * Vector256.LoadUnsafe(ref second, at));
            value.StoreUnsafe(ref row, at);
            high += value * Vector256.LoadUnsafe(ref factor, at);
        }

        double sum = Sum(low + high);
        for (; i < y.Length; i++)
        {
            y[i] = y[i] - (a * x[i]) - (b * z[i]);
            sum += y[i] * next[i];
        }

        return sum;
    }

    /// <summary>Turns two rows in their plane: (x, y) ← (cosine · x − sine · y, sine · x + cosine · y).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rotate(Span<double> x, Span<double> y, double cosine, double sine)
    {
        ref double a = ref MemoryMarshal.GetReference(x);
        ref double b = ref MemoryMarshal.GetReference(y);
        Vector256<double> cosines = Vector256.Create(cosine);
        Vector256<double> sines = Vector256.Create(sine);
        int i = 0;
        for (; i <= x.Length - 4; i += 4)
        {
            nuint at = (nuint)i;
            Vector256<double> first = Vector256.LoadUnsafe(ref a, at);
            Vector256<double> second = Vector256.LoadUnsafe(ref b, at);
            ((cosines * first) - (sines * second)).StoreUnsafe(ref a, at);
            ((sines * first) + (cosines * second)).StoreUnsafe(ref b, at);
        }

        for (; i < x.Length; i++) (x[i], y[i]) = ((cosine * x[i]) - (sine * y[i]), (sine * x[i]) + (cosine * y[i]));
    }

    /// <summary>Vector256.Sum may add in another order on another machine.</summary>
    private static double Sum(Vector256<double> lanes) => lanes.GetElement(0) + lanes.GetElement(1) + (lanes.GetElement(2) + lanes.GetElement(3));
}
