using System.Numerics;

namespace CnnGen;

/// <summary>
/// Stochastic gradient descent: p ← p − rate · g. With momentum m: v ← m · v + g, p ← p − rate · v;
/// after Nesterov p ← p − rate · (g + m · v) (Sutskever et al. 2013). Weight decay d adds d · p to g first.
/// </summary>
/// <param name="learningRate">The learning rate.</param>
public sealed class Sgd(float learningRate = 0.01f) : Optimizer(learningRate)
{
    /// <summary>m, in [0, 1); 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in [0, 1).</exception>
    public double Momentum { get; init => field = InUnitInterval(value, nameof(Momentum)); }

    /// <summary>Whether momentum looks ahead, after Nesterov.</summary>
    public bool Nesterov { get; init; }

    /// <summary>d, not below 0; 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 or not finite.</exception>
    public double WeightDecay { get; init => field = NotNegative(value, nameof(WeightDecay)); }

    private protected override FormattableString Hyperparameters => $"{nameof(Momentum)} {Momentum}, {nameof(Nesterov)} {Nesterov}, {nameof(WeightDecay)} {WeightDecay}";

    private protected override IReadOnlyList<string> StateNames => Momentum > 0 ? ["velocity"] : [];

    private protected override void UpdateValues(Span<float> parameters, ReadOnlySpan<float> gradients, GradientLimit limit, Span<float> first, Span<float> second, Span<float> third)
    {
        var rule = new Rule(LearningRate, (float)Momentum, (float)WeightDecay, Nesterov && Momentum > 0);
        UpdateLoop.Run(rule, parameters, gradients, limit, first, second, third);
    }

    private readonly struct Rule(float rate, float momentum, float decay, bool nesterov) : IUpdateRule
    {
        public void Apply(ref Vector<float> parameter, Vector<float> gradient, ref Vector<float> velocity, ref Vector<float> second, ref Vector<float> third)
        {
            gradient += parameter * decay;
            velocity = (velocity * momentum) + gradient;
            parameter -= (nesterov ? gradient + (velocity * momentum) : velocity) * rate;
        }
    }
}
