namespace CnnGen;

/// <summary>A staircase: rate · factor^⌊epochs behind / everyEpochs⌋.</summary>
/// <param name="rate">The first rate, finite and not below 0.</param>
/// <param name="everyEpochs">Epochs of a stair, at least 1.</param>
/// <param name="factor">From one stair to the next, in (0, 1].</param>
/// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
public sealed class StepDecay(float rate, int everyEpochs, double factor = 0.1) : LearningRateSchedule
{
    private readonly float _rate = CheckedRate(rate, nameof(rate));
    private readonly int _everyEpochs = AtLeastOne(everyEpochs, nameof(everyEpochs));
    private readonly double _factor = Fraction(factor, nameof(factor));

    /// <inheritdoc/>
    protected override FormattableString Hyperparameters => $"rate {_rate}, every epochs {_everyEpochs}, factor {_factor}";

    /// <inheritdoc/>
    public override float RateAt(SchedulePosition position, IReadOnlyList<EpochResult> epochs) =>
        (float)(_rate * Math.Pow(_factor, position.Step / position.StepsPerEpoch / _everyEpochs));
}
