using System.Buffers.Binary;
using System.Text.Json;

namespace CnnGen.Runtime.Tests;

/// <summary>Figures belong to the weights: what trains, averages, saves and loads takes them along and leaves them as they are.</summary>
public sealed class KeptFiguresTests
{
    private static readonly ImageShape Shape = new(4, 5, 3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Fit_fits_once_and_a_second_one_keeps_the_figures()
    {
        LinearModel model = Prepared.Standardized(Shape, Per.Pixel);
        LinearModel byHand = Prepared.Standardized(Shape, Per.Pixel);
        InMemoryDataset first = Prepared.Related(Shape, 40, seed: 1);
        byHand.FitPreprocessing(first, Token);
        model.Fit(first);
        float[] figures = FiguresOf(model);
        Assert.Equal(FiguresOf(byHand), figures);
        model.Fit(Prepared.Related(Shape, 40, seed: 9));
        Assert.Equal(figures, FiguresOf(model));
        model.FitPreprocessing(Prepared.Related(Shape, 40, seed: 9), Token);
        Assert.NotEqual(figures, FiguresOf(model));
    }

    [Fact]
    public void Augmentation_is_not_seen_by_the_figures()
    {
        LinearModel plain = Prepared.Standardized(Shape, Per.Channel);
        LinearModel augmented = Prepared.Standardized(Shape, Per.Channel);
        var data = new InMemoryDataset(Shape, Samples.Floats(new Random(4), 40 * 60, 0, 1), new int[40], ["a", "b", "c"]);
        plain.Fit(data);
        augmented.Fit(data, options: new FitOptions { Augmentation = new Augmentation { BrightnessRange = 0.5f, GaussianNoise = 0.2f, MixUpAlpha = 1 } });
        Assert.Equal(FiguresOf(plain), FiguresOf(augmented));
    }

    [Fact]
    public void Optimisers_averages_and_best_weights_leave_them_alone()
    {
        InMemoryDataset data = Prepared.Related(Shape, 40, seed: 1);
        foreach (Optimizer optimizer in new Optimizer[] { new Adam(0.1f), new AdamW(0.1f), new RMSprop(0.1f) { Momentum = 0.5f }, new Sgd(0.5f) { Momentum = 0.9f } })
        {
            LinearModel model = Prepared.Standardized(Shape, Per.Pixel);
            model.FitPreprocessing(data, Token);
            float[] figures = FiguresOf(model);
            model.Fit(data, data, new FitOptions { Epochs = 3, Optimizer = optimizer, AverageDecay = 0.5, RestoreBestWeights = true });
            Assert.Equal(figures, FiguresOf(model));
        }
    }

    [Fact]
    public void Best_weights_of_a_model_that_Fit_fitted_have_its_figures()
    {
        LinearModel model = Prepared.Standardized(Shape, Per.Pixel);
        InMemoryDataset data = Prepared.Related(Shape, 40, seed: 1);
        model.Fit(data, data, new FitOptions { Epochs = 2, RestoreBestWeights = true });
        Assert.True(model.IsPreprocessingFitted);
        LinearModel diverging = Prepared.Standardized(Shape, Per.Pixel);
        Assert.Throws<TrainingDivergedException>(() => diverging.Fit(data, options: new FitOptions { Optimizer = new Sgd(float.MaxValue), Epochs = 5 }));
        Assert.Equal(FiguresOf(model), FiguresOf(diverging));
    }

    [Fact]
    public void A_loaded_model_is_fitted_and_predicts_the_same_bits()
    {
        using var folder = new TestFolder();
        LinearModel saved = Prepared.Standardized(Shape, Per.Channel);
        saved.Fit(Prepared.Related(Shape, 40, seed: 1));
        saved.Save(folder["model"]);
        LinearModel loaded = Prepared.Standardized(Shape, Per.Channel, seed: 8);
        loaded.Load(folder["model"]);
        Assert.True(loaded.IsPreprocessingFitted);
        float[] pixels = Samples.Floats(new Random(2), 60, 0, 1);
        float[] expected = new float[3];
        float[] outputs = new float[3];
        saved.Predict(pixels, expected);
        loaded.Predict(pixels, outputs);
        Assert.Equal(expected, outputs);
    }

    [Theory]
    [InlineData("fitted", 0.5f, "'fitted' is 0.5, but says by 0 or 1")]
    [InlineData("fitted", float.NaN, "'fitted' is NaN")]
    [InlineData("mean", float.NaN, "'mean' holds values that are infinite or not a number")]
    [InlineData("scale", float.PositiveInfinity, "'scale' holds values that are infinite or not a number")]
    public void A_file_with_figures_that_make_no_sense_is_refused_and_changes_nothing(string tensor, float value, string message)
    {
        using var folder = new TestFolder();
        LinearModel model = Prepared.Standardized(Shape, Per.Channel);
        model.Fit(Prepared.Related(Shape, 40, seed: 1));
        model.Save(folder["bad"]);
        ReplaceLast(folder["bad"], tensor, value);

        LinearModel loaded = Prepared.Standardized(Shape, Per.Channel, seed: 8);
        float[] before = loaded.Parameters.All.ToArray();
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => loaded.Load(folder["bad"]));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(folder["bad"], error.Message, StringComparison.Ordinal);
        Assert.Equal(before, loaded.Parameters.All.ToArray());
    }

