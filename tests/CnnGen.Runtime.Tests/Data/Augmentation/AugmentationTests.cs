using System.Globalization;

namespace CnnGen.Runtime.Tests;

public sealed class AugmentationTests
{
    private static readonly ImageShape Picture = new(37, 41, 3);

    private static readonly Augmentation Everything = new()
    {
        RotationRange = 40,
        WidthShiftRange = 0.2f,
        HeightShiftRange = 0.2f,
        ShearRange = 10,
        ZoomRange = 0.2f,
        HorizontalFlip = true,
        CropAreaRange = (0.7f, 1f),
        BrightnessRange = 0.2f,
        ContrastRange = 0.2f,
        SaturationRange = 0.2f,
        HueRange = 20,
        GaussianNoise = 0.02f,
        Erasing = new RandomErasing { Value = null },
    };

    private static readonly float[] Photograph = Samples.Floats(new Random(3), Picture.Length, 0, 1);

    [Fact]
    public void With_every_range_at_nothing_a_picture_stays_as_it_is_to_the_bit()
    {
        float[] values = Samples.Floats(new Random(1), Picture.Length, -1000, 1000);
        Assert.Equal(values, new Augmentation().Apply(values, Picture, seed: 1));
        var ones = new Augmentation { ZoomRange = 0f, BrightnessRange = (1, 1), ContrastRange = 0f, SaturationRange = 0f, CropAreaRange = (1, 1), CropRatioRange = 0f, Erasing = new RandomErasing { Probability = 0 } };
        Assert.Equal(values, ones.Apply(values, Picture, seed: 1));

        // Nothing drawn of what is asked for, through the resampling and the colours themselves.
        float[] sampled = new float[Picture.Length];
        AffineSampler.Sample(values, sampled, Picture, AffineMap.Identity, FillMode.Nearest, 0);
        Assert.Equal(values, sampled);
        new ColourTransform(1, 1, 1, 0, 0.5).Apply(sampled, 3, clips: false);
        Assert.Equal(values, sampled);
    }

