using CnnGen;

namespace Examples;

/// <summary>A network and how it is trained.</summary>
public sealed record Recipe
{
    /// <summary>What it is called on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>Makes the network, with weights drawn from a seed.</summary>
    public required Func<int, CompiledModel> Create { get; init; }

    /// <summary>Epochs.</summary>
    public required int Epochs { get; init; }

    /// <summary>Steps of an epoch; null for one pass over the pictures.</summary>
    public int? StepsPerEpoch { get; init; }

    /// <summary>Pictures of a step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The highest learning rate.</summary>
    public required float LearningRate { get; init; }

    /// <summary>Epochs in which the rate rises to it.</summary>
    public double WarmUpEpochs { get; init; }

    /// <summary>Whether the rate falls by half a cosine; otherwise it stays.</summary>
    public bool IsCosine { get; init; }

    /// <summary>Decay of AdamW; null for Adam.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>As <see cref="FitOptions.LabelSmoothing"/>.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>As <see cref="FitOptions.AverageDecay"/>.</summary>
    public double? AverageDecay { get; init; }

    /// <summary>As <see cref="FitOptions.RestoreBestWeights"/>.</summary>
    public bool KeepsBest { get; init; }

    /// <summary>Changes of the training pictures; null for none. Validation pictures are never changed.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>The options of <see cref="CompiledModel.Fit"/>.</summary>
    /// <param name="seed">Seed of the order of the samples, of augmentation and dropout.</param>
    /// <returns>The options.</returns>
    public FitOptions ToOptions(int seed) => new()
    {
        Epochs = Epochs,
        StepsPerEpoch = StepsPerEpoch,
        BatchSize = BatchSize,
        Optimizer = WeightDecay is { } decay ? new AdamW(LearningRate) { WeightDecay = decay } : new Adam(LearningRate),
        Schedule = IsCosine ? new CosineDecay(LearningRate) { WarmUpEpochs = WarmUpEpochs }
            : WarmUpEpochs > 0 ? new ConstantRate(LearningRate) { WarmUpEpochs = WarmUpEpochs }
            : null,
        LabelSmoothing = LabelSmoothing,
        AverageDecay = AverageDecay,
        RestoreBestWeights = KeepsBest,
        Augmentation = Augmentation,
        Seed = seed,
    };
}
