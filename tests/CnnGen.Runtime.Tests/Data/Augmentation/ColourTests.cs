namespace CnnGen.Runtime.Tests;

/// <summary>Brightness, contrast, saturation, hue, noise and erasing.</summary>
public sealed class ColourTests
{
    private static readonly ImageShape Picture = new(23, 31, 3);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Colours_are_those_of_the_formulas_one_after_the_other_in_float64(int channels)
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        foreach (int pixels in (int[])[1, 2, 7, 300, 4001])
        {
            var shape = new ImageShape(pixels, 1, channels);
            float[] picture = Samples.Floats(random, shape.Length, 0, 1);
            bool hasColours = channels is 3 or 4;
            var settings = new Augmentation
            {
                BrightnessRange = (0.2f, 3f),
                ContrastRange = (0.2f, 3f),
                SaturationRange = hasColours ? (0, 3f) : 0f,
                HueRange = hasColours ? 180 : 0,
                ClipsPixels = pixels % 2 == 0,
            };
            float[] changed = settings.Apply(picture, shape, seed);
            var draw = new PictureDraw(settings, shape, seed, 0, 0);
            double mean = hasColours
                ? picture.Chunk(channels).Average(pixel => PlainPictures.Luma([.. pixel.Select(value => (double)value)]))
                : picture.Average(value => (double)value);
            for (int i = 0; i < pixels; i++)
            {
                double[] pixel = [.. picture[(i * channels)..((i + 1) * channels)]];
                double[] expected = PlainPictures.Recolour(pixel, draw.Brightness, draw.Contrast, draw.Saturation, draw.Hue, mean);
                for (int channel = 0; channel < channels; channel++)
                {
                    double value = settings.ClipsPixels ? Math.Clamp(expected[channel], 0, 1) : expected[channel];
                    Assert.True(Math.Abs(value - changed[(i * channels) + channel]) < 2e-5, $"seed {seed}, pixel {i} of {pixels}, channel {channel}: {changed[(i * channels) + channel]}, not {value}");
                }
            }
        }
    }

    [Fact]
    public void A_third_of_a_turn_makes_red_green_and_no_saturation_makes_grey()
    {
        float[] pixels = [1, 0, 0, 0, 0.5f, 0, 0.25f, 0, 1];
        new ColourTransform(1, 1, 1, 120, 0).Apply(pixels, 3, clips: true);
        Assert.Equal([0, 1, 0, 0, 0, 0.5, 1, 0.25, 0], pixels.Select(value => Math.Round(value, 6)));
        float[] red = [1, 0, 0];
        new ColourTransform(1, 1, 0, 0, 0).Apply(red, 3, clips: true);
        Assert.Equal([0.299f, 0.299f, 0.299f], red);
    }

    [Fact]
    public void Alpha_stays_as_it_is()
    {
        var shape = new ImageShape(9, 9, 4);
        float[] picture = Samples.Floats(new Random(1), shape.Length, 0, 1);
        var settings = new Augmentation { BrightnessRange = (0.2f, 0.4f), ContrastRange = 0.5f, HueRange = 90, SaturationRange = 0.5f, GaussianNoise = 0.3f };
        float[] changed = settings.Apply(picture, shape, seed: 4);
        for (int i = 0; i < picture.Length; i++)
        {
            if (i % 4 == 3) Assert.Equal(picture[i], changed[i]);
            else Assert.NotEqual(picture[i], changed[i]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(1001)]
    public void Noise_is_that_of_box_and_muller_over_hashes_in_float64(int length)
    {
        float[] values = new float[length];
        const ulong Key = 0x123456789ABCDEF0;
        NormalNoise.Add(values, 0.25f, Key, sparesEveryFourth: false, clips: false);
        int half = (((length + 1) / 2) + 3) / 4 * 4;
        for (int i = 0; i < length; i++)
        {
            uint place = (uint)(i % half);
            double radius = 0.25 * Math.Sqrt(-2 * Math.Log(Uniform(place, unchecked((uint)Key)) + (1.0 / (1 << 24))));
            double angle = 2 * Math.PI * Uniform(place, (uint)(Key >> 32));
            Assert.Equal(radius * (i < half ? Math.Cos(angle) : Math.Sin(angle)), values[i], 2e-6);
        }

        static double Uniform(uint place, uint key)
        {
            uint hash = unchecked(place * 0x9E3779B9) ^ key;
            hash = unchecked((hash ^ (hash >> 16)) * 0x7FEB352D);
            hash = unchecked((hash ^ (hash >> 15)) * 0x846CA68B);
            return ((hash ^ (hash >> 16)) >> 8) / (double)(1 << 24);
        }
    }

    [Fact]
    public void Noise_is_the_same_to_the_bit_on_every_machine()
    {
        float[] values = new float[37];
        NormalNoise.Add(values, 1, key: 0x0123456789ABCDEF, sparesEveryFourth: false, clips: false);
        Assert.Equal([1068423650u, 3200417861u, 3212110968u, 1055024409u, 3203255996u], ((int[])[0, 1, 17, 20, 36]).Select(i => BitConverter.SingleToUInt32Bits(values[i])));
    }

    [Fact]
    public void Noise_has_the_moments_of_the_normal_distribution_and_differs_from_picture_to_picture()
    {
        var shape = new ImageShape(200, 200, 3);
        float[] grey = [.. Enumerable.Repeat(0.5f, shape.Length)];
        var settings = new Augmentation { GaussianNoise = 0.1f, ClipsPixels = false };
        double[] first = [.. settings.Apply(grey, shape, seed: 1).Select(value => (value - 0.5) / 0.1)];
        double[] second = [.. settings.Apply(grey, shape, seed: 2).Select(value => (value - 0.5) / 0.1)];

        // Of n = 120,000 draws: standard errors 1/√n, √(2/n), √(15/n), √(96/n), 1/√n; the bounds are five of them.
        double error = 5 / Math.Sqrt(shape.Length);
        Assert.InRange(first.Average(), -error, error);
        Assert.InRange(first.Average(x => x * x), 1 - (Math.Sqrt(2) * error), 1 + (Math.Sqrt(2) * error));
        Assert.InRange(first.Average(x => x * x * x), -Math.Sqrt(15) * error, Math.Sqrt(15) * error);
        Assert.InRange(first.Average(x => x * x * x * x), 3 - (Math.Sqrt(96) * error), 3 + (Math.Sqrt(96) * error));
        Assert.InRange(first.Zip(second).Average(pair => pair.First * pair.Second), -error, error);
        Assert.InRange(first.Zip(first.Skip(1)).Average(pair => pair.First * pair.Second), -error, error);
        Assert.InRange(first.Zip(first.Skip(shape.Length / 2)).Average(pair => pair.First * pair.Second), -2 * error, 2 * error);
    }

    [Fact]
    public void What_is_pushed_beyond_the_range_of_pixels_is_cut_unless_that_is_switched_off()
    {
        float[] picture = Samples.Floats(new Random(1), Picture.Length, 0, 1);
        var settings = new Augmentation { BrightnessRange = (3, 3f), GaussianNoise = 0.5f };
        Assert.All(settings.Apply(picture, Picture, 1), value => Assert.InRange(value, 0, 1));
        Assert.Contains(settings.Apply(picture, Picture, 1), value => value == 1);
        Assert.Contains((settings with { ClipsPixels = false }).Apply(picture, Picture, 1), value => value > 2);
        float[] heights = [.. picture.Select(value => (100 * value) - 50)];
        Assert.All(new Augmentation { RotationRange = 30, Erasing = new RandomErasing { Value = -20 } }.Apply(heights, Picture, 1), value => Assert.InRange(value, -50, 50));
        Assert.Contains(new Augmentation { RotationRange = 30 }.Apply(heights, Picture, 1), value => value < -20);
    }

    [Theory]
    [InlineData(0.25f)]
    [InlineData(null)]
    public void A_rectangle_is_covered_and_the_rest_is_left(float? value)
    {
        float[] picture = [.. Enumerable.Repeat(0.75f, Picture.Length)];
        var settings = new Augmentation { Erasing = new RandomErasing { Value = value } };
        int covered = 0;
        for (int seed = 0; seed < 400; seed++)
        {
            float[] changed = settings.Apply(picture, Picture, seed);
            ErasedRectangle there = new PictureDraw(settings, Picture, seed, 0, 0).Erased;
            for (int i = 0; i < changed.Length; i++)
            {
                (int row, int column) = (i / 3 / Picture.Width, i / 3 % Picture.Width);
                bool isCovered = row >= there.Top && row < there.Top + there.Rows && column >= there.Left && column < there.Left + there.Columns;
                if (!isCovered) Assert.Equal(0.75f, changed[i]);
                else if (value is { } constant) Assert.Equal(constant, changed[i]);
                else Assert.InRange(changed[i], 0, 1);
            }

            if (there.Rows == 0) continue;
            covered++;
            Assert.InRange(there.Top + there.Rows, 1, Picture.Height);
            Assert.InRange(there.Left + there.Columns, 1, Picture.Width);
            if (value is null) Assert.True(changed.Distinct().Count() >= there.Rows * there.Columns, $"seed {seed}: not noise");
        }

        Assert.InRange(covered, 150, 250); // 200 expected, standard deviation 10
    }

    [Fact]
    public void Erased_areas_and_ratios_are_those_asked_for()
    {
        var shape = new ImageShape(400, 300, 1);
        var settings = new Augmentation { Erasing = new RandomErasing { Probability = 1, AreaRange = (0.05f, 0.1f), RatioRange = (0.5f, 2f) } };
        for (int seed = 0; seed < 1000; seed++)
        {
            ErasedRectangle there = new PictureDraw(settings, shape, seed, 0, 0).Erased;
            Assert.InRange(there.Rows * there.Columns / 120_000.0, 0.049, 0.101); // sides are whole pixels
            Assert.InRange((double)there.Rows / there.Columns, 0.49, 2.05);
        }
    }
}
