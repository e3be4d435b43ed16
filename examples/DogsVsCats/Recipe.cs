using CnnGen;

namespace Examples;

/// <summary>A network and how it is trained.</summary>
internal sealed record Recipe
{
    /// <summary>For small data, drawn pictures among them: a minute or two.</summary>
    public static Recipe Quick { get; } = new()
    {
        Name = "quick",
        Create = seed => new DogsVsCats(seed),
        Epochs = 6,
        BatchSize = 20,
        LearningRate = 3e-4f, // at 0.001 this network often sits at a loss of 0.693 for epochs
        KeepsBest = true,
    };

    /// <summary>The tutorial's first experiment: the photographs as they are, until the network knows them by heart.</summary>
    public static Recipe Plain { get; } = new()
    {
        Name = "plain",
        Create = seed => new DogsVsCats(seed),
        Epochs = 20,
        StepsPerEpoch = 100,
        BatchSize = 20,
        LearningRate = 1e-3f,
    };

    /// <summary>The tutorial's second experiment: other photographs in every epoch.</summary>
    public static Recipe Augmented { get; } = Plain with
    {
        Name = "augmented",
        Epochs = 60,
        BatchSize = 32,
        Augmentation = new Augmentation
        {
            RotationRange = 40,
            WidthShiftRange = 0.2f,
            HeightShiftRange = 0.2f,
            ShearRange = 0.2f * 180 / MathF.PI, // 0.2 radians, as Keras counted it when the tutorial was written
            ZoomRange = 0.2f,
            HorizontalFlip = true,
        },
    };

    /// <summary>What tells most photographs rightly of all that was tried with this data.</summary>
    public static Recipe Best { get; } = new()
    {
        Name = "best",
        Create = seed => new BestDogsVsCats(seed),
        Epochs = 100,
        BatchSize = 32,
        LearningRate = 2e-3f,
        WarmUpEpochs = 3,
        IsCosine = true,
        WeightDecay = 0.02,
        LabelSmoothing = 0.1,
        AverageDecay = 0.998,
        Augmentation = new Augmentation
        {
            CropAreaRange = (0.35f, 1f),
            CropRatioRange = (0.75f, 1.33f),
            RotationRange = 15,
            HorizontalFlip = true,
            BrightnessRange = 0.3f,
            ContrastRange = 0.3f,
            SaturationRange = 0.3f,
            HueRange = 10,
            FillMode = FillMode.Reflect,
            Erasing = new RandomErasing { Probability = 0.25f },
        },
    };

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

    /// <summary>The recipes of a name; <c>tutorial</c> is both of the tutorial's.</summary>
    public static IReadOnlyList<Recipe> Named(string name) => name switch
    {
        "tutorial" => [Plain, Augmented],
        "plain" => [Plain],
        "augmented" => [Augmented],
        "best" => [Best],
        _ => [Quick],
    };

    /// <summary>The options of <see cref="CompiledModel.Fit"/>.</summary>
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
