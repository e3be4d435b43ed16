namespace CnnGen;

/// <summary>½d² for |d| ≤ delta and delta · (|d| − ½ delta) beyond, with d = output − target; mean over all values (Huber 1964).</summary>
public sealed class Huber : Loss
{
    /// <summary>A Huber loss.</summary>
    /// <param name="delta">Where the square turns into a line; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0, or not finite.</exception>
    public Huber(double delta = 1)
    {
        if (!(delta > 0 && double.IsFinite(delta))) throw new ArgumentOutOfRangeException(nameof(delta), delta, "Delta is finite and above 0.");
        Delta = delta;
    }

    /// <summary>Where the square turns into a line.</summary>
    public double Delta { get; }

    /// <inheritdoc/>
    protected override double ComputeMean(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, Span<float> gradient, int sampleLength)
    {
        double sum = 0;
        double scale = 1.0 / outputs.Length;
        for (int i = 0; i < outputs.Length; i++)
        {
            double difference = (double)outputs[i] - targets[i];
            double size = Math.Abs(difference);
            sum += size <= Delta ? 0.5 * difference * difference : Delta * (size - (0.5 * Delta));
            if (!gradient.IsEmpty) gradient[i] = (float)(scale * Math.Clamp(difference, -Delta, Delta));
        }

        return sum * scale;
    }
}
