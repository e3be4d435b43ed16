using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace CnnGen.Reports.Tests;

/// <summary>What a report says, read without a browser.</summary>
public sealed partial class TrainingReportTests : IDisposable
{
    private const string Nasty = "<script>alert(\"1\")</script> & 'others' 🐈 ä";

    private static readonly ImageShape Grey = new(8, 8, 1);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_line_reports_what_Fit_was_given_and_returned()
    {
        IDataset train = TestData.Bands(Reported.Colour, 60, ["low", "middle", "high"]);
        IDataset validation = TestData.Bands(Reported.Colour, 30, ["low", "middle", "high"], seed: 6);
        var model = new OneOfThree(seed: 4);
        var options = new FitOptions { Epochs = 3, BatchSize = 7, Seed = 11, Augmentation = Reported.Turning, Schedule = new CosineDecay(0.0005f), LabelSmoothing = 0.1 };
        History history = model.Fit(train, validation, options);
        string path = TrainingReport.Write(_folder["report"], model, history, options, train, validation);

        Assert.Equal(_folder["report/report.html"], path);
        Assert.Equal(["augmented.png", "curves.png", "most-wrong.png", "report.html"], Files());
        string text = Text(path);
        Assert.Contains("OneOfThree", text, StringComparison.Ordinal);
        foreach (string setting in new[] { "seed of weights and dropout 4", "seed of order and augmentation 11", "samples a step 7", "epochs 3", "classes low, middle, high", "CosineDecay (rate 0.0005", "label smoothing 0.1", "MixUpAlpha 0.2", "RotationRange 40" })
        {
            Assert.Contains(setting, text, StringComparison.Ordinal);
        }

        Evaluation evaluation = model.Evaluate(validation);
        string[] cells = [.. MatrixCells().Matches(File.ReadAllText(path)).Select(cell => cell.Groups[1].Value)];
        Assert.Equal(
            from actual in Enumerable.Range(0, 3)
            from predicted in Enumerable.Range(0, 3)
            select evaluation.Confusion![actual, predicted].ToString(CultureInfo.InvariantCulture),
            cells);
    }

