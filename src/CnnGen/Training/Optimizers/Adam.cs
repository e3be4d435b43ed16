using System.Numerics;

namespace CnnGen;

/// <summary>
/// Adam (Kingma and Ba 2015, arXiv 1412.6980), with t the number of the step:
/// m ← beta1 · m + (1 − beta1) · g, v ← beta2 · v + (1 − beta2) · g²,
/// p ← p − rate · √(1 − beta2ᵗ) / (1 − beta1ᵗ) · m / (√v + epsilon).
/// </summary>
/// <param name="learningRate">The learning rate.</param>
public class Adam(float learningRate = 0.001f) : Optimizer(learningRate)
{
    private Rule _rule;

    /// <summary>Share of the mean gradient that a step keeps, in [0, 1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in [0, 1).</exception>
    public double Beta1 { get; init => field = InUnitInterval(value, nameof(Beta1)); } = 0.9;

    /// <summary>Share of the mean squared gradient that a step keeps, in [0, 1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in [0, 1).</exception>
    public double Beta2 { get; init => field = InUnitInterval(value, nameof(Beta2)); } = 0.999;

    /// <summary>Keeps the division from 0; above 0, in single precision too.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0, or not finite.</exception>
    public double Epsilon { get; init => field = Positive(value, nameof(Epsilon)); } = 1e-7;

    /// <summary>
    /// Where epsilon stands: true as above, the paper's "epsilon hat" at the end of section 2 and Keras's way;
    /// false as in the paper's algorithm 1, p ← p − rate / (1 − beta1ᵗ) · m / (√(v / (1 − beta2ᵗ)) + epsilon).
    /// </summary>
    public bool EpsilonHat { get; init; } = true;

    /// <summary>Weight decay apart from the gradient; see <see cref="AdamW"/>.</summary>
    private protected virtual double DecoupledDecay => 0;

    private protected override FormattableString Hyperparameters =>
        $"{nameof(Beta1)} {Beta1}, {nameof(Beta2)} {Beta2}, {nameof(Epsilon)} {Epsilon}, {nameof(EpsilonHat)} {EpsilonHat}, weight decay {DecoupledDecay}";

    private protected override IReadOnlyList<string> StateNames => ["mean", "square"];

    private protected override void PrepareStep()
    {
        double correction1 = 1 - Math.Pow(Beta1, StepCount);
        double root2 = Math.Sqrt(1 - Math.Pow(Beta2, StepCount));
        double rate = LearningRate / correction1;
        _rule = new Rule(
            Keep: (float)(1 - (LearningRate * DecoupledDecay)),
            Beta1: (float)Beta1,
            Rest1: (float)(1 - Beta1),
            Beta2: (float)Beta2,
            Rest2: (float)(1 - Beta2),
            RootScale: EpsilonHat ? 1 : (float)(1 / root2),
            Epsilon: (float)Epsilon,
            Rate: (float)(EpsilonHat ? rate * root2 : rate));
    }

    private protected override void UpdateValues(Span<float> parameters, ReadOnlySpan<float> gradients, GradientLimit limit, Span<float> first, Span<float> second, Span<float> third) =>
        UpdateLoop.Run(_rule, parameters, gradients, limit, first, second, third);

    private readonly record struct Rule(float Keep, float Beta1, float Rest1, float Beta2, float Rest2, float RootScale, float Epsilon, float Rate) : IUpdateRule
    {
        public void Apply(ref Vector<float> parameter, Vector<float> gradient, ref Vector<float> mean, ref Vector<float> square, ref Vector<float> third)
        {
            mean = (mean * Beta1) + (gradient * Rest1);
            square = (square * Beta2) + (gradient * gradient * Rest2);
            Vector<float> divisor = (Vector.SquareRoot(square) * RootScale) + new Vector<float>(Epsilon);
            parameter = (parameter * Keep) - (mean * Rate / divisor);
        }
    }
}
