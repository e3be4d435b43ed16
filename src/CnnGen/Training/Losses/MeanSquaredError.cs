namespace CnnGen;

/// <summary>(output − target)², mean over all values.</summary>
public sealed class MeanSquaredError : Loss
{
    /// <inheritdoc/>
    protected override double ComputeMean(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, Span<float> gradient, int sampleLength)
    {
        double sum = 0;
        double scale = 1.0 / outputs.Length;
        for (int i = 0; i < outputs.Length; i++)
        {
            double difference = (double)outputs[i] - targets[i];
            sum += difference * difference;
            if (!gradient.IsEmpty) gradient[i] = (float)(2 * scale * difference);
        }

        return sum * scale;
    }
}
