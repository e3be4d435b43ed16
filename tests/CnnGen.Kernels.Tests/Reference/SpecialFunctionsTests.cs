using Xunit;

namespace CnnGen.Kernels.Tests.Reference;

public class SpecialFunctionsTests
{
    /// <summary>Values of the C library's erf and erfc, which agree with Abramowitz and Stegun's table 7.1 to the digits that it has.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1e-10, 1.1283791670955126e-10)]
    [InlineData(0.5, 0.5204998778130465)]
    [InlineData(1, 0.8427007929497149)]
    [InlineData(1.999, 0.9953015566513705)]
    [InlineData(2, 0.9953222650189527)]
    [InlineData(3, 0.9999779095030014)]
    [InlineData(-1, -0.8427007929497149)]
    [InlineData(30, 1)]
    public void Erf_has_the_known_value(double x, double expected) => AssertClose(expected, SpecialFunctions.Erf(x));

    [Theory]
    [InlineData(0.5, 0.4795001221869535)]
    [InlineData(2, 0.004677734981047266)]
    [InlineData(5, 1.5374597944280349e-12)]
    [InlineData(10, 2.088487583762545e-45)]
    [InlineData(-3, 1.9999779095030015)]
    [InlineData(40, 0)]
    public void Erfc_has_the_known_value_without_cancellation(double x, double expected) => AssertClose(expected, SpecialFunctions.Erfc(x));

    [Fact]
    public void Series_and_fraction_meet_at_two() => AssertClose(SpecialFunctions.Erfc(2 - 1e-15), SpecialFunctions.Erfc(2));

    [Theory]
    [InlineData(1e-12)]
    [InlineData(1e-20)]
    public void Logarithm_and_exponential_near_zero_are_linear(double x)
    {
        AssertClose(x, SpecialFunctions.LogOnePlus(x) + (x * x / 2));
        AssertClose(-x, SpecialFunctions.ExpMinusOne(-x) - (x * x / 2));
    }

    private static void AssertClose(double expected, double actual) =>
        Assert.True(Math.Abs(actual - expected) <= 2e-14 * Math.Abs(expected), $"Should be {expected:R}, is {actual:R}.");
}
