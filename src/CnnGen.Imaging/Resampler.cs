namespace CnnGen.Imaging;

/// <summary>
/// Resizes by a separable triangle filter that widens as a picture shrinks: bilinear when enlarging, antialiased when reducing, so that fine patterns become grey and not moiré.
/// A picture is stretched to the size asked for; its proportions are not kept.
/// </summary>
internal static class Resampler
{
    private const int Channels = 4;

    /// <summary>
    /// Resizes RGBA bytes, [height, width, 4]. Each row of the source is added to the rows of the target that it is part of, so that memory follows from the target
    /// and not from the source: a small file may hold a picture of one column and a million rows.
    /// </summary>
    public static void Resize(ReadOnlySpan<byte> source, int sourceWidth, int sourceHeight, Span<byte> target, int width, int height)
    {
        Taps columns = Taps.Create(sourceWidth, width);
        Taps rows = Taps.Create(sourceHeight, height);
        int length = width * Channels;
        float[] sums = new float[checked(height * length)];
        float[] line = new float[length];
        int first = 0;
        for (int sourceRow = 0; sourceRow < sourceHeight; sourceRow++)
        {
            ResizeRow(source.Slice(sourceRow * sourceWidth * Channels, sourceWidth * Channels), columns, line);
            while (first < height && rows.First[first] + rows.Count <= sourceRow) first++;
            for (int row = first; row < height && rows.First[row] <= sourceRow; row++)
            {
                float weight = rows.Weights[(row * rows.Count) + sourceRow - rows.First[row]];
                if (weight != 0) AddTo(sums.AsSpan(row * length, length), line, weight);
            }
        }

        for (int i = 0; i < sums.Length; i++) target[i] = (byte)Math.Clamp(sums[i] + 0.5f, 0, 255);
    }

    private static void AddTo(Span<float> sum, ReadOnlySpan<float> line, float weight)
    {
        for (int i = 0; i < sum.Length; i++) sum[i] += weight * line[i];
    }

    private static void ResizeRow(ReadOnlySpan<byte> source, Taps taps, Span<float> target)
    {
        for (int x = 0; x < taps.First.Length; x++)
        {
            float red = 0, green = 0, blue = 0, alpha = 0;
            for (int k = 0; k < taps.Count; k++)
            {
                float weight = taps.Weights[(x * taps.Count) + k];
                if (weight == 0) continue;
                ReadOnlySpan<byte> pixel = source.Slice((taps.First[x] + k) * Channels, Channels);
                red += weight * pixel[0];
                green += weight * pixel[1];
                blue += weight * pixel[2];
                alpha += weight * pixel[3];
            }

            Span<float> result = target.Slice(x * Channels, Channels);
            (result[0], result[1], result[2], result[3]) = (red, green, blue, alpha);
        }
    }

    /// <summary>For each target position the first source position and the weights from there on, as many for each, of sum 1.</summary>
    private sealed record Taps(int Count, int[] First, float[] Weights)
    {
        public static Taps Create(int source, int target)
        {
            double scale = (double)source / target;
            double support = Math.Max(scale, 1);
            int count = Math.Min((int)Math.Ceiling(support * 2) + 1, source);
            int[] first = new int[target];
            float[] weights = new float[checked(target * count)];
            double[] raw = new double[count];
            for (int i = 0; i < target; i++)
            {
                double centre = ((i + 0.5) * scale) - 0.5;
                first[i] = Math.Clamp((int)Math.Ceiling(centre - support), 0, source - count);
                for (int k = 0; k < count; k++) raw[k] = Math.Max(0, 1 - (Math.Abs(first[i] + k - centre) / support));
                double sum = raw.Sum();
                for (int k = 0; k < count; k++) weights[(i * count) + k] = (float)(raw[k] / sum);
            }

            return new Taps(count, first, weights);
        }
    }
}
