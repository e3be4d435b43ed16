namespace CnnGen;

/// <summary>−Σ targetᵢ · outputᵢ over the classes, for outputs that are log-probabilities; mean over the samples (over all pixels where each has its class).</summary>
public sealed class NegativeLogLikelihood : ClassificationLoss
{
    private protected override double ComputeGroup(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, Span<float> gradient, TargetScale smoothing, double scale)
    {
        double loss = 0;
        for (int i = 0; i < outputs.Length; i++)
        {
            double target = smoothing.Apply(targets[i]);
            loss -= target * outputs[i];
            if (!gradient.IsEmpty) gradient[i] = (float)(-scale * target);
        }

        return loss;
    }
}
