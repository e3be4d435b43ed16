using System.Text.Json;
using Drawing;
using SkiaSharp;
using Spectre.Console;

namespace CnnGen.Reports.Tests;

public sealed class ConsoleAndPictureTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Curves_have_text_where_no_font_is_installed()
    {
        string path = _folder["new/curves.png"];
        TrainingCurves.SavePng(path, "DogsVsCats", Trained(epochs: 8));
        using SKBitmap picture = SKBitmap.Decode(path);
        Assert.Equal((1280, 440), (picture.Width, picture.Height));

        // The title stands alone in the top rows, the name of the axis in the last ones: without a font both are empty.
        Assert.InRange(DarkPixels(picture, 0, 40), 200, 20_000);
        Assert.InRange(DarkPixels(picture, 400, 440), 100, 20_000);
    }

    [Fact]
    public void Curves_of_a_regression_without_validation_have_the_loss_alone()
    {
        string path = _folder["curves.png"];
        TrainingCurves.SavePng(path, "Depth", new History([new EpochResult(1, 0.5, null, null, null, 2, 100)]));
        using SKBitmap picture = SKBitmap.Decode(path);
        Assert.Equal((640, 440), (picture.Width, picture.Height));
    }

    [Fact]
    public void Panels_of_one_figure_have_the_same_axes()
    {
        IReadOnlyList<IReadOnlyList<ScottPlot.Plot>> rows = TrainingCurves.Draw([("short", Trained(epochs: 4)), ("long", Trained(epochs: 25))], CurveTheme.Light);
        foreach (int panel in new[] { 0, 1 })
        {
            ScottPlot.AxisLimits limits = rows[0][panel].Axes.GetLimits();
            Assert.Equal(rows[1][panel].Axes.GetLimits(), limits);
            Assert.InRange(limits.Right, 25, 26);
        }
    }

    [Fact]
    public void No_epochs_and_no_pictures_are_refused()
    {
        Assert.Throws<ArgumentException>(() => TrainingCurves.SavePng(_folder["a.png"], "", new History([])));
        Assert.Throws<ArgumentException>(() => PictureGrid.SavePng(_folder["a.png"], [], 4));
    }

    [Fact]
    public void A_grid_frames_right_and_wrong_answers_in_green_and_red()
    {
        PredictedPicture[] pictures = [.. Enumerable.Range(0, 8).Select(i => Predicted(i))];
        string path = _folder["grid.png"];
        PictureGrid.SavePng(path, pictures, columns: 4);
        using SKBitmap grid = SKBitmap.Decode(path);
        SKColor right = grid.GetPixel(12, 60);
        SKColor wrong = grid.GetPixel(12 + 168, 60);
        Assert.True(right.Green > right.Red, $"{right}");
        Assert.True(wrong.Red > wrong.Green, $"{wrong}");
    }

    [Fact]
    public void A_grid_enlarges_small_pictures_and_takes_grey_ones()
    {
        var picture = new PredictedPicture(new ImageShape(28, 28, 1), new float[28 * 28], "seven", "one", 0.5);
        string path = _folder["grid.png"];
        PictureGrid.SavePng(path, [picture, picture], columns: 5);
        using SKBitmap grid = SKBitmap.Decode(path);
        Assert.Equal(10 + (2 * ((28 * 5) + 8 + 10)), grid.Width);
    }

    [Fact]
    public void A_grid_of_pictures_alone_has_neither_frames_nor_words()
    {
        var shape = new ImageShape(40, 60, 3);
        float[][] pictures = [.. Enumerable.Range(0, 5).Select(i => Enumerable.Repeat(i / 5f, shape.Length).ToArray())];
        string path = _folder["grid.png"];
        PictureGrid.SavePng(path, pictures, shape, columns: 3);
        using SKBitmap grid = SKBitmap.Decode(path);
        Assert.Equal((10 + (3 * 190), 10 + (2 * 130)), (grid.Width, grid.Height)); // three times as large, with gaps of 10
        Assert.Equal((51, 51), (grid.GetPixel(201, 11).Red, grid.GetPixel(379, 129).Blue));
        Assert.Equal((255, 204), (grid.GetPixel(199, 9).Red, grid.GetPixel(210, 150).Red));
        Assert.Throws<ArgumentException>(() => PictureGrid.SavePng(path, [], shape, 4));
        Assert.Throws<ArgumentException>(() => PictureGrid.SavePng(path, [new float[3]], shape, 4));
    }

    [Fact]
    public void A_result_is_written_under_the_names_that_scripts_read()
    {
        string path = _folder["out/result.json"];
        var result = new TrainingResult { Network = "Digits", Seed = 7, Epochs = 3, TrainLoss = 0.25, TrainAccuracy = 0.9, ValidationLoss = 0.3, ValidationAccuracy = 0.875, TestAccuracy = 0.99, Seconds = 12.5, ImagesPerSecond = 1000, Threads = 2 };
        result.Save(path);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(path));
        Assert.Equal(
            ["network", "seed", "epochs", "trainLoss", "trainAccuracy", "validationLoss", "validationAccuracy", "testAccuracy", "seconds", "imagesPerSecond", "threads"],
            json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal("Digits", json.RootElement.GetProperty("network").GetString());
        Assert.Equal(0.99, json.RootElement.GetProperty("testAccuracy").GetDouble());

        (result with { TestAccuracy = null, ValidationLoss = double.NaN, TrainLoss = double.PositiveInfinity }).Save(path);
        Assert.DoesNotContain("testAccuracy", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Contains("\"validationLoss\": \"NaN\"", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_terminal_progress_is_plain_lines()
    {
        using var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        History history = ConsoleProgress.Show(Train, console);
        string[] lines = text.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, history.Epochs.Count);
        Assert.Equal(1 + 3 + 1 + 3 + 1, lines.Length);
        Assert.Equal("epoch 1/2  step 1/40  loss 0.5000  accuracy 75.0 %  100 images/s  1:05 left", lines[0]);
        Assert.Equal("epoch 1/2  loss 0.5000  accuracy 75.0 %  validation loss 0.6000  validation accuracy 70.0 %  100 images/s  3.0 s", lines[4]);
        Assert.Equal("epoch 2/2  step 10/40  loss 0.5000  accuracy 75.0 %  100 images/s  1:05 left, best validation accuracy 70.0 % in epoch 1", lines[5]);
        Assert.EndsWith("100 images/s  3.0 s, 25 % of it waiting for data", lines[8], StringComparison.Ordinal);
        Assert.DoesNotContain('\e', text.ToString());
    }

    [Fact]
    public void On_a_terminal_progress_is_live_and_finished_epochs_stay()
    {
        using var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new TerminalOutput(text), Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes });
        ConsoleProgress.Show(Train, console);
        Assert.Contains("epoch 2/2", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("100 images/s  0:05 left", text.ToString().ReplaceLineEndings(" "), StringComparison.Ordinal); // the epoch
        Assert.Contains("training, 1:05 left", text.ToString(), StringComparison.Ordinal);
        Assert.Contains('\e', text.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_training_that_goes_on_knows_the_best_epoch_before(bool isTerminal)
    {
        using var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(isTerminal
            ? new AnsiConsoleSettings { Out = new TerminalOutput(text), Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes }
            : new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        ConsoleProgress.Show(
            observer =>
            {
                observer.Resumed(new History([new EpochResult(1, 0.6, 0.6, 0.5, 0.8, 3, 100), new EpochResult(2, 0.5, 0.7, 0.4, 0.7, 3, 100)]));
                observer.StepCompleted(new TrainingProgress(3, 4, 10, 40, 0.5, 0.75, 100, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(65)));
                return 0;
            },
            console);
        Assert.Contains("training goes on after epoch 2, best validation accuracy 80.0 % in epoch 1", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("1:05 left, best validation accuracy 80.0 % in epoch 1", text.ToString().ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_accuracies_the_best_epoch_has_the_lowest_loss()
    {
        EpochResult Epoch(int number, double loss, double? validation) => new(number, loss, null, validation, null, 1, 1);
        Assert.Equal("lowest validation loss 0.2500 in epoch 2", BestEpoch.Describe([Epoch(1, 0.1, 0.5), Epoch(2, 0.2, 0.25), Epoch(3, 0.1, double.NaN), Epoch(4, 0.1, 0.25)]));
        Assert.Equal("", BestEpoch.Describe([Epoch(1, 0.1, null)]));
        Assert.Equal("", BestEpoch.Describe([]));
        Assert.Equal(2, BestEpoch.Of([Epoch(1, 0.5, null), Epoch(2, 0.25, null)])?.Epoch);
    }

    [Fact]
    public void Tables_show_names_as_they_are()
    {
        using var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        var result = new TrainingResult { Network = "[Net]", Seed = 7, Epochs = 1, TrainLoss = 0.25, TrainAccuracy = 0.9, Seconds = 12.5, ImagesPerSecond = 1000, Threads = 1 };
        ConsoleTables.Write(result, console);
        ConsoleTables.Write([Predicted(0), Predicted(1)], console);
        Assert.Contains("[Net]", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("90.0 %", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 epoch in 12.5 s, 1000 images/s on 1 thread, seed 7", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("wrong", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_runs_have_a_row_each_with_the_best_accuracy_and_its_epoch()
    {
        using var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        ReportedRun run = Reported.YesOrNo("[plain]") with { Group = "plain", History = new History([new EpochResult(1, 0.5, 0.6, 0.4, 0.85, 60, 100), new EpochResult(2, 0.4, 0.6, 0.3, 0.8, 30, 100)]) };
        ConsoleTables.Write([run, run], console);
        Assert.Equal(2, text.ToString().Split("│ [plain] ").Length - 1);
        Assert.Equal(2, text.ToString().Split("85.0 % in epoch 1").Length - 1);
        Assert.Equal(2, text.ToString().Split("0.3000 in epoch 2").Length - 1);
        Assert.Contains("plain, mean of 2", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("1.5 ± 0.0", text.ToString(), StringComparison.Ordinal);
    }

    private static History Trained(int epochs) => new([.. Enumerable.Range(1, epochs).Select(epoch =>
        new EpochResult(epoch, 0.7 / epoch, 1 - (0.5 / epoch), (0.7 / epoch) + (0.01 * epoch), 0.95 - (0.45 / epoch), 3, 100))]);

    private static History Train(ITrainingObserver observer)
    {
        var epochs = new List<EpochResult>();
        for (int epoch = 1; epoch <= 2; epoch++)
        {
            for (int step = 1; step <= 40; step++) observer.StepCompleted(new TrainingProgress(epoch, 2, step, 40, 0.5, 0.75, 100, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(65)));
            epochs.Add(new EpochResult(epoch, 0.5, 0.75, 0.6, 0.7, 3, 100) { WaitingShare = epoch == 2 ? 0.25 : 0.03 });
            observer.EpochCompleted(epochs[^1]);
        }

        return new History(epochs);
    }

    private static PredictedPicture Predicted(int index)
    {
        using SKBitmap picture = FaceDrawer.Draw(index % 2 == 0 ? Species.Cat : Species.Dog, 1, index, 150);
        float[] pixels = [.. picture.Pixels.SelectMany(pixel => new[] { pixel.Red / 255f, pixel.Green / 255f, pixel.Blue / 255f })];
        return new PredictedPicture(new ImageShape(150, 150, 3), pixels, index % 2 == 0 ? "cats" : "dogs", "cats", 0.973);
    }

    private static int DarkPixels(SKBitmap picture, int top, int bottom)
    {
        int count = 0;
        for (int y = top; y < bottom; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                if (picture.GetPixel(x, y).Red < 100) count++;
            }
        }

        return count;
    }

    /// <summary>Takes text and says that it is a terminal.</summary>
    private sealed class TerminalOutput(TextWriter writer) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => true;

        public int Width => 120;

        public int Height => 40;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }
}
