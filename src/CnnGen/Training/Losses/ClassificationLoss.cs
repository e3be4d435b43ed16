namespace CnnGen;

/// <summary>
/// A loss over groups of values of which each has one right class: the units of a sample, or the channels of each of its pixels.
/// The mean is over the groups.
/// </summary>
public abstract class ClassificationLoss : Loss
{
    /// <summary>Values of one group; null where a sample is one group. For an output [height, width, channels] with a class for each pixel: the channels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? ClassCount
    {
        get;
        init
        {
            if (value is { } count) ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(value));
            field = value;
        }
    }

    /// <summary>s in target ← (1 − s) · target + s / classes (Szegedy et al. 2016, arXiv 1512.00567, section 7); 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in [0, 1).</exception>
    public double LabelSmoothing { get; init => field = CheckedSmoothing(value); }

    /// <inheritdoc/>
    protected sealed override double ComputeMean(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, Span<float> gradient, int sampleLength)
    {
        int classes = ClassCount ?? sampleLength;
        if (sampleLength % classes != 0)
        {
            throw new ArgumentException($"Samples of {sampleLength} values are not whole groups of {classes} classes.", nameof(sampleLength));
        }

        int groups = outputs.Length / classes;
        double keep = 1 - LabelSmoothing;
        double spread = LabelSmoothing / classes;
        double sum = 0;
        for (int first = 0; first < outputs.Length; first += classes)
        {
            Span<float> groupGradient = gradient.IsEmpty ? default : gradient.Slice(first, classes);
            sum += ComputeGroup(outputs.Slice(first, classes), targets.Slice(first, classes), groupGradient, new TargetScale(keep, spread), 1.0 / groups);
        }

        return sum / groups;
    }

    /// <summary>The loss of one group, and <paramref name="scale"/> times its gradient.</summary>
    private protected abstract double ComputeGroup(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, Span<float> gradient, TargetScale smoothing, double scale);

    /// <summary>Label smoothing as a line: target ← Keep · target + Spread.</summary>
    private protected readonly record struct TargetScale(double Keep, double Spread)
    {
        public double Apply(float target) => (Keep * target) + Spread;
    }
}
