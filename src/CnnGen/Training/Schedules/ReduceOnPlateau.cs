namespace CnnGen;

/// <summary>Multiplies the rate by a factor whenever a figure has not become better for some epochs. The rate follows from the epochs that have ended alone.</summary>
/// <param name="rate">The first rate, finite and not below 0.</param>
/// <exception cref="ArgumentOutOfRangeException">The rate is out of its range.</exception>
public sealed class ReduceOnPlateau(float rate) : LearningRateSchedule
{
    private readonly float _rate = CheckedRate(rate, nameof(rate));

    /// <summary>What has to become better.</summary>
    public MonitoredQuantity Monitor { get; init; } = MonitoredQuantity.ValidationLoss;

    /// <summary>From one rate to the next, in (0, 1].</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of its range.</exception>
    public double Factor { get; init => field = Fraction(value, nameof(Factor)); } = 0.1;

    /// <summary>Epochs without a better figure before the rate falls, at least 1; counted anew after each fall.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Patience { get; init => field = AtLeastOne(value, nameof(Patience)); } = 5;

    /// <summary>How much better than the best before counts as better, not below 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 or not finite.</exception>
    public double MinDelta { get; init => field = NotNegative(value, nameof(MinDelta)); } = 1e-4;

    /// <summary>The rate does not fall below it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 or not finite.</exception>
    public float MinRate { get; init => field = CheckedRate(value, nameof(MinRate)); }

    internal override MonitoredQuantity? Monitored => Monitor;

    /// <inheritdoc/>
    protected override FormattableString Hyperparameters => 
        $"rate {_rate}, {nameof(Monitor)} {Monitor}, {nameof(Factor)} {Factor}, {nameof(Patience)} {Patience}, {nameof(MinDelta)} {MinDelta}, {nameof(MinRate)} {MinRate}";

    /// <inheritdoc/>
    public override float RateAt(SchedulePosition position, IReadOnlyList<EpochResult> epochs)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        var plateau = new Plateau(MinDelta);
        double current = _rate;
        foreach (EpochResult epoch in epochs)
        {
            plateau.Add(Monitor.CostOf(epoch));
            if (plateau.Waited < Patience) continue;
            current = Math.Min(current, Math.Max(MinRate, current * Factor));
            plateau.Waited = 0;
        }

        return (float)current;
    }
}
