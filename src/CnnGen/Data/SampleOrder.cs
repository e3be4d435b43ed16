namespace CnnGen;

/// <summary>The order in which samples come.</summary>
internal static class SampleOrder
{
    /// <summary>0, 1, 2, ….</summary>
    public static void Restart(Span<int> order)
    {
        for (int i = 0; i < order.Length; i++) order[i] = i;
    }

    /// <summary>A random order that seed and pass alone decide, after Fisher and Yates.</summary>
    public static void Shuffle(Span<int> order, int seed, long pass)
    {
        Restart(order);
        var random = new SplitMix64(new SplitMix64((uint)seed).Next() ^ (ulong)pass);
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = random.NextInt(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
    }
}
