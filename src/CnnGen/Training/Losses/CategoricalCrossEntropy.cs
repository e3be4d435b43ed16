namespace CnnGen;

/// <summary>
/// −Σ targetᵢ · ln pᵢ over the classes, mean over the samples (over all pixels where each has its class).
/// From logits x, ln pᵢ = xᵢ − ln Σⱼ exp xⱼ, with the largest logit taken out first; ∂/∂xᵢ = pᵢ · Σⱼ targetⱼ − targetᵢ.
/// From probabilities, pᵢ below 1e-7 counts as 1e-7, in the loss and in the gradient −targetᵢ / pᵢ alike.
/// </summary>
public sealed class CategoricalCrossEntropy : ClassificationLoss
{
    internal const double SmallestProbability = 1e-7;

    /// <summary>Whether outputs are logits, with the softmax part of the loss; otherwise they are probabilities.</summary>
    public bool FromLogits { get; init; }

    private protected override double ComputeGroup(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, Span<float> gradient, TargetScale smoothing, double scale) =>
        FromLogits ? FromLogitsGroup(outputs, targets, gradient, smoothing, scale) : FromProbabilitiesGroup(outputs, targets, gradient, smoothing, scale);

    private static double FromLogitsGroup(ReadOnlySpan<float> logits, ReadOnlySpan<float> targets, Span<float> gradient, TargetScale smoothing, double scale)
    {
        double largest = logits[0];
        foreach (float logit in logits) largest = Math.Max(largest, logit);

        double exponentials = 0;
        foreach (float logit in logits) exponentials += Math.Exp(logit - largest);
        double logSum = Math.Log(exponentials);

        double loss = 0;
        double targetSum = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            double target = smoothing.Apply(targets[i]);
            loss += target * (logSum - (logits[i] - largest));
            targetSum += target;
        }

        for (int i = 0; i < gradient.Length; i++)
        {
            double probability = Math.Exp(logits[i] - largest) / exponentials;
            gradient[i] = (float)(scale * ((probability * targetSum) - smoothing.Apply(targets[i])));
        }

        return loss;
    }

    private static double FromProbabilitiesGroup(ReadOnlySpan<float> probabilities, ReadOnlySpan<float> targets, Span<float> gradient, TargetScale smoothing, double scale)
    {
        double loss = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            double target = smoothing.Apply(targets[i]);
            double probability = Math.Max(probabilities[i], SmallestProbability);
            loss -= target * Math.Log(probability);
            if (!gradient.IsEmpty) gradient[i] = (float)(-scale * target / probability);
        }

        return loss;
    }
}
