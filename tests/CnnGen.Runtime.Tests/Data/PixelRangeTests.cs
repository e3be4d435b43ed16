using System.Runtime.InteropServices;

namespace CnnGen.Runtime.Tests;

public sealed class PixelRangeTests
{
    [Fact]
    public void Bytes_not_divided_by_255_are_refused_before_the_first_step()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        float[] start = model.Parameters.All.ToArray();
        InMemoryDataset bytes = Scaled(255);
        InMemoryDataset good = Scaled(1);
        string message = Assert.Throws<ArgumentException>("train", () => model.Fit(bytes)).Message;
        Assert.Contains("divide bytes by 255", message, StringComparison.Ordinal);
        Assert.Equal(start, model.Parameters.All.ToArray());
        Assert.Throws<ArgumentException>("validation", () => model.Fit(good, bytes));
        Assert.Throws<ArgumentException>("dataset", () => model.Evaluate(bytes));
        Assert.Throws<ArgumentException>("dataset", () => model.Evaluate(Scaled(2)));
        Assert.Throws<ArgumentException>("pixels", () => model.Predict(Enumerable.Repeat(200f, Samples.Small.Length).ToArray(), new float[3]));
        Assert.Throws<ArgumentException>("pixels", () => model.PredictOneCopy([.. Enumerable.Repeat(200f, Samples.Small.Length)]));
    }

    [Fact]
    public void Bytes_taken_for_floats_as_they_lie_are_refused()
    {
        byte[] bytes = new byte[40 * Samples.Small.Length * sizeof(float)];
        new Random(3).NextBytes(bytes);
        var data = new InMemoryDataset(Samples.Small, MemoryMarshal.Cast<byte, float>(bytes).ToArray(), new int[40], ["a", "b", "c"]);
        Assert.Throws<ArgumentException>("train", () => LinearModel.Dense(Samples.Small, 3).Fit(data));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_value_that_is_not_finite_is_named_wherever_it_stands(float bad)
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        for (int place = 0; place < 50 * Samples.Small.Length; place += 7)
        {
            float[] pixels = new float[50 * Samples.Small.Length];
            pixels[place] = bad;
            var data = new InMemoryDataset(Samples.Small, pixels, new int[50], ["a", "b", "c"]);
            string sample = $"Sample {place / Samples.Small.Length} of";
            Assert.Contains(sample, Assert.Throws<ArgumentException>("dataset", () => model.Evaluate(data)).Message, StringComparison.Ordinal);
            Assert.Contains(sample, Assert.Throws<ArgumentException>("train", () => model.Fit(data, options: new FitOptions { BatchSize = 4 })).Message, StringComparison.Ordinal);
            Assert.Contains($"Value {place} is", Assert.Throws<ArgumentException>("pixels", () => model.Predict(pixels, new float[150])).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Normalised_pixels_and_what_is_allowed_pass()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        float[] normalised = Samples.Floats(new Random(2), 40 * Samples.Small.Length, -3, 3);
        model.Fit(new InMemoryDataset(Samples.Small, normalised, new int[40], ["a", "b", "c"]), options: new FitOptions { Optimizer = new Sgd(1e-3f) });
        model.Predict(normalised, new float[120]);

        model.ChecksPixels = false;
        model.Fit(Scaled(255), Scaled(255), new FitOptions { Optimizer = new Sgd(1e-9f) });
        model.Evaluate(Scaled(255));
        Assert.False(model.Fork().ChecksPixels);
    }

    [Fact]
    public void Finiteness_is_that_of_every_value()
    {
        for (int length = 0; length < 70; length++)
        {
            float[] values = Samples.Floats(new Random(length), length, -1e38f, 1e38f);
            Assert.True(PixelRange.AllFinite(values));
            for (int i = 0; i < length; i++)
            {
                float kept = values[i];
                values[i] = i % 2 == 0 ? float.NaN : float.NegativeInfinity;
                Assert.False(PixelRange.AllFinite(values));
                values[i] = kept;
            }
        }
    }

    private static InMemoryDataset Scaled(float factor)
    {
        float[] pixels = Samples.Floats(new Random(1), 40 * Samples.Small.Length, 0, factor);
        return new InMemoryDataset(Samples.Small, pixels, new int[40], ["a", "b", "c"]);
    }
}
