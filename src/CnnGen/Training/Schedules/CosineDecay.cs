namespace CnnGen;

/// <summary>
/// A straight rise over the warm-up, rate · (s + 1) / w for step s of its w, then half a cosine down to the final rate:
/// final + (rate − final) · ½ · (1 + cos(π · (s − w) / (total − w))) (Loshchilov and Hutter 2017, arXiv 1608.03983, equation 5, without restarts).
/// </summary>
/// <param name="rate">The highest rate, finite and not below 0.</param>
/// <exception cref="ArgumentOutOfRangeException">The rate is out of its range.</exception>
public sealed class CosineDecay(float rate) : LearningRateSchedule
{
    private readonly float _rate = CheckedRate(rate, nameof(rate));

    /// <summary>Length of the warm-up in epochs, parts of one included; 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 or not finite.</exception>
    public double WarmUpEpochs { get; init => field = NotNegative(value, nameof(WarmUpEpochs)); }

    /// <summary>What the rate falls to; 0 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 or not finite.</exception>
    public float FinalRate { get; init => field = CheckedRate(value, nameof(FinalRate)); }

    /// <inheritdoc/>
    protected override FormattableString Hyperparameters => $"rate {_rate}, {nameof(WarmUpEpochs)} {WarmUpEpochs}, {nameof(FinalRate)} {FinalRate}";

    /// <inheritdoc/>
    public override float RateAt(SchedulePosition position, IReadOnlyList<EpochResult> epochs)
    {
        if (WarmUp(_rate, WarmUpEpochs, position) is { } rising) return rising;
        double warmUp = WarmUpSteps(WarmUpEpochs, position);
        double share = Math.Min(1, (position.Step - warmUp) / Math.Max(1, position.TotalSteps - warmUp));
        return (float)(FinalRate + ((_rate - FinalRate) * 0.5 * (1 + Math.Cos(Math.PI * share))));
    }
}
