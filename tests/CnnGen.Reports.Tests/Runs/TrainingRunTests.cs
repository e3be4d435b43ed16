using System.Text;

namespace CnnGen.Reports.Tests;

public sealed class TrainingRunTests : IDisposable
{
    private const int Epochs = 3;
    private const int Steps = 5; // 48 samples in batches of 10

    private static readonly InMemoryDataset TrainingData = TestData.Bands(Reported.Colour, 48, ["low", "middle", "high"]);
    private static readonly InMemoryDataset ValidationData = TestData.Bands(Reported.Colour, 20, ["low", "middle", "high"], seed: 6);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_folder_of_a_run_holds_all_that_is_needed_to_look_at_it_and_to_go_on()
    {
        var model = new OneOfThree(seed: 1);
        ReportedRun run = Of(model).Run();
        Assert.Equal(["augmented.png", "checkpoint", "config.json", "curves.png", "history.csv", "model.safetensors", "report.html"], Files().Except(["most-wrong.png"]));
        Assert.Equal(Epochs, run.History.Epochs.Count);
        Assert.Equal(run.History.ToCsv(), File.ReadAllText(_folder["run/history.csv"]));
        Assert.Equal(Weights(model), Weights(OneOfThree.Load(_folder["run/model.safetensors"])));
        Assert.Equal(("run", null, model.Evaluate(ValidationData).Loss), (run.Name, run.Status, run.Evaluation!.Loss));

        TrainingConfig config = TrainingConfig.Load(_folder["run/config.json"]);
        Assert.Equal(("OneOfThree", 1, 3, Epochs, 10, Steps, 48, 20), (config.Network, config.ModelSeed, config.Seed, config.Epochs, config.BatchSize, config.StepsPerEpoch, config.TrainingSamples, config.ValidationSamples));
        Assert.Equal(["low", "middle", "high"], config.Classes);
        Assert.Equal("40", config.Augmentation["RotationRange"]);
        Assert.Empty(config.DifferencesFrom(run.Config));
    }

