namespace CnnGen;

/// <summary>How to train. Numbers are checked where training starts.</summary>
public sealed record FitOptions
{
    /// <summary>Epochs, at least 1.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Samples of a step, at least 1; the last step of a pass over the data takes what is left.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Steps of an epoch, at least 1; null for one pass over the data. Data are read round and round: an epoch goes on where the one before stopped.</summary>
    public int? StepsPerEpoch { get; init; }

    /// <summary>What moves the weights; a new <see cref="Adam"/> unless given.</summary>
    public Optimizer? Optimizer { get; init; }

    /// <summary>Whether every pass over the data takes the samples in a new random order.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Decides the order of the samples.</summary>
    public int Seed { get; init; }

    /// <summary>Share of the target that cross-entropies spread over all classes while training, in [0, 1); 0 for none.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Whether the weights of the epoch with the lowest validation loss are those that the model ends with.</summary>
    public bool RestoreBestWeights { get; init; }

    /// <summary>Is told of every step and epoch.</summary>
    public ITrainingObserver? Observer { get; init; }

    /// <summary>Stops training between two steps; the weights are then those of the last step.</summary>
    public CancellationToken CancellationToken { get; init; }
}
