using CnnGen.Kernels.Tests.Harness;

namespace CnnGen.Kernels.Tests.Golden;

/// <summary>Holds float32 results against the tensors of a golden case.</summary>
internal static class GoldenCheck
{
    /// <summary>The cases give what float32 arithmetic loses relative to the larger of the tensor and this: smaller values count as zero.</summary>
    private const double SmallestValue = 1e-6;

    /// <summary>As <see cref="KernelCheck.Compare"/>, with the larger of the tolerance and four times what the case says that plain float32 arithmetic loses.</summary>
    /// <param name="golden">The case.</param>
    /// <param name="tensor">Role of the expected result.</param>
    /// <param name="actual">What was computed.</param>
    /// <param name="set">The kernels that computed it; null where there are none.</param>
    /// <param name="tolerance">What is allowed at least.</param>
    /// <param name="terms">Norm that the sums of the tensor's values have where they do not cancel; null where it is not known.</param>
    public static void Compare(
        GoldenReader golden, string tensor, ReadOnlySpan<float> actual, InstructionSet? set = null, double tolerance = KernelCheck.DirectTolerance, Func<double>? terms = null)
    {
        double[] expected = golden.Values(tensor);
        double allowed = Math.Max(tolerance, 4 * golden.Float32Error(tensor));
        KernelCheck.Compare(
            set is null ? $"{golden.Case}: {tensor}" : $"{golden.Case}: {tensor} on {set}", actual, expected, allowed,
            () => Math.Max(allowed * SmallestValue * Math.Sqrt(expected.Length), KernelCheck.DirectTolerance * (terms?.Invoke() ?? 0)));
    }
}
