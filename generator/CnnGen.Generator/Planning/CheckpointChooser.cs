namespace CnnGen.Generator.Planning;

/// <summary>A value of the forward pass, with what it takes to keep it and what to compute it again. Floats and multiply-adds are those of a sample.</summary>
/// <param name="Floats">Floats of the value.</param>
/// <param name="Winners">Floats of what a pool keeps beside it.</param>
/// <param name="IsRead">Whether gradients read the value.</param>
/// <param name="IsReadByOwn">Whether that of the operation which wrote it does, and not only that of the one behind.</param>
/// <param name="Gradients">Floats that are alive beside values of the forward pass, at the most, while its gradient is passed on.</param>
/// <param name="GradientsBefore">The same just before.</param>
/// <param name="Work">Multiply-adds of computing it from the value before.</param>
internal readonly record struct ChainValue(long Floats, long Winners, bool IsRead, bool IsReadByOwn, long Gradients, long GradientsBefore, long Work)
{
    /// <summary>Floats that wait for the backward pass.</summary>
    public long Waiting => (IsRead ? Floats : 0) + Winners;

    /// <summary>Floats that are wanted while its gradient is passed on.</summary>
    public long Own => (IsReadByOwn ? Floats : 0) + Winners;

    /// <summary>Floats that computing it writes.</summary>
    public long Written => Floats + Winners;
}

/// <summary>
/// Chooses which values of a chain are kept for the backward pass: those between two of them (a segment) are computed again from the first, all together, before their gradients
/// (Chen et al. 2016, arXiv 1604.06174). What follows the last one is not given up, as its gradients come next anyway.
/// </summary>
/// <param name="values">The value that the chain reads, which is kept, and those that its operations leave.</param>
internal sealed class CheckpointChooser(IReadOnlyList<ChainValue> values)
{
    /// <summary>Floats that wait behind each value, itself among them.</summary>
    private readonly long[] _waiting = SumUp(values);

    private int Last => values.Count - 1;

    /// <summary>
    /// The checkpoints whose peak is smallest. Where memory allows, more are kept, those first that take most work to compute again.
    /// </summary>
    /// <param name="floor">Floats that are taken elsewhere whatever is chosen: below it nothing is gained.</param>
    /// <returns>Their indices, ascending; the first is 0, and the last value is none of them.</returns>
    public int[] Choose(long floor)
    {
        // best[i] = min over j of the peak of a segment from i to j, and of what is behind: whatever is kept before i comes on top of all of it alike.
        var best = new long[values.Count];
        var next = new int[values.Count];
        for (int i = Last - 1; i >= 0; i--)
        {
            best[i] = long.MaxValue;
            for (int j = i + 1; j <= Last; j++)
            {
                long peak = Peak(i, j, best[j]);
                if (peak < best[i]) (best[i], next[i]) = (peak, j);
            }
        }

        var chosen = new SortedSet<int>();
        for (int i = 0; i < Last; i = next[i]) chosen.Add(i);
        long limit = Math.Max(floor, best[0]);
        foreach (int candidate in Enumerable.Range(1, Math.Max(0, Last - 1)).Where(i => !chosen.Contains(i)).OrderByDescending(SavedBy).ThenBy(i => i).ToList())
        {
            chosen.Add(candidate);
            if (PeakOf([.. chosen]) > limit) chosen.Remove(candidate);
        }

        return [.. chosen];
    }

    /// <summary>Floats that the chain takes at its peak.</summary>
    /// <param name="checkpoints">Indices of what is kept, ascending, from 0 on.</param>
    public long PeakOf(IReadOnlyList<int> checkpoints)
    {
        long peak = 0;
        int end = Last;
        for (int i = checkpoints.Count - 1; i >= 0; i--)
        {
            peak = Peak(checkpoints[i], end, peak);
            end = checkpoints[i];
        }

        return peak;
    }

    /// <summary>The last value that a segment computes again: what gradients read behind it is kept. The segment's first where there is none, or nothing is given up.</summary>
    /// <param name="first">The checkpoint before the segment.</param>
    /// <param name="end">The one at its end, or the last value.</param>
    public int LastRepeated(int first, int end)
    {
        if (end == Last) return first;
        int repeated = end - 1;
        while (repeated > first && values[repeated].Waiting == 0) repeated--;
        return repeated;
    }

    /// <summary>Floats from a checkpoint on, at the peak of a segment or of what is behind it.</summary>
    /// <param name="i">The checkpoint.</param>
    /// <param name="j">The end of the segment.</param>
    /// <param name="behind">Floats at the peak of what is behind, the value j among them.</param>
    private long Peak(int i, int j, long behind)
    {
        bool isLast = j == Last;
        int repeated = isLast ? Last : LastRepeated(i, j);
        long peak = isLast ? 0 : values[j].Winners + behind;
        for (int m = i + 1; m <= j; m++)
        {
            // Computing m: what waits already, what m is computed from, and m; the second time beside what the end of the segment has kept, and its gradient.
            long computing = values[m].Written + (m - 1 > i ? values[m - 1].Written : 0);
            long waiting = m - 2 > i ? _waiting[m - 2] - _waiting[i] : 0;
            if (isLast) computing += waiting;
            else if (m <= repeated) computing += waiting + values[j].Own + values[j].GradientsBefore;

            // The gradient of m: what waits before m, what its own operation reads, and gradients.
            long passing = _waiting[m - 1] - _waiting[i] + values[m].Own + values[m].Gradients;
            peak = Math.Max(peak, Math.Max(computing, passing));
        }

        bool isWanted = values[i].IsRead || (!isLast && repeated > i);
        return peak + (isWanted ? values[i].Floats : 0);
    }

    /// <summary>Multiply-adds that keeping a value saves where all before it, up to one that waits too, would be computed for it alone.</summary>
    private long SavedBy(int value)
    {
        long work = values[value].Work;
        for (int i = value - 1; i > 0 && values[i].Waiting == 0; i--) work += values[i].Work;
        return work;
    }

    private static long[] SumUp(IReadOnlyList<ChainValue> values)
    {
        var sums = new long[values.Count];
        for (int i = 0; i < sums.Length; i++) sums[i] = (i == 0 ? 0 : sums[i - 1]) + values[i].Waiting;
        return sums;
    }
}
