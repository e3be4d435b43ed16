namespace CnnGen.Generator.Infrastructure;

/// <summary>Arithmetic on sizes, none negative, that stops at <see cref="long.MaxValue"/> instead of wrapping round.</summary>
internal static class SaturatingMath
{
    public static long Add(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;

    public static long Multiply(long a, long b) => a == 0 || b == 0 ? 0 : a > long.MaxValue / b ? long.MaxValue : a * b;

    public static long Multiply(long a, long b, long c) => Multiply(Multiply(a, b), c);
}
