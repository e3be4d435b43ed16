using System.Numerics;

namespace CnnGen;

/// <summary>
/// RMSprop (Tieleman and Hinton 2012, lecture 6.5): s ← rho · s + (1 − rho) · g², p ← p − rate · g / (√s + epsilon).
/// Centred, s − mean(g)² stands for s (Graves 2013, arXiv 1308.0850, section 4.2). With momentum m: b ← m · b + step, p ← p − rate · b.
/// </summary>
/// <param name="learningRate">The learning rate.</param>
public sealed class RMSprop(float learningRate = 0.001f) : Optimizer(learningRate)
{
    /// <summary>Share of the running means that a step keeps, in [0, 1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in [0, 1).</exception>
    public double Rho { get; init => field = InUnitInterval(value, nameof(Rho)); } = 0.9;

    /// <summary>Keeps the division from 0; above 0, in single precision too.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0, or not finite.</exception>
    public double Epsilon { get; init => field = Positive(value, nameof(Epsilon)); } = 1e-7;

    /// <summary>Whether the step divides by √(s + epsilon), as Keras 3 does, instead of √s + epsilon.</summary>
    public bool EpsilonInsideRoot { get; init; }

    /// <summary>m, in [0, 1); 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in [0, 1).</exception>
    public double Momentum { get; init => field = InUnitInterval(value, nameof(Momentum)); }

    /// <summary>Whether the square of the running mean is taken off, so that the step divides by a deviation.</summary>
    public bool Centered { get; init; }

    private protected override FormattableString Hyperparameters =>
        $"{nameof(Rho)} {Rho}, {nameof(Epsilon)} {Epsilon}, {nameof(EpsilonInsideRoot)} {EpsilonInsideRoot}, {nameof(Momentum)} {Momentum}, {nameof(Centered)} {Centered}";

    private protected override IReadOnlyList<string> StateNames =>
        (Momentum > 0, Centered) switch
        {
            (false, false) => ["square"],
            (true, false) => ["square", "momentum"],
            (false, true) => ["square", "mean"],
            (true, true) => ["square", "mean", "momentum"],
        };

    private protected override void UpdateValues(Span<float> parameters, ReadOnlySpan<float> gradients, GradientLimit limit, Span<float> first, Span<float> second, Span<float> third)
    {
        Span<float> mean = Centered ? second : default;
        Span<float> buffer = Centered ? third : second;
        var rule = new Rule(LearningRate, (float)Rho, (float)(1 - Rho), (float)Epsilon, (float)Momentum, Centered, EpsilonInsideRoot);
        UpdateLoop.Run(rule, parameters, gradients, limit, first, mean, buffer);
    }

    private readonly struct Rule(float rate, float rho, float rest, float epsilon, float momentum, bool centered, bool insideRoot) : IUpdateRule
    {
        public void Apply(ref Vector<float> parameter, Vector<float> gradient, ref Vector<float> square, ref Vector<float> mean, ref Vector<float> buffer)
        {
            square = (square * rho) + (gradient * gradient * rest);
            Vector<float> spread = square;
            if (centered)
            {
                mean = (mean * rho) + (gradient * rest);
                spread = Vector.Max(square - (mean * mean), Vector<float>.Zero); // rounding may leave it a little below 0
            }

            var offset = new Vector<float>(epsilon);
            Vector<float> divisor = insideRoot ? Vector.SquareRoot(spread + offset) : Vector.SquareRoot(spread) + offset;
            buffer = (buffer * momentum) + (gradient / divisor);
            parameter -= buffer * rate;
        }
    }
}
