namespace CnnGen;

/// <summary>Ways to cut a data set.</summary>
public static class DatasetExtensions
{
    /// <summary>Cuts a data set in two at random, so that a part can be kept from training.</summary>
    /// <param name="dataset">What is cut.</param>
    /// <param name="fraction">Share of the first part, above 0 and below 1; rounded to whole samples, with at least one on either side.</param>
    /// <param name="seed">The same seed cuts the same way on every machine.</param>
    /// <param name="stratified">
    /// Whether both parts have the classes in the shares of the whole: the first then has, of each class, its samples times the fraction to within one, and at least one
    /// is on either side. Reads all labels.
    /// </param>
    /// <returns>Two parts that have no sample in common.</returns>
    /// <exception cref="ArgumentException">
    /// There are fewer than two samples, or the fraction is out of its range; stratified, samples have no classes or one of <see cref="IDataset.ClassNames"/> has fewer than
    /// two samples, and the message names it.
    /// </exception>
    public static (Subset First, Subset Second) Split(this IDataset dataset, double fraction, int seed, bool stratified = false)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (!(fraction > 0 && fraction < 1)) throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "The share of the first part lies between 0 and 1.");
        if (dataset.Count < 2) throw new ArgumentException($"{dataset.Count} samples cannot be cut in two.", nameof(dataset));
        int first = Math.Clamp((int)Math.Round(dataset.Count * fraction), 1, dataset.Count - 1);
        int[] order = new int[dataset.Count];
        SampleOrder.Shuffle(order, seed, pass: 0);
        if (stratified) first = StratifiedSplit.Arrange(order, dataset, fraction, first);
        return (new Subset(dataset, order.AsSpan(0, first)), new Subset(dataset, order.AsSpan(first)));
    }

    /// <summary>The first samples.</summary>
    /// <param name="dataset">Where they are.</param>
    /// <param name="count">How many; all where there are fewer.</param>
    /// <returns>Those samples.</returns>
    public static Subset Take(this IDataset dataset, int count)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int[] order = new int[Math.Min(count, dataset.Count)];
        SampleOrder.Restart(order);
        return new Subset(dataset, order);
    }
}
