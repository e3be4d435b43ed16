namespace CnnGen;

/// <summary>|output − target|, mean over all values; the slope at 0 is taken as 0.</summary>
public sealed class MeanAbsoluteError : Loss
{
    /// <inheritdoc/>
    protected override double ComputeMean(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, Span<float> gradient, int sampleLength)
    {
        double sum = 0;
        double scale = 1.0 / outputs.Length;
        for (int i = 0; i < outputs.Length; i++)
        {
            double difference = (double)outputs[i] - targets[i];
            sum += Math.Abs(difference);
            if (!gradient.IsEmpty) gradient[i] = (float)(difference > 0 ? scale : difference < 0 ? -scale : 0);
        }

        return sum * scale;
    }
}