    [Fact]
    public void A_picture_depends_on_seed_epoch_and_sample_alone()
    {
        float[] one = Apply(5, 7, 11);
        Assert.Equal(one, Apply(5, 7, 11));
        foreach ((int seed, long epoch, long sample) in ((int, long, long)[])[(6, 7, 11), (5, 8, 11), (5, 7, 12), (7, 5, 11), (5, 11, 7)]) Assert.NotEqual(one, Apply(seed, epoch, sample));

        float[][] inOrder = [.. Enumerable.Range(0, 64).Select(sample => Apply(5, 7, sample))];
        float[][] atOnce = new float[64][];
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => atOnce[63 - i] = Apply(5, 7, 63 - i));
        Assert.Equal(inOrder, atOnce);
        Assert.Equal(64, inOrder.Select(picture => picture.Sum()).Distinct().Count());
    }

    [Fact]
    public void Switching_one_change_on_leaves_the_draws_of_the_others()
    {
        var draw = new PictureDraw(new Augmentation { RotationRange = 30, HueRange = 10 }, Picture, 1, 2, 3);
        var more = new PictureDraw(Everything with { RotationRange = 30, HueRange = 10, CropPadding = 4 }, Picture, 1, 2, 3);
        Assert.Equal((draw.Rotation, draw.Hue, draw.NoiseKey), (more.Rotation, more.Hue, more.NoiseKey));
    }

    [Fact]
    public void Draws_fill_their_ranges_evenly()
    {
        const int Count = 20_000;
        var settings = new Augmentation
        {
            RotationRange = 40,
            WidthShiftRange = 0.2f,
            HeightShiftRange = 0.1f,
            ShearRange = 15,
            ZoomRange = (0.5f, 2f),
            HorizontalFlip = true,
            VerticalFlip = true,
            BrightnessRange = 0.3f,
            ContrastRange = (0.5f, 1f),
            SaturationRange = 1f,
            HueRange = 90,
        };
        PictureDraw[] draws = [.. Enumerable.Range(0, Count).Select(i => new PictureDraw(settings, new ImageShape(50, 100, 3), seed: 8, epoch: i % 20, sample: i / 20))];
        Check(draw => draw.Rotation, -40, 40);
        Check(draw => draw.ColumnShift, -20, 20);
        Check(draw => draw.RowShift, -5, 5);
        Check(draw => draw.Shear, -15, 15);
        Check(draw => draw.RowZoom, 0.5, 2);
        Check(draw => draw.ColumnZoom, 0.5, 2);
        Check(draw => draw.Brightness, 0.7, 1.3);
        Check(draw => draw.Contrast, 0.5, 1);
        Check(draw => draw.Saturation, 0, 2);
        Check(draw => draw.Hue, -90, 90);

        // Four cells of a quarter each; five standard deviations √(n · ¼ · ¾).
        foreach (int cell in draws.CountBy(draw => (draw.FlipsHorizontally, draw.FlipsVertically)).Select(entry => entry.Value)) Assert.InRange(cell, (Count / 4) - 306, (Count / 4) + 306);

        void Check(Func<PictureDraw, double> figure, double low, double high)
        {
            double[] shares = [.. draws.Select(draw => (figure(draw) - low) / (high - low))];
            Assert.All(shares, share => Assert.InRange(share, -1e-6, 1 + 1e-6));
            int[] cells = new int[10];
            foreach (double share in shares) cells[Math.Clamp((int)(share * 10), 0, 9)]++;
            Assert.All(cells, cell => Assert.InRange(cell, (Count / 10) - 213, (Count / 10) + 213)); // five standard deviations √(n · 0.1 · 0.9)
        }
    }

    [Fact]
    public void Zooms_of_rows_and_columns_and_pictures_that_follow_each_other_are_drawn_apart()
    {
        var settings = new Augmentation { ZoomRange = 0.5f, RotationRange = 1 };
        PictureDraw[] draws = [.. Enumerable.Range(0, 10_000).Select(i => new PictureDraw(settings, Picture, 0, 0, i))];
        Assert.InRange(Correlation(draw => draw.RowZoom, draw => draw.ColumnZoom), -0.05, 0.05); // standard deviation 0.01
        Assert.InRange(Correlation(draw => draw.Rotation, draw => draw.Rotation, later: 1), -0.05, 0.05);
        Assert.InRange(Correlation(draw => draw.Rotation, draw => draw.RowZoom), -0.05, 0.05);

        double Correlation(Func<PictureDraw, double> a, Func<PictureDraw, double> b, int later = 0)
        {
            (double First, double Second)[] pairs = [.. draws.Zip(draws.Skip(later), (x, y) => (a(x), b(y)))];
            double meanA = pairs.Average(pair => pair.First);
            double meanB = pairs.Average(pair => pair.Second);
            double product = pairs.Average(pair => (pair.First - meanA) * (pair.Second - meanB));
            return product / Math.Sqrt(pairs.Average(pair => Math.Pow(pair.First - meanA, 2)) * pairs.Average(pair => Math.Pow(pair.Second - meanB, 2)));
        }
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        Augmentation[] all = [Everything, Everything with { FillMode = FillMode.Wrap, Erasing = new RandomErasing() }, new Augmentation { GaussianNoise = 0.1f }];
        float[] room = new float[Picture.Length];
        float[] batch = Samples.Floats(new Random(1), Picture.Length * 6, 0, 1);
        float[] targets = new float[12];
        var mixing = new Augmentation { MixUpAlpha = 0.3f, CutMixAlpha = 1 };
        for (int i = 0; i < 50; i++) Run(i);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 50; i < 100; i++) Run(i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int i)
        {
            all[i % all.Length].Apply(Photograph, room, Picture, seed: 1, epoch: i, sample: i);
            mixing.Mix(batch, targets, Picture, seed: 1, batch: i);
        }
    }

    [Fact]
    public void Settings_out_of_their_ranges_are_refused_with_the_range()
    {
        Refused(() => new Augmentation { RotationRange = -1 }, "RotationRange is -1; it is degrees, 0 to 180.");
        Refused(() => new Augmentation { RotationRange = float.NaN }, "NaN");
        Refused(() => new Augmentation { RotationRange = 181 }, "0 to 180");
        Refused(() => new Augmentation { WidthShiftRange = 4 }, "for whole pixels there is CropPadding");
        Refused(() => new Augmentation { HeightShiftRange = float.PositiveInfinity }, "a share of the height");
        Refused(() => new Augmentation { ShearRange = 90 }, "0 to 89");
        Refused(() => new Augmentation { ZoomRange = 1f }, "ZoomRange is 0..2; it is a range of factors above 0.");
        Refused(() => new Augmentation { ZoomRange = 1.5f }, "Factors from -0.5 to 2.5 are no range");
        Refused(() => new Augmentation { ZoomRange = (1.2f, 0.8f) }, "Factors from 1.2 to 0.8 are no range");
        Refused(() => new Augmentation { BrightnessRange = float.NaN }, "NaN");
        Refused(() => new Augmentation { BrightnessRange = (1, float.PositiveInfinity) }, "no range");
        Refused(() => new Augmentation { ContrastRange = (0, 101) }, "≤ 100");
        Refused(() => new Augmentation { CropAreaRange = 0.2f }, "CropAreaRange is 0.8..1.2; it is a share of the picture, above 0 and at most 1.");
        Refused(() => new Augmentation { CropRatioRange = (0, 1) }, "above 0");
        Refused(() => new Augmentation { CropPadding = -1 }, "0 to 1024");
        Refused(() => new Augmentation { FillMode = (FillMode)7 }, "one of the four modes");
        Refused(() => new Augmentation { FillValue = float.NaN }, "finite");
        Refused(() => new Augmentation { HueRange = 200 }, "0 to 180");
        Refused(() => new Augmentation { GaussianNoise = -0.1f }, "standard deviation");
        Refused(() => new Augmentation { MixUpAlpha = -1 }, "beta distribution");
        Refused(() => new Augmentation { CutMixAlpha = float.NaN }, "beta distribution");
        Refused(() => new RandomErasing { Probability = 1.5f }, "between 0 and 1");
        Refused(() => new RandomErasing { AreaRange = (0, 0.5f) }, "above 0 and at most 1");
        Refused(() => new RandomErasing { RatioRange = (0, 1) }, "above 0");
        Refused(() => new RandomErasing { Value = float.NaN }, "finite");

        static void Refused(Func<object> make, string expected) => Assert.Contains(expected, Assert.Throws<ArgumentOutOfRangeException>(make).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_that_do_not_fit_are_refused_with_the_numbers()
    {
        float[] room = new float[Picture.Length];
        Refused("pixels", "has 4551 values, not 3", () => Everything.Apply([1, 2, 3], room, Picture, 0));
        Refused("augmented", "room for 2", () => Everything.Apply(Photograph, new float[2], Picture, 0));
        Refused("augmented", "memory of its own", () => Everything.Apply(room, room, Picture, 0));
        Refused("shape", "have 1 channels", () => new Augmentation { HueRange = 5 }.Apply(new float[4], new ImageShape(2, 2, 1), 0));
        Refused("shape", "have 2 channels", () => new Augmentation { SaturationRange = 0.5f }.Apply(new float[8], new ImageShape(2, 2, 2), 0));
        Refused("shape", "0×2×3", () => Everything.Apply([], new ImageShape(0, 2, 3), 0));
        Refused("epoch", "-1", () => Everything.Apply(Photograph, room, Picture, 0, epoch: -1));
        Refused("sample", "-1", () => Everything.Apply(Photograph, room, Picture, 0, sample: -1));
        Refused("pixels", "5 values are not one or more whole samples", () => Everything.Mix(new float[5], new float[1], new ImageShape(1, 2, 1), 0, 0));
        Refused("targets", "3 values are not the targets of 2 samples", () => Everything.Mix(new float[4], new float[3], new ImageShape(1, 2, 1), 0, 0));
        Refused("batch", "-1", () => Everything.Mix(new float[4], new float[4], new ImageShape(1, 2, 1), 0, -1));

        static void Refused(string name, string expected, Action act)
        {
            ArgumentException error = Assert.ThrowsAny<ArgumentException>(act);
            Assert.Equal(name, error.ParamName);
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Settings_are_described_by_what_is_set_whatever_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            german.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = german;
            Assert.Empty(new Augmentation { ZoomRange = 0f }.Describe());
            var settings = new Augmentation { ShearRange = 0.2f, ZoomRange = 0.25f, Erasing = new RandomErasing { Value = null }, FillMode = FillMode.Wrap };
            Assert.Equal(
                ["Erasing = Probability 0.5, AreaRange 0.02..0.33, RatioRange 0.3..3.3, Value noise", "FillMode = Wrap", "ShearRange = 0.2", "ZoomRange = 0.75..1.25"],
                settings.Describe().Select(setting => $"{setting.Key} = {setting.Value}").Order(StringComparer.Ordinal));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Every_setting_is_described()
    {
        string[] properties = [.. typeof(Augmentation).GetProperties().Where(property => property.SetMethod is not null).Select(property => property.Name).Order(StringComparer.Ordinal)];
        var set = new Augmentation
        {
            RotationRange = 1,
            WidthShiftRange = 1,
            HeightShiftRange = 1,
            ShearRange = 1,
            ZoomRange = 0.5f,
            HorizontalFlip = true,
            VerticalFlip = true,
            CropAreaRange = (0.5f, 1),
            CropRatioRange = 0.5f,
            CropPadding = 1,
            FillMode = FillMode.Wrap,
            FillValue = 1,
            BrightnessRange = 0.5f,
            ContrastRange = 0.5f,
            SaturationRange = 0.5f,
            HueRange = 1,
            GaussianNoise = 1,
            ClipsPixels = false,
            Erasing = new RandomErasing(),
            MixUpAlpha = 1,
            CutMixAlpha = 1,
        };
        Assert.Equal(properties, set.Describe().Keys.Order(StringComparer.Ordinal));
    }

    private static float[] Apply(int seed, long epoch, long sample)
    {
        float[] augmented = new float[Picture.Length];
        Everything.Apply(Photograph, augmented, Picture, seed, epoch, sample);
        return augmented;
    }
}
