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

    /// <summary>The learning rate of every step; null leaves the optimiser's own as it is. The optimiser keeps the last rate.</summary>
    public LearningRateSchedule? Schedule { get; init; }

    /// <summary>
    /// d of an exponential moving average of the weights, a ← d · a + (1 − d) · w after each step, in [0, 1), such as 0.999; null for none.
    /// d starts lower, min(d, (1 + t) / (10 + t)) at step t. Validation, the best weights and those that the model ends with are then the averages;
    /// the running averages of batch normalisation stay those of the network as it trains.
    /// </summary>
    public double? AverageDecay { get; init; }

    /// <summary>Whether every pass over the data takes the samples in a new random order.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Decides the order of the samples, and with epoch and sample what augmentation draws.</summary>
    public int Seed { get; init; }

    /// <summary>Random changes of the training samples, others in every pass over the data; null for none. Validation goes without.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>
    /// Threads that read and augment samples ahead of training, 1 to 1024; one for every four cores of the machine, and at most four, unless set. The samples are the same whatever the number.
    /// <see cref="EpochResult.WaitingShare"/> tells whether there are enough.
    /// </summary>
    public int ReaderThreads { get; init; } = BatchPrefetcher.DefaultReaders;

    /// <summary>Share of the target that cross-entropies spread over all classes while training, in [0, 1); 0 for none.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>
    /// How much the samples of each class count in the training loss, by the index of the class, finite and not below 0; null for all alike. A soft target counts by its shares.
    /// Losses are Σ wᵢ · lossᵢ / n, where n is the number of samples; validation goes without weights.
    /// </summary>
    public IReadOnlyList<float>? ClassWeights { get; init; }

    /// <summary>How much each sample counts in the training loss, by its index in the data set, finite and not below 0; null for all alike. Multiplied with <see cref="ClassWeights"/>.</summary>
    public IReadOnlyList<float>? SampleWeights { get; init; }

    /// <summary>Whether the weights of the epoch with the lowest validation loss (or the best figure that <see cref="EarlyStopping"/> monitors) are those that the model ends with.</summary>
    public bool RestoreBestWeights { get; init; }

    /// <summary>Ends training before the last epoch where it no longer becomes better; null for never.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>The epoch after which a loss that is still that of guessing is told as a <see cref="TrainingWarning"/>; 0 for never.</summary>
    public int WarnNotLearningAfter { get; init; } = 3;

    /// <summary>Keeps a file from which training can go on, in another process too; null for none. One is also written where the token is cancelled or the observer stops training.</summary>
    public CheckpointOptions? Checkpoint { get; init; }

    /// <summary>Is told of every step and epoch.</summary>
    public ITrainingObserver? Observer { get; init; }

    /// <summary>Stops training between two steps; the weights are then those of the last step.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>What decides which epoch has the best weights, where the model ends with them; null where it ends with those of the last step.</summary>
    internal MonitoredQuantity? MonitorOfBest =>
        RestoreBestWeights || EarlyStopping is { RestoreBestWeights: true } ? EarlyStopping?.Monitor ?? MonitoredQuantity.ValidationLoss : null;
}
