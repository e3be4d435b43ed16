using System.Numerics;
using System.Runtime.InteropServices;

namespace CnnGen;

/// <summary>Looks through values for what a network should not be given. One pass over whole vectors: a few microseconds for 67,500 values.</summary>
internal static class PixelRange
{
    private const int SignOff = 0x7FFFFFFF;

    /// <summary>Checks what a data set gave for a batch, before augmentation.</summary>
    /// <param name="batch">A batch of its samples.</param>
    /// <param name="dataset">Where they are: the sample at fault is read again to be described.</param>
    /// <param name="limits">How large values may be.</param>
    /// <param name="isFirst">Whether it is the first: whether pixels are 0..255 shows there.</param>
    /// <param name="name">The argument that the data came in.</param>
    /// <exception cref="ArgumentException">A value is not finite, or beyond the limits.</exception>
    public static void Check(Batch batch, IDataset dataset, PixelLimits limits, bool isFirst, string name)
    {
        Summary all = default;
        foreach (Summary summary in batch.Found) all = all.With(summary);
        float limit = isFirst && !all.AnyNegative ? limits.Pixel : limits.Magnitude;
        if (!all.Exceeds(limit)) return;
        int place = 0;
        while (!batch.Found[place].Exceeds(limit)) place++;
        float[] pixels = new float[dataset.Shape.Length];
        dataset.ReadPixels(batch.Samples[place], pixels);
        string what = Scan(pixels).Exceeds(limit) ? Describe(pixels, limit, limits).What : "was no pixel, and is another now: reading has to give the same values every time.";
        throw new ArgumentException($"Sample {batch.Samples[place]} of the data set has a value that {what}", name);
    }

    /// <summary>Checks that values are 0..1, where augmentation would cut others.</summary>
    /// <param name="batch">The first batch of a training.</param>
    /// <param name="dataset">Where its samples are.</param>
    /// <param name="name">The argument that the data came in.</param>
    /// <exception cref="ArgumentException">One is not.</exception>
    public static void CheckUncut(Batch batch, IDataset dataset, string name)
    {
        float[] pixels = new float[dataset.Shape.Length];
        for (int place = 0; place < batch.Count; place++)
        {
            if (!batch.Found[place].AnyNegative && !batch.Found[place].Exceeds(PixelLimits.Usual.Pixel)) continue;
            dataset.ReadPixels(batch.Samples[place], pixels);
            int beyond = Array.FindIndex(pixels, value => value < 0 || value > PixelLimits.Usual.Pixel); // −0 has a sign and is not below 0
            if (beyond < 0) continue;
            throw new ArgumentException(
                FormattableString.Invariant($"Sample {batch.Samples[place]} of the data set has a value that is {pixels[beyond]}, but augmentation cuts what colours and noise change to 0..1. Where other values are meant, set {nameof(Augmentation.ClipsPixels)} to false."), name);
        }
    }

    /// <summary>Checks what is to be predicted from.</summary>
    /// <param name="pixels">Samples one after the other.</param>
    /// <param name="limits">How large values may be.</param>
    /// <exception cref="ArgumentException">A value is not finite, or too large for a pixel.</exception>
    public static void Check(ReadOnlySpan<float> pixels, PixelLimits limits)
    {
        if (Scan(pixels).Exceeds(limits.Magnitude)) throw Wrong(pixels, limits);
    }

    /// <summary>Whether no value is infinite or not a number.</summary>
    public static bool AllFinite(ReadOnlySpan<float> values) => !Scan(values).Exceeds(float.MaxValue);

    private static ArgumentException Wrong(ReadOnlySpan<float> pixels, PixelLimits limits)
    {
        (int place, string what) = Describe(pixels, limits.Magnitude, limits);
        return new ArgumentException(FormattableString.Invariant($"Value {place} {what}"), nameof(pixels));
    }

    /// <summary>The first value that is beyond a limit, and what to do.</summary>
    private static (int Place, string What) Describe(ReadOnlySpan<float> values, float limit, PixelLimits limits)
    {
        int place = 0;
        while (Math.Abs(values[place]) <= limit) place++; // ends, at what is not a number too: such a value is there
        string remedy = float.IsFinite(values[place])
            ? $"{limits.Remedy}. Where larger values are meant, set the model's {nameof(CompiledModel.ChecksPixels)} to false"
            : "look for a division by 0, or for bytes that were taken for floats as they lie";
        return (place, FormattableString.Invariant($"is {values[place]}, but {limits.Expected}: {remedy}."));
    }

    /// <summary>Looks through values.</summary>
    public static Summary Scan(ReadOnlySpan<float> values)
    {
        Vector<int> largest = Vector<int>.Zero;
        Vector<int> signs = Vector<int>.Zero;
        ReadOnlySpan<Vector<int>> vectors = MemoryMarshal.Cast<float, Vector<int>>(values);
        var signOff = new Vector<int>(SignOff);
        foreach (Vector<int> bits in vectors)
        {
            largest = Vector.Max(largest, bits & signOff);
            signs |= bits;
        }

        ReadOnlySpan<float> tail = values[(vectors.Length * Vector<int>.Count)..];
        if (tail.IsEmpty) return new Summary(largest, signs);
        Span<int> lanes = stackalloc int[Vector<int>.Count];
        lanes.Clear();
        MemoryMarshal.Cast<float, int>(tail).CopyTo(lanes);
        var last = new Vector<int>(lanes);
        return new Summary(Vector.Max(largest, last & signOff), signs | last);
    }

    /// <summary>What was seen, lane by lane.</summary>
    /// <param name="Largest">The bits of the largest magnitudes, which are ordered as magnitudes are, with infinity and then NaN above all others.</param>
    /// <param name="Signs">All bits together: the sign is set where one was.</param>
    internal readonly record struct Summary(Vector<int> Largest, Vector<int> Signs)
    {
        public bool AnyNegative => Vector.LessThanAny(Signs, Vector<int>.Zero);

        /// <summary>Whether a magnitude is above a limit, or a value is not a number.</summary>
        public bool Exceeds(float limit) => Vector.GreaterThanAny(Largest, new Vector<int>(BitConverter.SingleToInt32Bits(limit)));

        /// <summary>What was seen here or there.</summary>
        public Summary With(in Summary other) => new(Vector.Max(Largest, other.Largest), Signs | other.Signs);
    }
}
