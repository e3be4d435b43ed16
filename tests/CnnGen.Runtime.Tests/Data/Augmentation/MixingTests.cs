namespace CnnGen.Runtime.Tests;

/// <summary>MixUp and CutMix.</summary>
public sealed class MixingTests
{
    private static readonly ImageShape Picture = new(20, 30, 3);

    [Theory]
    [InlineData(2, 0.4f, 0)]
    [InlineData(32, 0.4f, 0)]
    [InlineData(33, 0.4f, 0)]
    [InlineData(32, 0, 1)]
    [InlineData(7, 0, 1)]
    [InlineData(24, 0.4f, 1)]
    public void Targets_are_mixed_as_the_pictures_are_and_sum_to_1(int count, float mixUp, float cutMix)
    {
        var settings = new Augmentation { MixUpAlpha = mixUp, CutMixAlpha = cutMix };
        int alone = 0;
        for (int batch = 0; batch < 30; batch++)
        {
            // Picture k is of the value k alone, and class k, so that what a picture became can be read from it.
            float[] pixels = [.. Enumerable.Range(0, count).SelectMany(k => Enumerable.Repeat((float)k, Picture.Length))];
            float[] targets = new float[count * count];
            for (int k = 0; k < count; k++) targets[(k * count) + k] = 1;
            settings.Mix(pixels, targets, Picture, seed: 3, batch);
            for (int k = 0; k < count; k++)
            {
                float[] picture = pixels[(k * Picture.Length)..((k + 1) * Picture.Length)];
                float[] target = targets[(k * count)..((k + 1) * count)];
                Assert.Equal(1, target.Sum(), 1e-6f);
                Assert.All(target, share => Assert.InRange(share, 0, 1));
                double mean = target.Select((share, label) => (double)share * label).Sum();
                Assert.Equal(mean, picture.Average(value => (double)value), 1e-4);
                int partner = PartnerOf(k, target);
                if (partner < 0) alone++;
                else Assert.Equal(target[partner], targets[(partner * count) + k]);
            }
        }

        // One of an odd number is alone; beyond that a pair looks so whose share has rounded to nothing, which is rare.
        Assert.InRange(alone, 30 * (count % 2), (30 * (count % 2)) + (30 * count / 20));
    }

    [Fact]
    public void Cut_boxes_come_whole_from_the_partner()
    {
        float[] pixels = [.. Enumerable.Repeat(0f, Picture.Length), .. Enumerable.Repeat(1f, Picture.Length)];
        var shares = new List<double>();
        for (int batch = 0; batch < 200; batch++)
        {
            float[] mixed = [.. pixels];
            float[] targets = [0, 1];
            new Augmentation { CutMixAlpha = 1 }.Mix(mixed, targets, Picture, seed: 1, batch);
            float[] first = mixed[..Picture.Length];
            Assert.All(first, value => Assert.True(value is 0 or 1));
            int[] inside = [.. Enumerable.Range(0, Picture.Length).Where(i => first[i] == 1)];
            Assert.Equal((double)inside.Length / Picture.Length, targets[0], 1e-6);
            Assert.Equal(first.Select(value => 1 - value), mixed[Picture.Length..]);
            if (inside.Length == 0) continue;
            int height = (inside.Max() / (Picture.Width * 3)) - (inside.Min() / (Picture.Width * 3)) + 1;
            int width = inside.Max(i => i / 3 % Picture.Width) - inside.Min(i => i / 3 % Picture.Width) + 1;
            Assert.Equal(height * width * 3, inside.Length);
            shares.Add(targets[0]);
        }

        Assert.InRange(shares.Count, 150, 200);
        Assert.True(shares.Distinct().Count() > 50);
    }

    [Fact]
    public void Partners_change_from_batch_to_batch_and_batches_repeat_by_seed_and_number()
    {
        const int Count = 8;
        var settings = new Augmentation { MixUpAlpha = 100 };
        var partnersOfFirst = new HashSet<int>();
        for (int batch = 0; batch < 60; batch++)
        {
            float[] targets = Mixed(batch, seed: 2);
            Assert.Equal(targets, Mixed(batch, seed: 2));
            Assert.NotEqual(targets, Mixed(batch, seed: 3));
            partnersOfFirst.Add(PartnerOf(0, targets[..Count]));
        }

        Assert.Equal([1, 3, 5, 7], partnersOfFirst.Order()); // places that add up to odd sums

        float[] Mixed(int batch, int seed)
        {
            float[] targets = new float[Count * Count];
            for (int k = 0; k < Count; k++) targets[(k * Count) + k] = 1;
            settings.Mix(new float[Count * Picture.Length], targets, Picture, seed, batch);
            return targets;
        }
    }

    [Fact]
    public void A_batch_of_one_and_settings_without_mixing_change_nothing()
    {
        float[] pixels = Samples.Floats(new Random(1), 2 * Picture.Length, 0, 1);
        float[] before = [.. pixels];
        float[] targets = [0, 1];
        new Augmentation { RotationRange = 40 }.Mix(pixels, targets, Picture, 1, 1);
        new Augmentation { MixUpAlpha = 1, CutMixAlpha = 1 }.Mix(pixels.AsSpan(0, Picture.Length), targets.AsSpan(0, 1), Picture, 1, 1);
        Assert.Equal(before, pixels);
        Assert.Equal([0, 1], targets);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(0.1)]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(2.5)]
    [InlineData(100)]
    public void Shares_have_the_moments_of_the_beta_distribution(double alpha)
    {
        const int Count = 50_000;
        var random = new SplitMix64(77);
        double[] draws = [.. Enumerable.Range(0, Count).Select(_ => random.NextBeta(alpha))];
        Assert.All(draws, draw => Assert.InRange(draw, 0, 1));

        // Variance 1 / (4 (2α + 1)); that of the squared distance is at most 1/16 · the variance · 4. Bounds are five standard errors.
        double variance = 1 / (4 * ((2 * alpha) + 1));
        Assert.InRange(draws.Average(), 0.5 - (5 * Math.Sqrt(variance / Count)), 0.5 + (5 * Math.Sqrt(variance / Count)));
        Assert.InRange(draws.Average(draw => (draw - 0.5) * (draw - 0.5)), variance - (5 * Math.Sqrt(variance / 4 / Count)), variance + (5 * Math.Sqrt(variance / 4 / Count)));
        if (alpha == 1) Assert.InRange(draws.Count(draw => draw < 0.1), (Count / 10) - 335, (Count / 10) + 335);
    }

    private static int PartnerOf(int place, float[] target)
    {
        int partner = -1;
        for (int label = 0; label < target.Length; label++)
        {
            if (label == place || target[label] == 0) continue;
            Assert.Equal(-1, partner);
            partner = label;
        }

        return partner;
    }
}
