namespace CnnGen;

/// <summary>Adam with weight decay apart from the gradient: p ← p · (1 − rate · decay) before each step of <see cref="Adam"/> (Loshchilov and Hutter 2019, arXiv 1711.05101). All trained parameters decay, biases too.</summary>
/// <param name="learningRate">The learning rate.</param>
public sealed class AdamW(float learningRate = 0.001f) : Adam(learningRate)
{
    /// <summary>Decay, not below 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 or not finite.</exception>
    public double WeightDecay { get; init => field = NotNegative(value, nameof(WeightDecay)); } = 0.01;

    private protected override double DecoupledDecay => WeightDecay;
}
