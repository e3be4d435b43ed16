namespace CnnGen.Reports.Tests;

/// <summary>Data made up from a seed.</summary>
internal static class TestData
{
    /// <summary>Pictures of noise with a brighter band for each class, from top to bottom.</summary>
    public static InMemoryDataset Bands(ImageShape shape, int count, IReadOnlyList<string> classes, int seed = 5)
    {
        var random = new Random(seed);
        float[] pixels = Noise(random, count * shape.Length);
        int[] labels = [.. Enumerable.Range(0, count).Select(_ => random.Next(classes.Count))];
        for (int i = 0; i < count; i++)
        {
            int rows = Math.Max(1, shape.Height / classes.Count);
            int first = Math.Min(labels[i] * rows, shape.Height - rows);
            foreach (ref float value in pixels.AsSpan((i * shape.Length) + (first * shape.Width * shape.Channels), rows * shape.Width * shape.Channels)) value += 0.3f;
        }

        return new InMemoryDataset(shape, pixels, labels, classes);
    }

    /// <summary>Noise with values to be told from it.</summary>
    public static InMemoryDataset Values(ImageShape shape, int count, int length, Func<float, float> value, int seed = 5)
    {
        var random = new Random(seed);
        float[] pixels = Noise(random, count * shape.Length);
        float[] targets = [.. Enumerable.Range(0, count * length).Select(i => value(pixels[(i / length * shape.Length) + (i % length)]))];
        return new InMemoryDataset(shape, pixels, targets, length);
    }

    /// <summary>A history whose training loss falls all the time, and whose validation loss turns up after an epoch; with a little noise.</summary>
    public static History Overfitted(int epochs, int turn, int seed = 5)
    {
        var random = new Random(seed);
        double Shake() => 0.02 * (random.NextDouble() - 0.5);
        return new History([.. Enumerable.Range(1, epochs).Select(epoch =>
        {
            double loss = 0.7 * Math.Exp(-0.08 * epoch);
            double validation = (0.7 * Math.Exp(-0.08 * Math.Min(epoch, turn))) + (0.02 * Math.Max(0, epoch - turn)) + 0.1;
            double accuracy = 0.98 - (0.5 * Math.Exp(-0.1 * epoch));
            return new EpochResult(epoch, loss + Shake(), accuracy + Shake(), validation + Shake(), 0.95 - (0.45 * Math.Exp(-0.1 * Math.Min(epoch, turn))) + Shake(), 12, 180)
            {
                LearningRate = 0.001f,
                WaitingShare = 0.05,
                ValidationSeconds = 2,
            };
        })]);
    }

    private static float[] Noise(Random random, int count)
    {
        float[] values = new float[count];
        foreach (ref float value in values.AsSpan()) value = 0.6f * random.NextSingle();
        return values;
    }
}
