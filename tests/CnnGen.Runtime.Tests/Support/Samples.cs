namespace CnnGen.Runtime.Tests;

/// <summary>Data made up from a seed.</summary>
internal static class Samples
{
    public static readonly ImageShape Small = new(2, 3, 2);

    /// <summary>Random pictures, each of the class in whose place its pixels are brightened.</summary>
    public static InMemoryDataset Separable(int count, int classes, int seed = 7)
    {
        var random = new Random(seed);
        float[] pixels = Floats(random, count * Small.Length, 0, 0.5f);
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = random.Next(classes);
            pixels[(i * Small.Length) + labels[i]] += 0.5f;
        }

        return new InMemoryDataset(Small, pixels, labels, InMemoryDataset.NumberedClasses(classes));
    }

    public static float[] Floats(Random random, int count, float from = -1, float to = 1)
    {
        float[] values = new float[count];
        foreach (ref float value in values.AsSpan()) value = from + ((to - from) * random.NextSingle());
        return values;
    }
}
