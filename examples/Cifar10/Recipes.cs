using CnnGen;

namespace Examples;

/// <summary>How the ten subjects are learned.</summary>
internal static class Recipes
{
    /// <summary>The pictures as they are.</summary>
    public static Recipe Quick { get; } = new()
    {
        Name = "quick",
        Create = seed => new SmallPictures(seed),
        Epochs = 20,
        BatchSize = 32,
        LearningRate = 1e-3f,
        KeepsBest = true,
    };

    /// <summary>What tells most pictures rightly of all that was tried with 4,000 of them.</summary>
    public static Recipe Best { get; } = new()
    {
        Name = "best",
        Create = seed => new BestSmallPictures(seed),
        Epochs = 120,
        BatchSize = 64,
        LearningRate = 2e-3f,
        WarmUpEpochs = 5,
        IsCosine = true,
        WeightDecay = 0.05,
        LabelSmoothing = 0.1,
        AverageDecay = 0.998,
        Augmentation = new Augmentation
        {
            CropAreaRange = (0.5f, 1f),
            CropRatioRange = (0.8f, 1.25f),
            RotationRange = 10,
            HorizontalFlip = true,
            BrightnessRange = 0.3f,
            ContrastRange = 0.3f,
            SaturationRange = 0.3f,
            HueRange = 10,
            FillMode = FillMode.Reflect,
            Erasing = new RandomErasing { Probability = 0.5f },
        },
    };

    /// <summary>The recipes by what the command line calls them.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<Recipe>> ByName { get; } = new Dictionary<string, IReadOnlyList<Recipe>> { ["quick"] = [Quick], ["best"] = [Best] };
}
