namespace CnnGen.Kernels.Tests.Reference;

/// <summary>Inverted dropout (Srivastava et al. 2014): y = x · m with m = 0 where dropped and 1 / (1 − rate) where kept; the gradient is multiplied by the same.</summary>
internal static class DropoutMask
{
    /// <summary>Factors from what was kept.</summary>
    public static double[] FromKept(double rate, IEnumerable<bool> kept) => [.. kept.Select(isKept => isKept ? 1 / (1 - rate) : 0)];

    public static double[] Apply(double[] values, double[] mask) => [.. values.Select((x, i) => x * mask[i])];
}
