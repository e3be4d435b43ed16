using System.Numerics;
using System.Runtime.InteropServices;

namespace CnnGen;

/// <summary>MixUp and CutMix: the samples of a batch, two by two, and their targets.</summary>
internal static class BatchMixing
{
    /// <summary>Sets the draws apart from those of a picture.</summary>
    private const long Batches = -1;

    /// <summary>Mixes in place.</summary>
    public static void Mix(Augmentation settings, Span<float> pixels, Span<float> targets, ImageShape shape, int seed, long batch)
    {
        SplitMix64 random = AugmentationRandom.For(seed, Batches, batch);
        int count = pixels.Length / shape.Length;
        int targetLength = targets.Length / count;

        // A sample's partner stands where the places add up to a number drawn, modulo the count: so each is its partner's partner. Odd sums of even counts leave nobody alone.
        int sum = count % 2 == 0 ? (2 * random.NextInt(count / 2)) + 1 : random.NextInt(count);
        for (int place = 0; place < count; place++)
        {
            int partner = (sum - place + count) % count;
            if (partner <= place) continue;
            Span<float> first = pixels.Slice(place * shape.Length, shape.Length);
            Span<float> second = pixels.Slice(partner * shape.Length, shape.Length);
            double kept = ChoosesCutMix(settings, ref random)
                ? Exchange(first, second, shape, random.NextBeta(settings.CutMixAlpha), ref random)
                : Blend(first, second, random.NextBeta(settings.MixUpAlpha));
            Blend(targets.Slice(place * targetLength, targetLength), targets.Slice(partner * targetLength, targetLength), kept);
        }
    }

    /// <summary>By a coin where both are asked for.</summary>
    private static bool ChoosesCutMix(Augmentation settings, ref SplitMix64 random)
    {
        bool coin = random.NextDouble() < 0.5;
        return settings.CutMixAlpha > 0 && (settings.MixUpAlpha == 0 || coin);
    }

    /// <summary>a ← λ · a + (1 − λ) · b, and b ← λ · b + (1 − λ) · a.</summary>
    private static double Blend(Span<float> first, Span<float> second, double kept)
    {
        float keep = (float)kept;
        float give = 1 - keep;
        Span<Vector<float>> firsts = MemoryMarshal.Cast<float, Vector<float>>(first);
        Span<Vector<float>> seconds = MemoryMarshal.Cast<float, Vector<float>>(second);
        for (int i = 0; i < firsts.Length; i++) (firsts[i], seconds[i]) = ((firsts[i] * keep) + (seconds[i] * give), (seconds[i] * keep) + (firsts[i] * give));
        for (int i = firsts.Length * Vector<float>.Count; i < first.Length; i++) (first[i], second[i]) = ((first[i] * keep) + (second[i] * give), (second[i] * keep) + (first[i] * give));
        return kept;
    }

    /// <summary>
    /// Exchanges a box of a share 1 − λ of the picture, with the picture's proportions and its centre anywhere, cut at the edges (Yun et al. 2019, arXiv 1905.04899, section 3.1).
    /// </summary>
    /// <returns>The share of the picture that is outside the box as it was cut.</returns>
    private static double Exchange(Span<float> first, Span<float> second, ImageShape shape, double kept, ref SplitMix64 random)
    {
        double side = Math.Sqrt(1 - kept);
        (int top, int bottom) = Extent(shape.Height, side, ref random);
        (int left, int right) = Extent(shape.Width, side, ref random);
        int length = (right - left) * shape.Channels;
        for (int row = top; row < bottom; row++)
        {
            int start = ((row * shape.Width) + left) * shape.Channels;
            Span<float> one = first.Slice(start, length);
            Span<float> other = second.Slice(start, length);
            for (int i = 0; i < length; i++) (one[i], other[i]) = (other[i], one[i]);
        }

        return 1 - ((double)(bottom - top) * (right - left) / ((double)shape.Height * shape.Width));
    }

    private static (int From, int To) Extent(int size, double share, ref SplitMix64 random)
    {
        int length = (int)Math.Round(size * share);
        int from = random.NextInt(size) - (length / 2);
        return (Math.Max(from, 0), Math.Min(from + length, size));
    }
}