    [Fact]
    public void Nothing_that_a_person_gave_is_taken_for_markup()
    {
        IDataset train = TestData.Bands(Reported.Colour, 20, [$"a{Nasty}", $"b{Nasty}"]);
        ReportedRun run = Reported.Train($"run {Nasty}", new YesOrNo(1), train, train, new FitOptions()) with
        {
            Status = $"status {Nasty}",
            Group = $"group {Nasty}",
        };
        run = run with
        {
            History = run.History with { Warnings = [new TrainingWarning(TrainingWarningKind.NotLearning, 1, $"warning {Nasty}")] },
            Config = run.Config with { Notes = new Dictionary<string, string> { [$"name {Nasty}"] = $"value {Nasty}" } },
        };
        string path = TrainingReport.Write(_folder["report"], $"title {Nasty}", [run, run]);
        string html = File.ReadAllText(path);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("& '", html, StringComparison.Ordinal);
        string text = Text(path);
        foreach (string what in new[] { "title", "run", "status", "group", "warning", "name", "value", "a", "b" }) Assert.Contains($"{what}{(what.Length == 1 ? "" : " ")}{Nasty}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_refers_to_nothing_outside_itself()
    {
        string html = File.ReadAllText(TrainingReport.Write(_folder["report"], "Title", [Reported.YesOrNo("plain", Reported.Turning)]));
        string[] addresses = [.. Addresses().Matches(html).Select(match => match.Groups["address"].Value)];
        Assert.True(addresses.Length > 20, $"{addresses.Length} addresses");
        Assert.All(addresses, address => Assert.StartsWith("data:", address, StringComparison.Ordinal));
        Assert.DoesNotContain("http:", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", html, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_regression_has_neither_accuracies_nor_answers_nor_pictures()
    {
        var shape = new ImageShape(8, 8, 2);
        IDataset train = TestData.Values(shape, 40, 1, value => value);
        ReportedRun run = Reported.Train("level", new Level(1), train, TestData.Values(shape, 20, 1, value => value, seed: 6), new FitOptions { Epochs = 2, Augmentation = new Augmentation { HorizontalFlip = true } });
        string path = TrainingReport.Write(_folder["report"], "Level", [run]);
        Assert.Equal(["Loss", "Time", "Network", "Settings"], Sections(path));
        Assert.Equal(["curves.png", "report.html"], Files());
        Assert.DoesNotContain("accuracy", Text(path), StringComparison.Ordinal);
        Assert.Contains("mean squared error", Text(path), StringComparison.Ordinal);
        Assert.Contains("2×2 convolution, stride 2×2, ReLU", Text(path), StringComparison.Ordinal);
        Assert.Contains("2×2 max pool, stride 1×1 3×3×2", Text(path), StringComparison.Ordinal);
        Assert.Contains("lowest validation loss", Text(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_do_not_exclude_each_other_have_a_row_each_and_no_matrix()
    {
        IDataset train = TestData.Values(Grey, 40, 2, value => value > 0.3f ? 1 : 0);
        string path = TrainingReport.Write(_folder["report"], "Labels", [Reported.Train("labels", new TwoLabels(1), train, train, new FitOptions { Epochs = 2 })]);
        Assert.Equal(["Loss and accuracy", "Answers on the validation samples", "Time", "Network", "Settings"], Sections(path));
        Assert.Contains("Each label is a yes or no of its own", Text(path), StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"matrix", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal(["curves.png", "report.html"], Files());
    }

    [Fact]
    public void Of_many_classes_those_are_told_that_are_taken_for_others()
    {
        string[] names = [.. Enumerable.Range(0, 30).Select(i => $"class{i:D2}")];
        IDataset train = TestData.Bands(Grey, 200, names);
        ReportedRun run = Reported.Train("many", new OneOfThirty(1), train, train, new FitOptions { Epochs = 1 });
        string path = TrainingReport.Write(_folder["report"], "Many", [run]);
        Assert.Contains("Of more than 20 classes, those that are taken for others most often.", Text(path), StringComparison.Ordinal);
        ClassMetrics last = run.Evaluation!.PerClass[29];
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"class29 {last.Precision:0.000} {last.Recall:0.000} {last.F1:0.000} {last.Support}"), Text(path), StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"matrix", File.ReadAllText(path), StringComparison.Ordinal);

        (long number, string actual, string predicted) = (
            from row in Enumerable.Range(0, 30)
            from column in Enumerable.Range(0, 30)
            where row != column
            orderby run.Evaluation!.Confusion![row, column] descending
            select (run.Evaluation!.Confusion![row, column], names[row], names[column])).First();
        Assert.Contains($"{actual} {predicted} {number}", Text(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_of_several_kinds_are_all_explained_and_where_no_class_is_taken_for_another_that_is_said()
    {
        string[] names = [.. Enumerable.Range(0, 30).Select(i => $"class{i:D2}")];
        InMemoryDataset bands = TestData.Bands(Grey, 40, names);
        var model = new OneOfThirty(1);
        float[] pixels = new float[40 * Grey.Length];
        float[] outputs = new float[40 * 30];
        for (int i = 0; i < 40; i++) bands.ReadPixels(i, pixels.AsSpan(i * Grey.Length, Grey.Length));
        model.Predict(pixels, outputs);
        int[] answers = [.. outputs.Chunk(30).Select(output => Array.IndexOf(output, output.Max()))];
        var right = new InMemoryDataset(Grey, pixels, answers, names);
        ReportedRun flawless = ReportedRun.Of("flawless", model, new History([new EpochResult(1, 0.5, 0.5, 0.5, 0.5, 1, 1)]), new FitOptions(), right, right);
        string text = Text(TrainingReport.Write(_folder["report"], "Mixed", [flawless, Reported.YesOrNo("two")]));
        Assert.Contains("Of more than 20 classes, those that are taken for others most often. A row for each class as it is, a column for each as answered: the diagonal is right.", text, StringComparison.Ordinal);
        Assert.Contains("None is.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("it is the model says", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_that_only_chance_tells_apart_have_a_mean()
    {
        ReportedRun run = Reported.YesOrNo("any");
        ReportedRun Of(string name, string? group, double accuracy) =>
            run with { Name = name, Group = group, History = new History([new EpochResult(1, 0.5, 0.6, 0.4, accuracy, 60, 100), new EpochResult(2, 0.4, 0.6, 0.5, 0.5, 60, 100)]) };
        string text = Text(TrainingReport.Write(_folder["report"], "Seeds", [Of("plain 1", "plain", 0.8), Of("plain 2", "plain", 0.9), Of("other", "other", 0.7), Of("alone", null, 0.7)]));
        Assert.Contains("plain 1 80.0 % in epoch 1 50.0 %", text, StringComparison.Ordinal);
        Assert.Contains("plain, mean of 2 85.0 % ± 7.1 50.0 % ± 0.0 0.4000 ± 0.0000", text, StringComparison.Ordinal);
        Assert.DoesNotContain("other, mean", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Overfitting_warnings_and_where_a_run_stands_are_told()
    {
        ReportedRun run = Reported.YesOrNo("plain");
        int epoch = Overfitting.StartOf(run.History)!.Epoch;
        run = run with { Status = "Stopped in epoch 21.", History = run.History with { Warnings = [new TrainingWarning(TrainingWarningKind.NotLearning, 3, "The network has not learned yet.")] } };
        string text = Text(TrainingReport.Write(_folder["report"], "Plain", [run]));
        Assert.Contains($"while training loss went on falling (epoch {epoch})", text, StringComparison.Ordinal);
        Assert.Contains("Stopped in epoch 21.", text, StringComparison.Ordinal);
        Assert.Contains("The network has not learned yet.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_time_is_split_into_computing_waiting_and_validation()
    {
        EpochResult[] epochs = [new(1, 0.5, null, 0.5, null, 100, 100) { ValidationSeconds = 20, WaitingShare = 0.25 }, new(2, 0.5, null, 0.5, null, 100, 300) { ValidationSeconds = 20, WaitingShare = 0.5 }];
        Assert.Equal(new RunTimes(Computing: 60 + 40, Waiting: 20 + 40, Validating: 40, ImagesPerSecond: 200), RunTimes.Of(new History(epochs)));
        string text = Text(TrainingReport.Write(_folder["report"], "Time", [Reported.YesOrNo("any") with { History = new History(epochs) }]));
        Assert.Contains("3:20 for 2 epochs, 200 images/s", text, StringComparison.Ordinal);
        Assert.Contains("50 % training steps, 30 % waiting for samples, 20 % validation", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_without_an_epoch_leaves_no_gaps()
    {
        ReportedRun run = Reported.YesOrNo("early") with { History = new History([]), Evaluation = null, MostWrong = [], Final = null, Status = "Stopped before the first step." };
        string path = TrainingReport.Write(_folder["report"], "Early", [run]);
        Assert.Equal(["Network", "Settings"], Sections(path));
        Assert.Equal(["report.html"], Files());
        TrainingReport.Write(_folder["report"], "Late", [Reported.YesOrNo("late", Reported.Turning)]);
        Assert.Equal(["augmented.png", "curves.png", "most-wrong.png", "report.html"], Files());
        File.WriteAllText(_folder["report/augmented-photograph.png"], "of somebody else");
        TrainingReport.Write(_folder["report"], "Early", [run]);
        Assert.Equal(["augmented-photograph.png", "report.html"], Files()); // no picture of another report is left
        Assert.Equal(["Runs", "Loss and accuracy", "Answers on the validation samples", "Most confidently wrong", "Time", "Network", "Settings"], Sections(TrainingReport.Write(_folder["report"], "Both", [run, Reported.YesOrNo("late")])));
    }

    [Fact]
    public void The_layers_are_listed_with_what_they_do_and_their_parameters()
    {
        string text = Text(TrainingReport.Write(_folder["report"], "Layers", [Reported.YesOrNo("one")]));
        foreach (string row in new[]
        {
            "Input 16×16×3 Standardize1 preprocessing: standardisation for each channel 16×16×3 7 Conv1 3×3 convolution, padded 16×16×4 112 BatchNorm1 batch normalisation 16×16×4 16 Activation1 ReLU 16×16×4",
            "MaxPool1 2×2 max pool 8×8×4 Conv2 3×3 convolution, ReLU 6×6×8 296 GlobalAveragePool1 global average pool 1×1×8 Dropout1 dropout 0.2 1×1×8 Dense1 dense, Sigmoid 1×1×1 9 ",
            "440 parameters.", "Loss: binary cross-entropy.",
        })
        {
            Assert.Contains(row, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_report_is_replaced_and_nothing_lies_about()
    {
        TrainingReport.Write(_folder["report"], "First", [Reported.YesOrNo("one", Reported.Turning)]);
        string[] before = Files();
        string path = TrainingReport.Write(_folder["report"], "Second", [Reported.YesOrNo("one", Reported.Turning)]);
        Assert.Equal(before, Files());
        Assert.Contains("Second", Text(path), StringComparison.Ordinal);
        Assert.DoesNotContain("First", Text(path), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => TrainingReport.Write(_folder["report"], "None", []));
    }

    [Fact]
    public void A_page_that_cannot_be_written_leaves_the_pictures_of_the_one_before()
    {
        TrainingReport.Write(_folder["report"], "First", [Reported.YesOrNo("one", Reported.Turning)]);
        string[] before = Files();
        File.Delete(_folder["report/report.html"]);
        Directory.CreateDirectory(_folder["report/report.html"]);
        Exception? error = Record.Exception(() => TrainingReport.Write(_folder["report"], "Second", [Reported.YesOrNo("one")])); // which has no augmentation
        Assert.True(error is IOException or UnauthorizedAccessException, $"{error}");
        Assert.Equal(before.Except(["report.html"]), Files());
    }

    [Fact]
    public void Numbers_have_a_point_whatever_the_culture()
    {
        ReportedRun run = Reported.YesOrNo("one", Reported.Turning);
        string expected = Text(TrainingReport.Write(_folder["report"], "Numbers", [run, run]));
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } };
            Assert.Equal(Undated(expected), Undated(Text(TrainingReport.Write(_folder["report"], "Numbers", [run, run]))));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_pictures_that_a_model_is_most_wrong_of_are_those_with_the_highest_confidence()
    {
        InMemoryDataset data = TestData.Bands(Reported.Colour, 70, ["low", "middle", "high"]);
        var model = new OneOfThree(seed: 3);
        float[] pixels = new float[Reported.Colour.Length];
        var expected = new List<(int Sample, double Confidence)>();
        for (int i = 0; i < data.Count; i++)
        {
            data.ReadPixels(i, pixels);
            float[] outputs = new float[3];
            model.Predict(pixels, outputs);
            if (Array.IndexOf(outputs, outputs.Max()) != data.ReadLabel(i)) expected.Add((i, outputs.Max()));
        }

        IReadOnlyList<PredictedPicture> found = PredictedPicture.MostWrong(model, data, count: 5);
        Assert.True(expected.Count > 10, $"{expected.Count} wrong answers");
        Assert.Equal(expected.OrderByDescending(entry => entry.Confidence).Take(5), found.Select(picture => (picture.Sample!.Value, picture.Confidence)));
        Assert.All(found, picture => Assert.Equal(data.ClassNames[data.ReadLabel(picture.Sample!.Value)], picture.Actual));
        Assert.Empty(PredictedPicture.MostWrong(model, data, count: 0));
        Assert.Throws<ArgumentException>(() => PredictedPicture.MostWrong(model, TestData.Bands(Reported.Colour, 4, ["a", "b"]), 3));
    }

    [Fact]
    public void The_augmented_picture_is_the_first_as_training_sees_it_pass_by_pass()
    {
        InMemoryDataset data = TestData.Bands(Reported.Colour, 4, ["a", "b"]);
        AugmentedPicture picture = AugmentedPicture.Of(Reported.Turning, data, seed: 9)!;
        float[] original = new float[Reported.Colour.Length];
        data.ReadPixels(0, original);
        Assert.Equal(original, picture.Original);
        Assert.Equal(12, picture.Variants.Count);
        float[] seventh = new float[original.Length];
        Reported.Turning.Apply(original, seventh, Reported.Colour, seed: 9, epoch: 6, sample: 0);
        Assert.Equal(seventh, picture.Variants[6]);
        Assert.Null(AugmentedPicture.Of(Reported.Turning, TestData.Values(new ImageShape(8, 8, 2), 2, 1, value => value), seed: 9));
    }

    [Fact]
    public void The_weights_judged_are_those_that_training_ended_with()
    {
        var history = new History([Epoch(1, 0.5, 0.6), Epoch(2, 0.3, 0.7), Epoch(3, 0.4, 0.8)]);
        int? Final(FitOptions options) => (Reported.YesOrNo("any") with { History = history }).Measured(new YesOrNo(1), options, null).Final?.Epoch;
        Assert.Equal(3, Final(new FitOptions()));
        Assert.Equal(2, Final(new FitOptions { RestoreBestWeights = true }));
        Assert.Equal(3, Final(new FitOptions { EarlyStopping = new EarlyStopping { Monitor = MonitoredQuantity.ValidationAccuracy } }));
        Assert.Equal(3, Final(new FitOptions { EarlyStopping = new EarlyStopping { RestoreBestWeights = false } }));

        static EpochResult Epoch(int number, double loss, double accuracy) => new(number, 0.5, 0.5, loss, accuracy, 1, 1);
    }

    private string[] Files() => [.. Directory.GetFiles(_folder["report"]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string[] Sections(string path) => [.. Headings().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value)];

    /// <summary>What a person reads: tags are spaces, and there is one space where there are several.</summary>
    private static string Text(string path)
    {
        string html = File.ReadAllText(path);
        string body = html[html.IndexOf("<body>", StringComparison.Ordinal)..];
        return WebUtility.HtmlDecode(Spaces().Replace(Tags().Replace(body, " "), " "));
    }

    private static string Undated(string text) => text[..text.IndexOf("Written by", StringComparison.Ordinal)];

    [GeneratedRegex("<td style=[^>]*>(\\d+)</td>")]
    private static partial Regex MatrixCells();

    [GeneratedRegex("<h2>([^<]*)</h2>")]
    private static partial Regex Headings();

    [GeneratedRegex("(src|srcset|href)=\"(?<address>[^\"]*)\"|url\\((?<address>[^)]*)\\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Addresses();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex("\\s+")]
    private static partial Regex Spaces();
}
