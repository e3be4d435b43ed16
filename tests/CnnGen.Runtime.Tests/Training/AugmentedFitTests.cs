namespace CnnGen.Runtime.Tests;

/// <summary>Training with augmentation, as far as it is not that of a picture or a batch.</summary>
public sealed class AugmentedFitTests
{
    private static readonly Augmentation Some = new() { RotationRange = 45, HorizontalFlip = true, BrightnessRange = 0.4f, GaussianNoise = 0.05f, MixUpAlpha = 0.3f };

    [Fact]
    public void Training_sees_augmented_pictures_and_validation_sees_them_as_they_are()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        float[] start = model.Parameters.All.ToArray();
        InMemoryDataset validation = Samples.Separable(40, 3, seed: 8);
        var black = new Augmentation { BrightnessRange = (0, 0) };
        History history = model.Fit(Samples.Separable(60, 3), validation, new FitOptions { Epochs = 3, Optimizer = new Sgd(0.1f), Augmentation = black });

        // From black pictures a bias alone is learned.
        int weights = Samples.Small.Length * 3;
        Assert.Equal(start[..weights], model.Parameters.All[..weights].ToArray());
        Assert.NotEqual(start[weights..], model.Parameters.All[weights..].ToArray());
        Evaluation evaluation = model.Evaluate(validation);
        Assert.Equal((evaluation.Loss, evaluation.Accuracy), (history.Last.ValidationLoss, history.Last.ValidationAccuracy));
        float[] blackPixels = new float[40 * Samples.Small.Length];
        int[] labels = [.. Enumerable.Range(0, 40).Select(validation.ReadLabel)];
        Assert.NotEqual(evaluation.Loss, model.Evaluate(new InMemoryDataset(Samples.Small, blackPixels, labels, validation.ClassNames)).Loss);
    }

    [Fact]
    public void Bits_depend_on_seed_and_settings_and_not_on_the_threads_that_read()
    {
        float[] one = Train(new FitOptions { Augmentation = Some, ReaderThreads = 1 });
        Assert.Equal(one, Train(new FitOptions { Augmentation = Some, ReaderThreads = 4 }));
        Assert.NotEqual(one, Train(new FitOptions { Augmentation = Some, Seed = 1 }));
        Assert.NotEqual(one, Train(new FitOptions { Augmentation = Some with { RotationRange = 44 } }));
        Assert.NotEqual(one, Train(new FitOptions()));
        Assert.Equal(Train(new FitOptions()), Train(new FitOptions { Augmentation = new Augmentation() }));

        static float[] Train(FitOptions options)
        {
            LinearModel model = LinearModel.Dense(Samples.Small, 3);
            model.Fit(Samples.Separable(50, 3), options: options with { Epochs = 4, BatchSize = 8, Shuffle = false });
            return model.Parameters.All.ToArray();
        }
    }

    [Fact]
    public void Pixels_are_checked_before_augmentation_could_hide_what_is_wrong()
    {
        var random = new Random(1);
        float[] bytes = Samples.Floats(random, 20 * Samples.Small.Length, 0, 255);
        var data = new InMemoryDataset(Samples.Small, bytes, new int[20], ["a", "b", "c"]);
        var options = new FitOptions { Augmentation = new Augmentation { BrightnessRange = 0.1f } };
        Assert.Contains("divide bytes by 255", Assert.Throws<ArgumentException>("train", () => LinearModel.Dense(Samples.Small, 3).Fit(data, options: options)).Message, StringComparison.Ordinal);

        float[] holed = Samples.Floats(random, 20 * Samples.Small.Length, 0, 1);
        holed[(7 * Samples.Small.Length) + 2] = float.NaN;
        data = new InMemoryDataset(Samples.Small, holed, new int[20], ["a", "b", "c"]);
        Assert.Contains("Sample 7 of the data set has a value that is NaN", Assert.Throws<ArgumentException>("train", () => LinearModel.Dense(Samples.Small, 3).Fit(data, options: options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Normalised_pixels_are_not_cut_unnoticed()
    {
        float[] normalised = Samples.Floats(new Random(1), 20 * Samples.Small.Length, -2, 2);
        var data = new InMemoryDataset(Samples.Small, normalised, new int[20], ["a", "b", "c"]);
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        string Refusal(Augmentation augmentation) => Assert.Throws<ArgumentException>("train", () => model.Fit(data, options: new FitOptions { Augmentation = augmentation })).Message;
        Assert.Contains("set ClipsPixels to false", Refusal(new Augmentation { BrightnessRange = 0.1f }), StringComparison.Ordinal);
        Assert.Contains("set ClipsPixels to false", Refusal(new Augmentation { GaussianNoise = 0.1f }), StringComparison.Ordinal);
        Assert.Equal(0, model.StepCount);
        model.Fit(data, options: new FitOptions { Augmentation = new Augmentation { BrightnessRange = 0.1f, GaussianNoise = 0.1f, ClipsPixels = false } });
        model.Fit(data, options: new FitOptions { Augmentation = new Augmentation { RotationRange = 10, MixUpAlpha = 1 } });
        float[] signed = [.. normalised.Select(value => value < 0 ? -0f : value / 2)];
        model.Fit(new InMemoryDataset(Samples.Small, signed, new int[20], ["a", "b", "c"]), options: new FitOptions { Augmentation = new Augmentation { BrightnessRange = 0.1f } });
    }

    [Fact]
    public void Mixed_targets_go_with_class_weights_and_smoothing()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        var options = new FitOptions { Epochs = 30, BatchSize = 10, Optimizer = new Adam(0.05f), ClassWeights = [1, 2, 1], LabelSmoothing = 0.05, Augmentation = new Augmentation { MixUpAlpha = 0.2f, CutMixAlpha = 1 } };
        History history = model.Fit(Samples.Separable(300, 3), Samples.Separable(200, 3, seed: 8), options);
        Assert.True(history.Last.ValidationAccuracy > 0.9, $"{history.Last}");
        Assert.InRange(history.Last.Accuracy!.Value, 0.5, 1);
    }

    [Fact]
    public void What_does_not_go_together_is_refused_before_the_first_step()
    {
        LinearModel dense = LinearModel.Dense(Samples.Small, 3);
        Refused("SaturationRange and HueRange change colours, but pictures of 2×3×2 have 2 channels", dense, new FitOptions { Augmentation = new Augmentation { HueRange = 3 } });
        Refused("SampleWeights are those of one sample each", dense, new FitOptions { SampleWeights = new float[20], Augmentation = new Augmentation { CutMixAlpha = 1 } });
        Refused("ReaderThreads is 0; it lies in 1..1024", dense, new FitOptions { ReaderThreads = 0 });
        LinearModel perPixel = LinearModel.PerPixel(Samples.Small, 3);
        Refused("moves pixels, but LinearModel answers for each of 2 × 3 places", perPixel, new FitOptions { Augmentation = new Augmentation { HorizontalFlip = true } });
        Refused("exchanges boxes (CutMixAlpha)", perPixel, new FitOptions { Augmentation = new Augmentation { CutMixAlpha = 1 } });
        var targets = new InMemoryDataset(Samples.Small, new float[20 * Samples.Small.Length], new float[20 * 18], targetLength: 18);
        perPixel.Fit(targets, options: new FitOptions { Augmentation = new Augmentation { BrightnessRange = 0.2f, GaussianNoise = 0.1f, Erasing = new RandomErasing(), MixUpAlpha = 0.2f } });

        static void Refused(string expected, LinearModel model, FitOptions options)
        {
            InMemoryDataset data = Samples.Separable(20, 3);
            Assert.Contains(expected, Assert.Throws<ArgumentException>(nameof(options), () => model.Fit(data, options: options)).Message, StringComparison.Ordinal);
            Assert.Equal(0, model.StepCount);
        }
    }

    [Fact]
    public void The_history_tells_what_share_of_the_time_was_spent_waiting()
    {
        History history = LinearModel.Dense(Samples.Small, 3).Fit(new Slow(Samples.Separable(12, 3)), options: new FitOptions { Epochs = 2, BatchSize = 4 });
        Assert.All(history.Epochs, epoch => Assert.True(epoch.WaitingShare is > 0 and <= 1, $"{epoch}"));
    }

    /// <summary>Takes its time.</summary>
    private sealed class Slow(IDataset source) : IDataset
    {
        public int Count => source.Count;

        public ImageShape Shape => source.Shape;

        public IReadOnlyList<string> ClassNames => source.ClassNames;

        public void ReadPixels(int index, Span<float> pixels)
        {
            Thread.Sleep(2);
            source.ReadPixels(index, pixels);
        }

        public int ReadLabel(int index) => source.ReadLabel(index);
    }
}
