namespace CnnGen;

/// <summary>How a training went.</summary>
/// <param name="Epochs">One entry an epoch, in order.</param>
public sealed record History(IReadOnlyList<EpochResult> Epochs)
{
    /// <summary>The last epoch.</summary>
    public EpochResult Last => Epochs[^1];

    /// <summary>The epoch with the lowest validation loss, or training loss where there was no validation; the first of equals.</summary>
    public EpochResult Best => Epochs.MinBy(epoch => epoch.ValidationLoss ?? epoch.Loss)!;
}
