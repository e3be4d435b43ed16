namespace CnnGen.Reports.Tests;

public sealed class OverfittingTests
{
    [Fact]
    public void It_starts_after_the_lowest_validation_loss_where_that_turns_up_for_good()
    {
        double[] validation = [0.7, 0.5, 0.4, 0.42, 0.45, 0.5, 0.55];
        Assert.Equal(3, Overfitting.StartOf(Falling(validation))?.Epoch);
    }

    [Fact]
    public void The_first_of_equals_counts()
    {
        double[] validation = [0.5, 0.4, 0.41, 0.4, 0.42, 0.46, 0.5, 0.54, 0.58];
        Assert.Equal(2, Overfitting.StartOf(Falling(validation))?.Epoch);
    }

    [Fact]
    public void It_may_start_after_the_first_epoch() => Assert.Equal(1, Overfitting.StartOf(Falling([0.4, 0.45, 0.6, 0.7, 0.8]))?.Epoch);

    [Theory]
    [InlineData(0.7, 0.6, 0.5, 0.4, 0.3, 0.2)] // still falling
    [InlineData(0.7, 0.5, 0.4, 0.8, 0.9)] // two epochs are too few to say that it is for good
    [InlineData(0.7, 0.5, 0.40, 0.41, 0.42, 0.41, 0.42)] // a plateau
    [InlineData(0.7, 0.5, 0.4, 0.9, 0.9, 0.4, 0.41, 0.42)] // up and down again
    [InlineData(0.5, 0.45, 0.36, 0.46, 0.44, 0.45, 0.44, 0.46)] // one lucky epoch
    public void Otherwise_it_has_not_started(params double[] validation) => Assert.Null(Overfitting.StartOf(Falling(validation)));

    [Fact]
    public void It_is_none_where_training_gets_worse_as_well()
    {
        double[] losses = [0.7, 0.5, 0.4, 0.5, 0.6, 0.7, 0.8];
        Assert.Null(Overfitting.StartOf(new History([.. losses.Select((loss, i) => new EpochResult(i + 1, loss, null, loss, null, 1, 1))])));
    }

    [Fact]
    public void It_is_none_without_validation_without_epochs_and_with_losses_that_are_not_numbers()
    {
        Assert.Null(Overfitting.StartOf(new History([])));
        Assert.Null(Overfitting.StartOf(new History([.. Enumerable.Range(1, 9).Select(epoch => new EpochResult(epoch, 1.0 / epoch, null, null, null, 1, 1))])));
        Assert.Null(Overfitting.StartOf(Falling([0.7, 0.4, double.NaN, 0.6, 0.7, 0.8])));
    }

    [Fact]
    public void A_steep_fall_before_it_does_not_hide_it() => Assert.Equal(2, Overfitting.StartOf(Falling([0.7, 0.4, 0.45, 0.5, 0.6, 0.65]))?.Epoch);

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.05)]
    [InlineData(0.1)]
    public void Noise_on_a_plateau_seldom_passes_for_it(double noise)
    {
        const int Trials = 400;
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        int found = Enumerable.Range(0, Trials).Count(_ => Overfitting.StartOf(Falling([.. Enumerable.Range(0, 40).Select(_ => 0.5 * (1 + (noise * Normal(random))))])) is not null);
        Assert.True(found < Trials / 8, $"{found} of {Trials} plateaus, seed {seed}");
    }

    [Fact]
    public void Smoothing_keeps_four_fifths()
    {
        Assert.Equal([1, 0.8, 0.64, (0.8 * 0.64) + 0.2], ExponentialSmoothing.Of([1, 0, 0, 1]), (expected, actual) => Math.Abs(expected - actual) < 1e-12);
        Assert.Empty(ExponentialSmoothing.Of([]));
    }

    /// <summary>A training loss that falls all the time beside a validation loss.</summary>
    private static History Falling(double[] validation) =>
        new([.. validation.Select((loss, i) => new EpochResult(i + 1, 0.7 / (i + 1), null, loss, null, 1, 1))]);

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
