namespace CnnGen;

/// <summary>How often each class was answered with each class.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[] _counts;

    internal ConfusionMatrix(IReadOnlyList<string> classNames)
    {
        ClassNames = classNames;
        _counts = new long[checked(classNames.Count * classNames.Count)];
    }

    /// <summary>Names of the classes in the order of their indices.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Answers of one kind.</summary>
    /// <param name="actual">The class that the sample is of.</param>
    /// <param name="predicted">The class that the model answered.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public long this[int actual, int predicted] => _counts[IndexOf(actual, predicted)];

    /// <summary>Precision, recall and F1 of each class, in the order of their indices.</summary>
    /// <returns>One entry a class.</returns>
    public IReadOnlyList<ClassMetrics> PerClass()
    {
        int count = ClassNames.Count;
        var metrics = new ClassMetrics[count];
        for (int i = 0; i < count; i++)
        {
            long actual = 0;
            long predicted = 0;
            for (int other = 0; other < count; other++)
            {
                actual += this[i, other];
                predicted += this[other, i];
            }

            metrics[i] = new ClassMetrics(ClassNames[i], this[i, i], actual, predicted);
        }

        return metrics;
    }

    internal void Add(int actual, int predicted) => _counts[IndexOf(actual, predicted)]++;

    private int IndexOf(int actual, int predicted)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)actual, (uint)ClassNames.Count, nameof(actual));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)predicted, (uint)ClassNames.Count, nameof(predicted));
        return (actual * ClassNames.Count) + predicted;
    }
}
