namespace CnnGen;

/// <summary>The learning rate of every step. A schedule remembers nothing: the same position and history give the same rate, in a resumed training too.</summary>
public abstract class LearningRateSchedule
{
    /// <summary>The rate of a step.</summary>
    /// <param name="position">Where training stands.</param>
    /// <param name="epochs">The epochs that have ended, in order; empty in the first.</param>
    /// <returns>The rate, finite and not below 0.</returns>
    public abstract float RateAt(SchedulePosition position, IReadOnlyList<EpochResult> epochs);

    /// <summary>
    /// Everything that decides the rates beside position and history, by name: <c>$"rate {rate}, factor {factor}"</c>; <c>$""</c> where nothing does.
    /// A checkpoint keeps it, and a training whose schedule says something else does not go on from there. Numbers are printed the same way in every culture.
    /// </summary>
    protected abstract FormattableString Hyperparameters { get; }

    /// <summary>The name of its class and all that decides its rates.</summary>
    internal string Description => FormattableString.Invariant(Hyperparameters) is { Length: > 0 } numbers ? $"{GetType().Name} ({numbers})" : GetType().Name;

    /// <summary>The figure of the epochs that the schedule goes by; null where it goes by the position alone.</summary>
    internal virtual MonitoredQuantity? Monitored => null;

    /// <summary>The rate of a step of the warm-up, rate · (s + 1) / w for step s of its w, a straight rise; null behind it.</summary>
    private protected static float? WarmUp(float rate, double epochs, SchedulePosition position)
    {
        double steps = WarmUpSteps(epochs, position);
        return position.Step < steps ? (float)(rate * (position.Step + 1) / steps) : null;
    }

    /// <summary>Steps of a warm-up, at most all.</summary>
    private protected static double WarmUpSteps(double epochs, SchedulePosition position) => Math.Min(Math.Round(epochs * position.StepsPerEpoch), position.TotalSteps);

    private protected static float CheckedRate(float value, string name)
    {
        if (!(value >= 0 && float.IsFinite(value))) throw new ArgumentOutOfRangeException(name, value, "A learning rate is finite and not below 0.");
        return value;
    }

    private protected static double NotNegative(double value, string name)
    {
        if (!(value >= 0 && double.IsFinite(value))) throw new ArgumentOutOfRangeException(name, value, $"{name} is finite and not below 0.");
        return value;
    }

    private protected static double Fraction(double value, string name)
    {
        if (!(value > 0 && value <= 1)) throw new ArgumentOutOfRangeException(name, value, $"{name} lies above 0 and is at most 1.");
        return value;
    }

    private protected static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
