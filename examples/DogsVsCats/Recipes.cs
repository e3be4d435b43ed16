using CnnGen;

namespace Examples;

/// <summary>How cats and dogs are told apart.</summary>
internal static class Recipes
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

    /// <summary>The recipes by what the command line calls them; <c>tutorial</c> is both of the tutorial's.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<Recipe>> ByName { get; } = new Dictionary<string, IReadOnlyList<Recipe>>
    {
        ["plain"] = [Plain],
        ["augmented"] = [Augmented],
        ["tutorial"] = [Plain, Augmented],
        ["best"] = [Best],
        ["quick"] = [Quick],
    };
}