    [Theory]
    [InlineData("fitted", 0.5f, "fitted is 0.5, but says by 0 or 1")]
    [InlineData("fitted", float.NaN, "fitted is NaN")]
    [InlineData("mean", float.NaN, "mean holds values that are infinite or not a number")]
    [InlineData("scale", float.PositiveInfinity, "scale holds values that are infinite or not a number")]
    public void Figures_that_make_no_sense_cannot_be_set_by_hand(string tensor, float value, string message)
    {
        LinearModel model = Prepared.Standardized(Shape, Per.Channel);
        model.Fit(Prepared.Related(Shape, 40, seed: 1));
        float[] before = model.Parameters.All.ToArray();
        int index = model.Info.Parameters.TakeWhile(parameter => parameter.Name != tensor).Count();
        float[] values = model.Parameters[index].ToArray();
        values[^1] = value;
        Assert.Contains(message, Assert.Throws<ArgumentException>("values", () => model.Parameters.Set(index, values)).Message, StringComparison.Ordinal);
        Assert.Equal(before, model.Parameters.All.ToArray());
    }

    [Fact]
    public void A_model_saved_before_it_was_fitted_still_has_to_be()
    {
        using var folder = new TestFolder();
        Prepared.Standardized(Shape, Per.Channel).Save(folder["model"]);
        LinearModel loaded = Prepared.Standardized(Shape, Per.Channel);
        loaded.Load(folder["model"]);
        Assert.Throws<InvalidOperationException>(() => loaded.Predict(new float[60], new float[3]));
    }

    [Fact]
    public void A_checkpoint_brings_the_figures_back()
    {
        using var folder = new TestFolder();
        InMemoryDataset data = Prepared.Related(Shape, 40, seed: 1);
        FitOptions Options(int epochs) => new() { Epochs = epochs, BatchSize = 8, Checkpoint = new CheckpointOptions(folder["c"]) { Resume = true }, AverageDecay = 0.5, RestoreBestWeights = true };
        LinearModel whole = Prepared.Standardized(Shape, Per.Pixel);
        whole.Fit(data, data, Options(4) with { Checkpoint = null });
        Prepared.Standardized(Shape, Per.Pixel).Fit(data, data, Options(2));
        LinearModel resumed = Prepared.Standardized(Shape, Per.Pixel, seed: 8);
        resumed.FitPreprocessing(Prepared.Related(Shape, 40, seed: 9), Token); // fitted to the same samples they would be the same without a checkpoint
        resumed.Fit(data, data, Options(4));
        Assert.Equal(whole.Parameters.All.ToArray(), resumed.Parameters.All.ToArray());
    }

    /// <summary>Puts another number where the last value of a tensor stands in a file.</summary>
    private static void ReplaceLast(string path, string tensor, float value)
    {
        byte[] file = File.ReadAllBytes(path);
        int start = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, start - 8));
        int end = header.RootElement.GetProperty(tensor).GetProperty("data_offsets")[1].GetInt32();
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(start + end - sizeof(float)), value);
        File.WriteAllBytes(path, file);
    }

    private static float[] FiguresOf(LinearModel model) => model.Parameters.All[model.Info.TrainableFloats..].ToArray();
}
