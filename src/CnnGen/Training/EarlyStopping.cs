namespace CnnGen;

/// <summary>Ends a training whose figures no longer become better.</summary>
public sealed record EarlyStopping
{
    /// <summary>What has to become better; it also says which weights are the best.</summary>
    public MonitoredQuantity Monitor { get; init; } = MonitoredQuantity.ValidationLoss;

    /// <summary>Epochs without a better figure after which training ends, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Patience
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 5;

    /// <summary>How much better than the best before counts as better, not below 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 or not finite.</exception>
    public double MinDelta
    {
        get;
        init
        {
            if (!(value >= 0 && double.IsFinite(value))) throw new ArgumentOutOfRangeException(nameof(value), value, "MinDelta is finite and not below 0.");
            field = value;
        }
    }

    /// <summary>Whether the weights of the best epoch are those that the model ends with, however training ends.</summary>
    public bool RestoreBestWeights { get; init; } = true;

    /// <summary>Whether training ends after these epochs.</summary>
    /// <param name="epochs">The epochs that have ended, in order.</param>
    /// <returns>True where the last <see cref="Patience"/> of them brought nothing better.</returns>
    public bool IsDue(IReadOnlyList<EpochResult> epochs)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        var plateau = new Plateau(MinDelta);
        foreach (EpochResult epoch in epochs)
        {
            plateau.Add(Monitor.CostOf(epoch));
            if (plateau.Waited >= Patience) return true;
        }

        return false;
    }
}
