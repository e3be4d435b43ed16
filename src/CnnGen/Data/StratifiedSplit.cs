namespace CnnGen;

/// <summary>Cuts a data set so that both parts have the classes in the shares of the whole.</summary>
internal static class StratifiedSplit
{
    /// <summary>Brings the samples of the first part to the front; within both parts the order stays.</summary>
    /// <param name="order">All samples, in a random order.</param>
    /// <param name="dataset">Where they are.</param>
    /// <param name="fraction">Share of the first part.</param>
    /// <param name="total">Samples that the first part has unless classes are too small for it.</param>
    /// <returns>Samples of the first part.</returns>
    /// <exception cref="ArgumentException">Samples have no classes, or a part would have none of one.</exception>
    public static int Arrange(Span<int> order, IDataset dataset, double fraction, int total)
    {
        int[] labels = ReadLabels(dataset);
        int[] wanted = Quotas(labels, dataset, fraction, total);
        int first = wanted.Sum();
        int[] arranged = new int[order.Length];
        int front = 0;
        int back = first;
        foreach (int sample in order) arranged[wanted[labels[sample]]-- > 0 ? front++ : back++] = sample;
        arranged.CopyTo(order);
        return first;
    }

    /// <summary>Reads the class of every sample.</summary>
    /// <exception cref="ArgumentException">Samples have no classes, or a label has no name.</exception>
    private static int[] ReadLabels(IDataset dataset)
    {
        if (dataset.ClassNames.Count == 0) throw new ArgumentException("The samples have no classes: a stratified cut goes by them.", nameof(dataset));
        int[] labels = new int[dataset.Count];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = dataset.ReadLabel(i);
            if ((uint)labels[i] >= (uint)dataset.ClassNames.Count)
            {
                throw new ArgumentException($"Sample {i} has label {labels[i]}, but there are {dataset.ClassNames.Count} classes.", nameof(dataset));
            }
        }

        return labels;
    }

    /// <summary>
    /// For each class its samples times the fraction, rounded down or up so that the sum is <paramref name="total"/>: the largest remainders are rounded up,
    /// the first of equals. Every class has at least one sample on either side, which may move the sum.
    /// </summary>
    /// <exception cref="ArgumentException">A class has fewer than two samples, so that a part would have none of it.</exception>
    private static int[] Quotas(int[] labels, IDataset dataset, double fraction, int total)
    {
        int[] counts = new int[dataset.ClassNames.Count];
        foreach (int label in labels) counts[label]++;
        int poor = Array.FindIndex(counts, count => count < 2);
        if (poor >= 0)
        {
            string found = counts[poor] == 0 ? "no sample" : "one sample";
            throw new ArgumentException($"Class {poor} ('{dataset.ClassNames[poor]}') has {found}, so that a part of a stratified cut would have none of it: two are the least. Add some, or cut without stratifying.", nameof(dataset));
        }

        int[] quotas = [.. counts.Select(count => Math.Clamp((int)(count * fraction), 1, count - 1))];
        int rest = total - quotas.Sum();
        IEnumerable<int> byRemainder = Enumerable.Range(0, counts.Length)
            .Where(index => quotas[index] < counts[index] * fraction && quotas[index] + 1 < counts[index])
            .OrderByDescending(index => (counts[index] * fraction) - quotas[index])
            .Take(Math.Max(rest, 0));
        foreach (int index in byRemainder.ToArray()) quotas[index]++;
        return quotas;
    }
}
