using CnnGen;

namespace Examples;

/// <summary>How digits are learned.</summary>
internal static class Recipes
{
    /// <summary>99 % in half a minute.</summary>
    public static Recipe Quick { get; } = new()
    {
        Name = "quick",
        Create = seed => new Digits(seed),
        Epochs = 6,
        BatchSize = 64,
        LearningRate = 1e-3f,
        KeepsBest = true,
    };

    /// <summary>Digits turned, moved and stretched anew in every epoch.</summary>
    public static Recipe Best { get; } = new()
    {
        Name = "best",
        Create = seed => new BestDigits(seed),
        Epochs = 7,
        BatchSize = 64,
        LearningRate = 3e-3f,
        WarmUpEpochs = 1,
        IsCosine = true,
        WeightDecay = 0.02,
        LabelSmoothing = 0.05,
        AverageDecay = 0.999,
        Augmentation = new Augmentation { RotationRange = 12, WidthShiftRange = 0.08f, HeightShiftRange = 0.08f, ShearRange = 8, ZoomRange = 0.1f },
    };

    /// <summary>The recipes by what the command line calls them.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<Recipe>> ByName { get; } = new Dictionary<string, IReadOnlyList<Recipe>> { ["quick"] = [Quick], ["best"] = [Best] };
}
