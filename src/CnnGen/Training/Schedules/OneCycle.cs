namespace CnnGen;

/// <summary>
/// One rise and one long fall, each half a cosine: from rate / <see cref="StartDivisor"/> up to the rate within <see cref="RiseShare"/> of the steps,
/// then down to the start / <see cref="FinalDivisor"/> at the last step (Smith and Topin 2018, arXiv 1708.07120; phases as PyTorch's OneCycleLR has them). Momentum stays.
/// </summary>
/// <param name="rate">The highest rate, finite and not below 0.</param>
/// <exception cref="ArgumentOutOfRangeException">The rate is out of its range.</exception>
public sealed class OneCycle(float rate) : LearningRateSchedule
{
    private readonly float _rate = CheckedRate(rate, nameof(rate));

    /// <summary>Share of the steps that the rate rises in, in (0, 1].</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of its range.</exception>
    public double RiseShare { get; init => field = Fraction(value, nameof(RiseShare)); } = 0.3;

    /// <summary>How many times lower than the highest the first rate is, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1 or not finite.</exception>
    public double StartDivisor { get; init => field = Divisor(value, nameof(StartDivisor)); } = 25;

    /// <summary>How many times lower than the first the last rate is, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1 or not finite.</exception>
    public double FinalDivisor { get; init => field = Divisor(value, nameof(FinalDivisor)); } = 10_000;

    /// <inheritdoc/>
    protected override FormattableString Hyperparameters => $"rate {_rate}, {nameof(RiseShare)} {RiseShare}, {nameof(StartDivisor)} {StartDivisor}, {nameof(FinalDivisor)} {FinalDivisor}";

    /// <inheritdoc/>
    public override float RateAt(SchedulePosition position, IReadOnlyList<EpochResult> epochs)
    {
        double start = _rate / StartDivisor;
        double last = position.TotalSteps - 1;
        double top = Math.Clamp((RiseShare * position.TotalSteps) - 1, 0, Math.Max(last, 0));
        if (position.Step < top) return Between(start, _rate, position.Step / top);
        return last > top ? Between(_rate, start / FinalDivisor, Math.Min(1, (position.Step - top) / (last - top))) : _rate;
    }

    private static float Between(double from, double to, double share) => (float)(to + ((from - to) * 0.5 * (1 + Math.Cos(Math.PI * share))));

    private static double Divisor(double value, string name)
    {
        if (!(value >= 1 && double.IsFinite(value))) throw new ArgumentOutOfRangeException(name, value, $"{name} is finite and at least 1.");
        return value;
    }
}
