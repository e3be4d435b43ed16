namespace CnnGen;

/// <summary>The same rate at every step, after a straight rise over the warm-up where there is one: rate · (s + 1) / w for step s of its w.</summary>
/// <param name="rate">The rate, finite and not below 0.</param>
/// <exception cref="ArgumentOutOfRangeException">The rate is out of its range.</exception>
public sealed class ConstantRate(float rate) : LearningRateSchedule
{
    private readonly float _rate = CheckedRate(rate, nameof(rate));

    /// <summary>Length of the warm-up in epochs, parts of one included; 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 or not finite.</exception>
    public double WarmUpEpochs { get; init => field = NotNegative(value, nameof(WarmUpEpochs)); }

    /// <inheritdoc/>
    protected override FormattableString Hyperparameters => $"rate {_rate}, {nameof(WarmUpEpochs)} {WarmUpEpochs}";

    /// <inheritdoc/>
    public override float RateAt(SchedulePosition position, IReadOnlyList<EpochResult> epochs) => WarmUp(_rate, WarmUpEpochs, position) ?? _rate;
}
