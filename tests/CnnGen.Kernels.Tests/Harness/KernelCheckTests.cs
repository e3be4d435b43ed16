using Xunit;
using Xunit.Sdk;

namespace CnnGen.Kernels.Tests.Harness;

/// <summary>A check that lets anything pass proves nothing.</summary>
public class KernelCheckTests
{
    [Fact]
    public void Rounding_passes() => KernelCheck.Compare("tensor", [1, 2.000001f, -3], [1, 2, -3]);

    [Theory]
    [InlineData(new[] { 1f, 2.0001f, -3 }, new[] { 1.0, 2, -3 })]
    [InlineData(new[] { 1f, float.NaN, -3 }, new[] { 1.0, 2, -3 })]
    [InlineData(new[] { 1f, float.PositiveInfinity, -3 }, new[] { 1.0, 2, -3 })]
    [InlineData(new[] { 1f, 2 }, new[] { 1.0, 2, -3 })]
    [InlineData(new[] { 0f, 1e-4f }, new[] { 0.0, 0 })]
    [InlineData(new[] { 0f, float.NaN }, new[] { 0.0, 0 })]
    public void Anything_worse_fails_and_names_the_tensor(float[] actual, double[] expected)
    {
        XunitException exception = Assert.ThrowsAny<XunitException>(() => KernelCheck.Compare("gradient of conv1.weight", actual, expected));

        Assert.Contains("gradient of conv1.weight", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_reference_is_zero_the_error_is_absolute() => KernelCheck.Compare("tensor", [1e-7f, 0], [0, 1e-17]);
}
