namespace CnnGen;

/// <summary>rate · factor^(epochs behind), falling a little at every step.</summary>
/// <param name="rate">The first rate, finite and not below 0.</param>
/// <param name="factor">From one epoch to the next, in (0, 1].</param>
/// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
public sealed class ExponentialDecay(float rate, double factor) : LearningRateSchedule
{
    private readonly float _rate = CheckedRate(rate, nameof(rate));
    private readonly double _factor = Fraction(factor, nameof(factor));

    /// <inheritdoc/>
    protected override FormattableString Hyperparameters => $"rate {_rate}, factor {_factor}";

    /// <inheritdoc/>
    public override float RateAt(SchedulePosition position, IReadOnlyList<EpochResult> epochs) => (float)(_rate * Math.Pow(_factor, position.Epoch));
}
