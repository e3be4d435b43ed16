namespace CnnGen;

/// <summary>The same rate at every step.</summary>
/// <param name="rate">The rate, finite and not below 0.</param>
/// <exception cref="ArgumentOutOfRangeException">The rate is out of its range.</exception>
public sealed class ConstantRate(float rate) : LearningRateSchedule
{
    private readonly float _rate = CheckedRate(rate, nameof(rate));

    /// <inheritdoc/>
    protected override FormattableString Hyperparameters => $"rate {_rate}";

    /// <inheritdoc/>
    public override float RateAt(SchedulePosition position, IReadOnlyList<EpochResult> epochs) => _rate;
}
