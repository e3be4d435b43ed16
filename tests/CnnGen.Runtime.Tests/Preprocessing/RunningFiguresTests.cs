namespace CnnGen.Runtime.Tests;

/// <summary>Figures of one pass against their definitions.</summary>
public sealed class RunningFiguresTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 12, 12)]
    [InlineData(3, 12, 50)]
    [InlineData(12, 12, 50)]
    [InlineData(5, 35, 1)]
    public void Means_and_variances_are_those_of_two_passes(int figures, int length, int samples)
    {
        float[] values = Samples.Floats(new Random(figures), length * samples, 0.2f, 0.9f);
        var moments = new RunningMoments(figures);
        for (int i = 0; i < samples; i++) moments.Add(values.AsSpan(i * length, length));
        (double[] means, double[,] covariance) = Prepared.CovarianceOf(values, figures);
        for (int i = 0; i < figures; i++)
        {
            Assert.Equal(means[i], moments.Means[i], 1e-15);
            Assert.Equal(covariance[i, i], moments.VarianceOf(i), 1e-15);
        }
    }

    [Fact]
    public void Little_spread_far_from_zero_is_not_lost()
    {
        // A sum of squares would be 1e12 with a spacing of 1e-4 between neighbouring doubles for 10,000 of them; the variance is 1/16.
        var moments = new RunningMoments(1);
        var covariance = new RunningCovariance(1, threads: 1);
        for (int i = 0; i < 10_000; i++)
        {
            moments.Add([1e6f + (i % 2 * 0.5f)]);
            covariance.Add([1e6f + (i % 2 * 0.5f)]);
        }

        Assert.Equal(1 / 16.0, moments.VarianceOf(0), 1e-12);
        Assert.Equal(1 / 16.0, covariance.Finish().Row(0)[0], 1e-12);
        Assert.Equal(1e6 + 0.25, covariance.Means[0], 1e-9);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 126)]
    [InlineData(3, 127)]
    [InlineData(3, 128)]
    [InlineData(8, 500)]
    [InlineData(17, 254)]
    [InlineData(50, 30)]
    public void A_covariance_is_that_of_two_passes_and_symmetric_to_the_bit(int order, int observations)
    {
        float[] values = Prepared.ValuesOf(Prepared.Related(new ImageShape(1, 1, order), observations, seed: order));
        (double[] means, double[,] expected) = Prepared.CovarianceOf(values, order);
        var running = new RunningCovariance(order, threads: 1);
        for (int start = 0; start < values.Length; start += order) running.Add(values.AsSpan(start, order));
        SymmetricMatrix covariance = running.Finish();
        for (int i = 0; i < order; i++)
        {
            Assert.Equal(means[i], running.Means[i], 1e-15);
            for (int j = 0; j < order; j++)
            {
                Assert.Equal(expected[i, j], covariance.Row(i)[j], 1e-15);
                Assert.Equal(covariance.Row(j)[i], covariance.Row(i)[j]);
            }
        }
    }

    [Fact]
    public void Threads_leave_the_bits_of_a_covariance_alone()
    {
        float[] values = Prepared.ValuesOf(Prepared.Related(new ImageShape(10, 10, 2), 300, seed: 1));
        double[] Of(int threads)
        {
            var running = new RunningCovariance(200, threads);
            running.Add(values);
            return running.Finish().Values;
        }

        double[] alone = Of(1);
        Assert.Equal(alone, Of(2));
        Assert.Equal(alone, Of(7));
    }
}
