namespace CnnGen;

/// <summary>
/// −t · ln p − (1 − t) · ln(1 − p), mean over all values; t is 0, 1 or between.
/// From logits x: max(x, 0) − x · t + ln(1 + exp(−|x|)), with the gradient σ(x) − t.
/// From probabilities, p counts as at least 1e-7 and at most 1 − 1e-7, in the loss and in the gradient (p − t) / (p · (1 − p)) alike.
/// </summary>
public sealed class BinaryCrossEntropy : Loss
{
    /// <summary>Whether outputs are logits, with the sigmoid part of the loss; otherwise they are probabilities.</summary>
    public bool FromLogits { get; init; }

    /// <summary>s in t ← (1 − s) · t + s / 2; 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in [0, 1).</exception>
    public double LabelSmoothing { get; init => field = CheckedSmoothing(value); }

    /// <inheritdoc/>
    protected override double ComputeMean(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, Span<float> gradient, int sampleLength)
    {
        double sum = 0;
        double scale = 1.0 / outputs.Length;
        for (int i = 0; i < outputs.Length; i++)
        {
            double target = ((1 - LabelSmoothing) * targets[i]) + (LabelSmoothing / 2);
            (double loss, double slope) = FromLogits ? OfLogit(outputs[i], target) : OfProbability(outputs[i], target);
            sum += loss;
            if (!gradient.IsEmpty) gradient[i] = (float)(scale * slope);
        }

        return sum * scale;
    }

    private static (double Loss, double Slope) OfLogit(double logit, double target)
    {
        double decay = Math.Exp(-Math.Abs(logit));
        double sigmoid = logit >= 0 ? 1 / (1 + decay) : decay / (1 + decay);
        return (Math.Max(logit, 0) - (logit * target) + LogOnePlus(decay), sigmoid - target);
    }

    private static (double Loss, double Slope) OfProbability(double output, double target)
    {
        const double smallest = CategoricalCrossEntropy.SmallestProbability;
        double p = Math.Clamp(output, smallest, 1 - smallest);
        return (-(target * Math.Log(p)) - ((1 - target) * Math.Log(1 - p)), (p - target) / (p * (1 - p)));
    }

    /// <summary>ln(1 + x) without losing a small x in the sum (Goldberg 1991, "What every computer scientist should know about floating-point arithmetic", theorem 4).</summary>
    private static double LogOnePlus(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : x * Math.Log(sum) / (sum - 1);
    }
}