    [Fact]
    public void Stopped_after_any_step_it_goes_on_to_the_same_bits_and_its_history_goes_on()
    {
        var whole = new OneOfThree(seed: 1);
        string[] history = Figures(Of(whole, "whole").Run().History.ToCsv());
        for (int stop = 1; stop < Epochs * Steps; stop++)
        {
            string name = $"stopped-{stop}";
            using var source = new CancellationTokenSource();
            int steps = 0;
            var observer = new Listener { OnStep = _ => { if (++steps == stop) source.Cancel(); } };
            var error = Assert.Throws<OperationCanceledException>(() => Of(new OneOfThree(seed: 1), name, Options with { Observer = observer, CancellationToken = source.Token }).Run());
            Assert.Contains(_folder[name], error.Message, StringComparison.Ordinal);
            Assert.Contains($"epoch {((stop - 1) / Steps) + 1} after step {((stop - 1) % Steps) + 1} of {Steps}", error.Message, StringComparison.Ordinal);
            Assert.False(File.Exists(_folder[$"{name}/model.safetensors"]));
            Assert.Equal(history[..((stop - 1) / Steps)], Figures(Read($"{name}/history.csv")));
            Assert.Contains($"Stopped in epoch {((stop - 1) / Steps) + 1}", Read($"{name}/report.html"), StringComparison.Ordinal);

            var later = new Listener();
            var model = new OneOfThree(seed: 1);
            ReportedRun run = Of(model, name, Options with { Observer = later }).Resume();
            Assert.Equal(Weights(whole), Weights(model));
            Assert.Equal((Epochs * Steps) - stop, later.Steps);
            Assert.Equal(history, Figures(run.History.ToCsv()));
            Assert.Equal(history, Figures(Read($"{name}/history.csv")));
            Assert.Equal(File.ReadAllBytes(_folder["whole/model.safetensors"]), File.ReadAllBytes(_folder[$"{name}/model.safetensors"]));
            Assert.DoesNotContain("Stopped", Read($"{name}/report.html"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_run_that_has_ended_is_resumed_without_another_step()
    {
        var first = new OneOfThree(seed: 1);
        ReportedRun expected = Of(first).Run();
        var listener = new Listener();
        var second = new OneOfThree(seed: 1);
        ReportedRun run = Of(second, options: Options with { Observer = listener }).Resume();
        Assert.Equal(0, listener.Steps);
        Assert.Equal(Epochs, listener.ResumedWith?.Epochs.Count);
        Assert.Equal(Weights(first), Weights(second));
        Assert.Equal(expected.History.Epochs, run.History.Epochs);
        Assert.Equal(expected.Evaluation!.Loss, run.Evaluation!.Loss);
    }

    [Fact]
    public void Resuming_where_there_is_nothing_begins()
    {
        var model = new OneOfThree(seed: 1);
        Assert.Equal(Epochs, Of(model).Resume().History.Epochs.Count);
        Assert.True(File.Exists(_folder["run/config.json"]));
    }

    [Fact]
    public void A_run_is_not_begun_over_another_unless_it_may_replace_it()
    {
        Of(new OneOfThree(seed: 1)).Run();
        byte[] before = File.ReadAllBytes(_folder["run/model.safetensors"]);
        var error = Assert.Throws<InvalidOperationException>(() => Of(new OneOfThree(seed: 2)).Run());
        Assert.Contains(_folder["run"], error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_folder["run/model.safetensors"]));

        using var source = new CancellationTokenSource();
        var observer = new Listener
        {
            OnStep = _ =>
            {
                Assert.Equal(["config.json"], Files());
                source.Cancel();
            },
        };
        var replacing = new TrainingRun(_folder["run"], new OneOfThree(seed: 2), TrainingData, ValidationData, Options with { Observer = observer, CancellationToken = source.Token }) { Replaces = true };
        Assert.Throws<OperationCanceledException>(replacing.Run);
        Assert.Equal(["augmented.png", "checkpoint", "config.json", "report.html"], Files()); // what the other run left would pass for this one's
        Assert.Equal(2, TrainingConfig.Load(_folder["run/config.json"]).ModelSeed);
        var model = new OneOfThree(seed: 2);
        Of(model).Resume();
        var expected = new OneOfThree(seed: 2);
        Of(expected, "expected").Run();
        Assert.Equal(Weights(expected), Weights(model));
    }

    [Fact]
    public void Other_settings_are_refused_and_all_that_differ_are_named()
    {
        Of(new OneOfThree(seed: 1)).Run();
        var model = new OneOfThree(seed: 7);
        float[] start = Weights(model);
        string[] before = Contents();
        FitOptions other = Options with { Epochs = 9, Optimizer = new AdamW(0.02f), LabelSmoothing = 0.25, Augmentation = null };
        string message = Assert.Throws<ArgumentException>(() => Of(model, options: other).Resume()).Message;
        Assert.Contains(_folder["run/config.json"], message, StringComparison.Ordinal);
        foreach (string difference in new[]
        {
            "seed of weights and dropout is 1 in the file and 7 here", "epochs is 3 in the file and 9 here", "AdamW", "learning rate is 0.01 in the file and 0.02 here",
            "label smoothing is 0 in the file and 0.25 here", "augmentation is HorizontalFlip True, MixUpAlpha 0.2, RotationRange 40 in the file and none here",
        })
        {
            Assert.Contains(difference, message, StringComparison.Ordinal);
        }

        Assert.Equal(start, Weights(model));
        Assert.Equal(before, Contents());
    }

    [Fact]
    public void A_network_that_is_declared_to_train_otherwise_is_refused_though_its_weights_mean_the_same()
    {
        void Refused(CompiledModel first, CompiledModel second, IDataset data, params string[] differences)
        {
            Assert.Equal((first.Info.Name, first.Info.Fingerprint), (second.Info.Name, second.Info.Fingerprint));
            TrainingRun Of(CompiledModel model) => new(_folder[first.Info.Name], model, data, null, new FitOptions());
            Of(first).Run();
            string message = Assert.Throws<ArgumentException>(() => Of(second).Resume()).Message;
            foreach (string difference in differences) Assert.Contains(difference, message, StringComparison.Ordinal);
        }

        Refused(
            new YesOrNo(1), new Changed.YesOrNo(1), TestData.Bands(Reported.Colour, 20, ["a", "b"]),
            "layers is epsilon 1E-05: Standardize1; GlorotUniform: Conv1, Conv2, Dense1; momentum 0.99, epsilon 0.001: BatchNorm1; rate 0.2: Dropout1 in the file",
            "and epsilon 0.001: Standardize1; HeNormal: Conv1; momentum 0.9, epsilon 0.001: BatchNorm1; GlorotUniform: Conv2, Dense1; rate 0.5: Dropout1 here");
        Refused(
            new Level(1), new Changed.Level(1), TestData.Values(new ImageShape(8, 8, 2), 20, 1, value => value),
            "loss is MeanSquaredError in the file and Huber here");
    }

    [Fact]
    public void Other_samples_of_the_same_number_are_refused()
    {
        Of(new OneOfThree(seed: 1)).Run();
        string[] before = Contents();
        string[] classes = ["low", "middle", "high"];
        InMemoryDataset other = TestData.Bands(Reported.Colour, 48, classes, seed: 9);
        InMemoryDataset otherValidation = TestData.Bands(Reported.Colour, 20, classes, seed: 9);
        string Refused(IDataset train, IDataset validation) => Assert.Throws<ArgumentException>(() => new TrainingRun(_folder["run"], new OneOfThree(seed: 1), train, validation, Options).Resume()).Message;
        Assert.Contains("settings: fingerprint of the training samples is", Refused(other, ValidationData), StringComparison.Ordinal);
        Assert.Contains("settings: fingerprint of the validation samples is", Refused(TrainingData, otherValidation), StringComparison.Ordinal);
        Assert.Equal(before, Contents());
        Assert.Equal(Epochs, new TrainingRun(_folder["run"], new OneOfThree(seed: 1), TrainingData.Take(48), ValidationData, Options).Resume().History.Epochs.Count); // the same in other words
    }

    [Fact]
    public void Another_version_is_refused_unless_bits_do_not_matter()
    {
        Of(new OneOfThree(seed: 1)).Run();
        byte[] checkpoint = File.ReadAllBytes(_folder["run/checkpoint"]);
        string version = typeof(CompiledModel).Assembly.GetName().Version!.ToString();
        int place = checkpoint.AsSpan().IndexOf(Encoding.UTF8.GetBytes(version));
        checkpoint[place + version.Length - 1]++;
        File.WriteAllBytes(_folder["run/checkpoint"], checkpoint);
        Assert.Contains("or set Exact", Assert.Throws<ArgumentException>(() => Of(new OneOfThree(seed: 1)).Resume()).Message, StringComparison.Ordinal);
        var run = new TrainingRun(_folder["run"], new OneOfThree(seed: 1), TrainingData, ValidationData, Options) { Exact = false };
        Assert.Equal(Epochs, run.Resume().History.Epochs.Count);
    }

    [Fact]
    public void Threads_and_notes_may_be_others()
    {
        Of(new OneOfThree(seed: 1)).Run();
        var run = new TrainingRun(_folder["run"], new OneOfThree(seed: 1) { Threads = 2 }, TrainingData, ValidationData, Options with { ReaderThreads = 2 }) { Notes = new Dictionary<string, string> { ["command"] = "again" } };
        Assert.Equal("again", run.Resume().Config.Notes["command"]);
        Assert.Equal("again", TrainingConfig.Load(_folder["run/config.json"]).Notes["command"]);
        Assert.Contains("again", Read("run/report.html"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"network\": \"OneOfThree\"}")]
    public void A_damaged_config_is_named(string content)
    {
        Of(new OneOfThree(seed: 1)).Run();
        File.WriteAllText(_folder["run/config.json"], content);
        Assert.Contains(_folder["run/config.json"], Assert.Throws<InvalidDataException>(() => Of(new OneOfThree(seed: 1)).Resume()).Message, StringComparison.Ordinal);
        File.Delete(_folder["run/config.json"]);
        Assert.Contains(_folder["run/config.json"], Assert.Throws<InvalidDataException>(() => Of(new OneOfThree(seed: 1)).Resume()).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Of(new OneOfThree(seed: 1)).Run());
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("history.csv")]
    [InlineData("checkpoint")]
    public void A_file_of_a_run_is_not_replaced_where_the_rest_of_it_is_missing(string name)
    {
        Directory.CreateDirectory(_folder["run"]);
        File.WriteAllText(_folder[$"run/{name}"], "precious");
        Assert.True(TrainingRun.IsIn(_folder["run"]));
        Assert.Throws<InvalidOperationException>(() => Of(new OneOfThree(seed: 1)).Run());
        Assert.Contains(_folder["run/config.json"], Assert.Throws<InvalidDataException>(() => Of(new OneOfThree(seed: 1)).Resume()).Message, StringComparison.Ordinal);
        Assert.Equal([name], Files());
        Assert.Equal("precious", Read($"run/{name}"));
    }

    [Fact]
    public void Without_its_checkpoint_a_run_that_has_come_past_an_epoch_does_not_begin_again()
    {
        Of(new OneOfThree(seed: 1)).Run();
        byte[] model = File.ReadAllBytes(_folder["run/model.safetensors"]);
        File.Delete(_folder["run/checkpoint"]);
        Assert.Contains(_folder["run/checkpoint"], Assert.Throws<InvalidDataException>(() => Of(new OneOfThree(seed: 1)).Resume()).Message, StringComparison.Ordinal);
        Assert.Equal(model, File.ReadAllBytes(_folder["run/model.safetensors"]));
        File.Delete(_folder["run/model.safetensors"]);
        Assert.Throws<InvalidDataException>(() => Of(new OneOfThree(seed: 1)).Resume());
        File.Delete(_folder["run/history.csv"]); // as if it had been killed in its first epoch
        Assert.Equal(Epochs, Of(new OneOfThree(seed: 1)).Resume().History.Epochs.Count);
        Assert.Equal(model, File.ReadAllBytes(_folder["run/model.safetensors"]));
    }

    [Fact]
    public void What_cannot_be_trained_leaves_no_run_behind()
    {
        Assert.Throws<ArgumentException>(() => Of(new OneOfThree(seed: 1), options: Options with { BatchSize = 0 }).Run());
        Assert.Throws<ArgumentException>(() => new TrainingRun(_folder["run"], new OneOfThree(seed: 1), TrainingData, null, new FitOptions { Checkpoint = new CheckpointOptions("c") }));
        InMemoryDataset bytes = TestData.Values(Reported.Colour, 10, 3, _ => 0);
        float[] pixels = new float[10 * Reported.Colour.Length];
        pixels.AsSpan().Fill(200);
        var undivided = new InMemoryDataset(Reported.Colour, pixels, new int[10], ["a", "b", "c"]);
        Assert.Throws<ArgumentException>(() => new TrainingRun(_folder["run"], new OneOfThree(seed: 1), undivided, bytes, Options).Run());
        Assert.Empty(Files());
        Of(new OneOfThree(seed: 1)).Run();

        string[] before = Files();
        byte[] config = File.ReadAllBytes(_folder["run/config.json"]);
        InMemoryDataset small = TestData.Bands(new ImageShape(8, 8, 3), 10, ["a", "b", "c"]);
        Assert.Throws<ArgumentException>(() => new TrainingRun(_folder["run"], new OneOfThree(seed: 1), small, null, Options with { RestoreBestWeights = false }) { Replaces = true }.Run());
        Assert.Equal(before, Files());
        Assert.Equal(config, File.ReadAllBytes(_folder["run/config.json"]));
    }

    [Fact]
    public void A_run_is_not_replaced_before_the_first_step_of_the_other()
    {
        Of(new OneOfThree(seed: 1)).Run();
        string[] before = Contents();
        using var source = new CancellationTokenSource();
        TrainingRun Replacing(IDataset train, ITrainingObserver? observer = null) =>
            new(_folder["run"], new OneOfThree(seed: 2), train, ValidationData, Options with { Augmentation = null, Observer = observer, CancellationToken = source.Token }) { Replaces = true };

        float[] bright = new float[48 * Reported.Colour.Length];
        bright.AsSpan().Fill(200);
        Assert.Contains("200", Assert.Throws<ArgumentException>(() => Replacing(new InMemoryDataset(Reported.Colour, bright, new int[48], ["low", "middle", "high"])).Run()).Message, StringComparison.Ordinal);
        Assert.Equal(before, Contents());

        string message = Assert.Throws<OperationCanceledException>(() => Replacing(TrainingData, new Listener { OnEpochStarted = source.Cancel }).Run()).Message;
        Assert.Equal($"Stopped before the first step. {_folder["run"]} is as it was.", message);
        Assert.Equal(before, Contents());
    }

    [Fact]
    public void Stopped_before_it_begins_it_leaves_nothing()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        InMemoryDataset train = TestData.Bands(Reported.Colour, 20, ["a", "b"]);
        Assert.ThrowsAny<OperationCanceledException>(() => new TrainingRun(_folder["run"], new YesOrNo(seed: 1), train, null, new FitOptions { CancellationToken = source.Token }).Run()); // while its preprocessing is fitted
        Assert.Empty(Files());
    }

    [Fact]
    public void Stopped_once_training_had_ended_it_has_all_and_says_so()
    {
        using var source = new CancellationTokenSource();
        int steps = 0;
        var observer = new Listener { OnStep = _ => { if (++steps == Epochs * Steps) source.Cancel(); } };
        var whole = new OneOfThree(seed: 1);
        FitOptions options = Options with { RestoreBestWeights = false };
        var run = new TrainingRun(_folder["run"], whole, TrainingData, null, options with { Observer = observer, CancellationToken = source.Token });
        Assert.Contains("once training had ended", Assert.Throws<OperationCanceledException>(run.Run).Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Stopped", Read("run/report.html"), StringComparison.Ordinal);
        var again = new OneOfThree(seed: 1);
        Assert.Equal(Epochs, new TrainingRun(_folder["run"], again, TrainingData, null, options).Resume().History.Epochs.Count);
        Assert.Equal(Weights(whole), Weights(again));
    }

    [Fact]
    public void Stopped_again_before_another_step_it_does_not_tell_of_a_step_that_it_did_not_take()
    {
        using var source = new CancellationTokenSource();
        var stopping = new Listener { OnStep = progress => { if (progress is { Epoch: 2, Step: 3 }) source.Cancel(); } };
        Assert.Throws<OperationCanceledException>(() => Of(new OneOfThree(seed: 1), options: Options with { Observer = stopping, CancellationToken = source.Token }).Run());
        using var again = new CancellationTokenSource();
        string message = Assert.Throws<OperationCanceledException>(() => Of(new OneOfThree(seed: 1), options: Options with { Observer = new Listener { OnEpochStarted = again.Cancel }, CancellationToken = again.Token }).Resume()).Message;
        Assert.StartsWith("Stopped before another step.", message, StringComparison.Ordinal);
        Assert.Contains("Stopped before another step; it can be resumed.", Read("run/report.html"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_epoch_is_safe_before_other_files_are_written()
    {
        var observer = new Listener { OnStep = progress => { if (progress is { Epoch: 1, Step: 1 }) Directory.CreateDirectory(_folder["run/history.csv"]); } };
        Exception? error = Record.Exception(() => Of(new OneOfThree(seed: 1), options: Options with { Observer = observer }).Run());
        Assert.True(error is IOException or UnauthorizedAccessException, $"{error}");
        Assert.Equal((Steps, 1), (observer.Steps, observer.Completed));

        Directory.Delete(_folder["run/history.csv"]);
        var later = new Listener();
        var model = new OneOfThree(seed: 1);
        Of(model, options: Options with { Observer = later }).Resume();
        Assert.Equal((Epochs - 1) * Steps, later.Steps);
        var whole = new OneOfThree(seed: 1);
        Of(whole, "whole").Run();
        Assert.Equal(Weights(whole), Weights(model));
    }

    [Fact]
    public void A_training_that_an_error_ends_is_reported()
    {
        var observer = new Listener { OnStep = progress => { if (progress is { Epoch: 2, Step: 2 }) throw new InvalidOperationException("The disk is on fire."); } };
        Assert.Equal("The disk is on fire.", Assert.Throws<InvalidOperationException>(() => Of(new OneOfThree(seed: 1), options: Options with { Observer = observer }).Run()).Message);
        Assert.Contains($"Ended in epoch 2 after step 2 of {Steps} by an error, and can be resumed: The disk is on fire.", Read("run/report.html"), StringComparison.Ordinal);
        Assert.Equal(Epochs, Of(new OneOfThree(seed: 1)).Resume().History.Epochs.Count);
    }

    [Fact]
    public void A_run_has_a_name() =>
        Assert.Throws<ArgumentException>(() => new TrainingRun(_folder["run"], new OneOfThree(seed: 1), TrainingData, null, Options) { Name = "" });

    [Fact]
    public void A_training_that_diverges_is_reported()
    {
        var error = Assert.Throws<TrainingDivergedException>(() => Of(new OneOfThree(seed: 1), options: Options with { Optimizer = new Sgd(1e30f) }).Run());
        Assert.Contains(error.Message[..40], Read("run/report.html"), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["run/model.safetensors"]));
    }

    [Fact]
    public void An_observer_is_told_all_and_may_stop()
    {
        var listener = new Listener();
        Of(new OneOfThree(seed: 1), options: Options with { Observer = listener }).Run();
        Assert.Equal((Epochs * Steps, Epochs, Epochs), (listener.Steps, listener.Started, listener.Completed));

        var stopping = new Listener();
        stopping.OnStep = progress => stopping.StopRequested = progress is { Epoch: 2, Step: 3 };
        Assert.Equal(2, Of(new OneOfThree(seed: 1), "short", Options with { Observer = stopping }).Run().History.Epochs.Count);
    }

    [Fact]
    public void Without_validation_there_is_nothing_about_it()
    {
        ReportedRun run = new TrainingRun(_folder["run"], new OneOfThree(seed: 1), TrainingData, null, Options with { RestoreBestWeights = false, Augmentation = null }).Run();
        Assert.Null(run.Evaluation);
        Assert.Equal(["checkpoint", "config.json", "curves.png", "history.csv", "model.safetensors", "report.html"], Files());
    }

    private static FitOptions Options => new() { Epochs = Epochs, BatchSize = 10, Seed = 3, Optimizer = new Adam(0.01f), Augmentation = Reported.Turning, RestoreBestWeights = true };

    private TrainingRun Of(OneOfThree model, string name = "run", FitOptions? options = null) => new(_folder[name], model, TrainingData, ValidationData, options ?? Options);

    private static float[] Weights(OneOfThree model) => [.. Enumerable.Range(0, model.Info.Parameters.Count).SelectMany(i => model.Parameters[i].ToArray())];

    private string[] Files() => [.. Directory.GetFiles(_folder["run"]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>Name and content of each file.</summary>
    private string[] Contents() => [.. Files().Select(file => $"{file} {Convert.ToHexString(File.ReadAllBytes(_folder[$"run/{file}"]))}")];

    private string Read(string name) => File.Exists(_folder[name]) ? File.ReadAllText(_folder[name]) : "";

    /// <summary>The figures of each epoch that do not depend on the clock.</summary>
    private static string[] Figures(string csv) => [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => string.Join(',', line.Split(',').Take(6)))];

    private sealed class Listener : ITrainingObserver
    {
        public Action<TrainingProgress>? OnStep { get; set; }

        public Action? OnEpochStarted { get; init; }

        public int Steps { get; private set; }

        public int Started { get; private set; }

        public int Completed { get; private set; }

        public History? ResumedWith { get; private set; }

        public bool StopRequested { get; set; }

        public void Resumed(History history) => ResumedWith = history;

        public void EpochStarted(int epoch)
        {
            Started++;
            OnEpochStarted?.Invoke();
        }

        public void StepCompleted(in TrainingProgress progress)
        {
            Steps++;
            OnStep?.Invoke(progress);
        }

        public void EpochCompleted(EpochResult result) => Completed++;
    }
}
