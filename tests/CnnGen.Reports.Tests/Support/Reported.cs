namespace CnnGen.Reports.Tests;

/// <summary>Trainings of small networks to be reported.</summary>
internal static class Reported
{
    public static readonly ImageShape Colour = new(16, 16, 3);

    public static readonly Augmentation Turning = new() { RotationRange = 40, HorizontalFlip = true, MixUpAlpha = 0.2f };

    /// <summary>A yes or no; the network is trained for two epochs, and the history told is one of many.</summary>
    public static ReportedRun YesOrNo(string name, Augmentation? augmentation = null, int seed = 1, int epochs = 20)
    {
        IDataset train = TestData.Bands(Colour, 60, ["cats", "dogs"]);
        IDataset validation = TestData.Bands(Colour, 40, ["cats", "dogs"], seed: 6);
        var options = new FitOptions { Epochs = 2, BatchSize = 10, Seed = seed, Augmentation = augmentation };
        return Train(name, new YesOrNo(seed), train, validation, options) with { History = TestData.Overfitted(epochs, turn: 8, seed) };
    }

    public static ReportedRun Train(string name, CompiledModel model, IDataset train, IDataset? validation, FitOptions options) =>
        ReportedRun.Of(name, model, model.Fit(train, validation, options), options, train, validation);
}
