using System.Globalization;
using System.Text;

namespace CnnGen.Runtime.Tests;

public sealed class CheckpointTests
{
    private static readonly (string Name, Func<string, FitOptions> Options)[] Cases =
    [
        ("adam, shuffled", path => Training(path)),
        ("sgd with momentum, in order", path => Training(path) with { Optimizer = new Sgd(0.1f) { Momentum = 0.9 }, Shuffle = false }),
        ("centred rmsprop, epochs that are not passes", path => Training(path) with { Optimizer = new RMSprop { Centered = true, Momentum = 0.5 }, StepsPerEpoch = 5 }),
        ("averages and clipping", path => Training(path) with { Optimizer = new AdamW(0.02f) { ClipNorm = 0.3 }, AverageDecay = 0.8 }),
        ("plateau and best weights", path => Training(path) with { Schedule = new ReduceOnPlateau(0.5f) { Patience = 1 }, EarlyStopping = new EarlyStopping { Patience = 3 } }),
        ("augmented, with noise, erasing and mixing", path => Training(path) with { Augmentation = Everything, StepsPerEpoch = 3, ReaderThreads = 2 }),
        ("one cycle, averaged, best", path => Training(path) with { Schedule = new OneCycle(0.1f), AverageDecay = 0.9, RestoreBestWeights = true, LabelSmoothing = 0.1 }),
    ];

    private static readonly Augmentation Everything = new()
    {
        RotationRange = 40,
        WidthShiftRange = 0.2f,
        ZoomRange = 0.2f,
        HorizontalFlip = true,
        BrightnessRange = 0.2f,
        GaussianNoise = 0.05f,
        Erasing = new RandomErasing(),
        MixUpAlpha = 0.4f,
        CutMixAlpha = 1,
    };

    public static TheoryData<string> Names => [.. Cases.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Interrupted_after_any_step_training_goes_on_to_the_same_bits(string name)
    {
        Func<string, FitOptions> make = Cases.Single(entry => entry.Name == name).Options;
        using var folder = new TestFolder();
        LinearModel whole = Model(seed: 1);
        History expected = Fit(whole, make(folder["whole"]) with { Checkpoint = null });
        int steps = (int)whole.StepCount;
        Assert.InRange(steps, 12, 40);
        for (int stop = 1; stop <= steps; stop++)
        {
            string path = folder[$"{stop}"];
            using var source = new CancellationTokenSource();
            LinearModel first = Model(seed: 1);
            var observer = new Recorder { OnStep = _ => { if (first.StepCount == stop) source.Cancel(); } };
            Record.Exception(() => Fit(first, make(path) with { Observer = observer, CancellationToken = source.Token }));

            LinearModel second = Model(seed: 99);
            var later = new Recorder();
            History history = Fit(second, make(path) with { Observer = later });
            Assert.Equal(whole.Parameters.All.ToArray(), second.Parameters.All.ToArray());
            Assert.Equal(steps, second.StepCount);
            Assert.Equal(steps - stop, later.Steps.Count);
            Assert.Equal(observer.Epochs, Assert.Single(later.Resumptions).Epochs);
            Assert.Empty(observer.Resumptions);
            Assert.Equal(Figures(expected), Figures(history));
        }
    }

    [Fact]
    public void A_stop_asked_for_by_the_observer_can_be_gone_on_from_as_if_it_had_not_been()
    {
        using var folder = new TestFolder();
        LinearModel whole = Model(seed: 1);
        Fit(whole, Training(folder["whole"]));
        LinearModel first = Model(seed: 1);
        Recorder observer = null!;
        observer = new Recorder { OnStep = progress => observer.StopRequested = progress is { Epoch: 2, Step: 1 } };
        Assert.Equal(2, Fit(first, Training(folder["part"]) with { Observer = observer }).Epochs.Count);
        LinearModel second = Model(seed: 2);
        Assert.Equal(4, Fit(second, Training(folder["part"])).Epochs.Count);
        Assert.Equal(whole.Parameters.All.ToArray(), second.Parameters.All.ToArray());
    }

    [Fact]
    public void Stopped_before_its_first_step_a_training_leaves_the_file_of_another_alone()
    {
        using var folder = new TestFolder();
        string path = folder["c"];
        Fit(Model(seed: 1), Training(path));
        byte[] before = File.ReadAllBytes(path);
        FitOptions options = Training(path) with { Checkpoint = new CheckpointOptions(path), CancellationToken = new CancellationToken(canceled: true) };
        Assert.ThrowsAny<OperationCanceledException>(() => Fit(Model(seed: 2), options));
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void Files_come_as_often_as_asked_and_without_resuming_training_begins_anew()
    {
        using var folder = new TestFolder();
        string path = folder["often"];
        var written = new List<int>();
        LinearModel model = Model(seed: 1);
        byte[] before = [];
        var observer = new Recorder
        {
            OnStep = _ =>
            {
                byte[] now = File.Exists(path) ? File.ReadAllBytes(path) : [];
                if (!now.AsSpan().SequenceEqual(before)) written.Add((int)model.StepCount - 1);
                before = now;
            },
        };
        FitOptions options = Training(path) with { Epochs = 2, Checkpoint = new CheckpointOptions(path) { EverySteps = 3, EveryEpochs = null }, Observer = observer };
        Fit(model, options);
        Assert.Equal([3, 6], written); // 4 steps an epoch; the last file comes after the last step
        Assert.False(File.ReadAllBytes(path).AsSpan().SequenceEqual(before));

        LinearModel again = Model(seed: 1);
        Fit(again, options);
        Assert.Equal(8, again.StepCount);
        LinearModel done = Model(seed: 1);
        Fit(done, options with { Checkpoint = options.Checkpoint! with { Resume = true } });
        Assert.Equal(8, done.StepCount);
        Assert.Equal(again.Parameters.All.ToArray(), done.Parameters.All.ToArray());
        Assert.Equal(["often"], Directory.GetFiles(folder.ToString()).Select(Path.GetFileName));
    }

    [Fact]
    public void A_training_can_be_made_longer()
    {
        using var folder = new TestFolder();
        LinearModel whole = Model(seed: 1);
        Fit(whole, Training(folder["whole"]));
        Fit(Model(seed: 1), Training(folder["part"]) with { Epochs = 2 });
        LinearModel longer = Model(seed: 3);
        Fit(longer, Training(folder["part"]));
        Assert.Equal(whole.Parameters.All.ToArray(), longer.Parameters.All.ToArray());
    }

    [Fact]
    public void Another_training_is_refused_by_the_first_thing_that_differs()
    {
        using var folder = new TestFolder();
        string path = folder["c"];
        Fit(Model(seed: 1), Training(path));
        LinearModel model = Model(seed: 5);
        float[] start = model.Parameters.All.ToArray();
        void Refused<TException>(string expected, FitOptions options, IDataset? data = null, LinearModel? other = null)
            where TException : Exception
        {
            string message = Assert.ThrowsAny<TException>(() => (other ?? model).Fit(data ?? Samples.Separable(37, 3), Samples.Separable(10, 3), options)).Message;
            Assert.Contains(path, message, StringComparison.Ordinal);
            Assert.Contains(expected, message, StringComparison.Ordinal);
            Assert.Equal(start, model.Parameters.All.ToArray());
            Assert.Equal(0, model.StepCount);
        }

        Refused<ArgumentException>("Seed is 3 in the file and 4 here", Training(path) with { Seed = 4 });
        Refused<ArgumentException>("BatchSize is 10 in the file and 11 here", Training(path) with { BatchSize = 11 });
        Refused<ArgumentException>("Momentum 0", Training(path) with { Optimizer = new Sgd() });
        Refused<ArgumentException>("AverageDecay is none in the file and 0.5 here", Training(path) with { AverageDecay = 0.5 });
        Refused<ArgumentException>("Schedule is none in the file and ConstantRate (rate 1, WarmUpEpochs 0) here", Training(path) with { Schedule = new ConstantRate(1) });
        Refused<ArgumentException>("samples is 37 in the file and 36 here", Training(path), Samples.Separable(36, 3));
        Refused<ArgumentException>("RotationRange of Augmentation is none in the file and 40 here", Training(path) with { Augmentation = new Augmentation { RotationRange = 40 } });
        Refused<InvalidDataException>("of another architecture: its fingerprint is 'a1'", Training(path), null, LinearModel.Dense(Samples.Small, 3, fingerprint: "zz"));
        model.Save(path);
        Refused<InvalidDataException>("not a checkpoint", Training(path));
    }

    /// <summary>Pairs of schedules that differ in one number each, and what a refusal says of it.</summary>
    private static readonly (LearningRateSchedule File, LearningRateSchedule Here, string Expected)[] OtherSchedules =
    [
        (new ConstantRate(0.1f), new ConstantRate(0.2f), "ConstantRate (rate 0.1, WarmUpEpochs 0) in the file and ConstantRate (rate 0.2, WarmUpEpochs 0) here"),
        (new ConstantRate(0.1f), new ExponentialDecay(0.1f, 0.5), "ConstantRate (rate 0.1, WarmUpEpochs 0) in the file and ExponentialDecay (rate 0.1, factor 0.5) here"),
        (new ConstantRate(1), new ConstantRate(1) { WarmUpEpochs = 2 }, "WarmUpEpochs 2"),
        (new StepDecay(1, 2), new StepDecay(1, 3), "every epochs 3"),
        (new StepDecay(1, 2), new StepDecay(1, 2, 0.5), "factor 0.5"),
        (new ExponentialDecay(1, 0.5), new ExponentialDecay(1, 0.25), "factor 0.25"),
        (new CosineDecay(1), new CosineDecay(1) { WarmUpEpochs = 1.5 }, "WarmUpEpochs 1.5"),
        (new CosineDecay(1), new CosineDecay(1) { FinalRate = 0.01f }, "FinalRate 0.01"),
        (new OneCycle(1), new OneCycle(1) { RiseShare = 0.4 }, "RiseShare 0.4"),
        (new OneCycle(1), new OneCycle(1) { StartDivisor = 5 }, "StartDivisor 5"),
        (new OneCycle(1), new OneCycle(1) { FinalDivisor = 6 }, "FinalDivisor 6"),
        (new ReduceOnPlateau(1), new ReduceOnPlateau(1) { Monitor = MonitoredQuantity.Loss }, "Monitor Loss"),
        (new ReduceOnPlateau(1), new ReduceOnPlateau(1) { Factor = 0.3 }, "Factor 0.3"),
        (new ReduceOnPlateau(1), new ReduceOnPlateau(1) { Patience = 2 }, "Patience 2"),
        (new ReduceOnPlateau(1), new ReduceOnPlateau(1) { MinDelta = 0.5 }, "MinDelta 0.5"),
        (new ReduceOnPlateau(1), new ReduceOnPlateau(1) { MinRate = 0.125f }, "MinRate 0.125"),
        (new Own("a"), new Own("b"), "Schedule is Own (a) in the file and Own (b) here"),
        (new Own(""), new Own("b"), "Schedule is Own in the file and Own (b) here"),
        (new Own($"{new string('x', 999)}1{new string('y', 999)}"), new Own($"{new string('x', 999)}2{new string('y', 999)}"), "xx2yy"),
    ];

    [Fact]
    public void A_schedule_with_another_number_is_refused_and_both_are_named()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            foreach ((LearningRateSchedule file, LearningRateSchedule here, string expected) in OtherSchedules)
            {
                using var folder = new TestFolder();
                string path = folder["c"];
                Fit(Model(seed: 1), Training(path) with { Epochs = 1, Schedule = file });
                LinearModel model = Model(seed: 5);
                float[] start = model.Parameters.All.ToArray();
                string message = Assert.Throws<ArgumentException>(() => Fit(model, Training(path) with { Schedule = here })).Message;
                Assert.Contains(path, message, StringComparison.Ordinal);
                Assert.Contains(expected, message, StringComparison.Ordinal);
                Assert.Equal(start, model.Parameters.All.ToArray());

                CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = "," } };
                Assert.Equal(4, Fit(model, Training(path) with { Schedule = file }).Epochs.Count);
                CultureInfo.CurrentCulture = before;
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Every_schedule_has_another_number_in_the_test_above()
    {
        IEnumerable<Type> schedules = typeof(LearningRateSchedule).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(LearningRateSchedule)));
        Assert.Empty(schedules.Except(OtherSchedules.Select(pair => pair.File.GetType())));
    }

    private sealed class Own(string name) : LearningRateSchedule
    {
        protected override FormattableString Hyperparameters => $"{name}";

        public override float RateAt(SchedulePosition position, IReadOnlyList<EpochResult> epochs) => 0.1f;
    }

    [Fact]
    public void Other_augmentation_is_refused_by_the_first_setting_that_differs_and_the_same_in_other_words_is_not()
    {
        using var folder = new TestFolder();
        FitOptions options = Training(folder["c"]) with { Epochs = 2, Augmentation = new Augmentation { RotationRange = 40, ZoomRange = 0.2f, Erasing = new RandomErasing() } };
        Fit(Model(seed: 1), options);
        string Refusal(Augmentation? augmentation) => Assert.Throws<ArgumentException>(() => Fit(Model(seed: 1), options with { Augmentation = augmentation })).Message;
        Assert.Contains("RotationRange of Augmentation is 40 in the file and 30 here", Refusal(options.Augmentation with { RotationRange = 30 }), StringComparison.Ordinal);
        Assert.Contains("ZoomRange of Augmentation is 0.8..1.2 in the file and 0.5..1.2 here", Refusal(options.Augmentation with { ZoomRange = (0.5f, 1.2f) }), StringComparison.Ordinal);
        Assert.Contains("AreaRange 0.02..0.33", Refusal(options.Augmentation with { Erasing = null }), StringComparison.Ordinal);
        Assert.Contains("HorizontalFlip of Augmentation is none in the file and True here", Refusal(options.Augmentation with { HorizontalFlip = true }), StringComparison.Ordinal);
        Assert.Contains("RotationRange of Augmentation is 40 in the file and none here", Refusal(null), StringComparison.Ordinal);
        Assert.Equal(2, Fit(Model(seed: 1), options with { Augmentation = new Augmentation { RotationRange = 40, ZoomRange = (0.8f, 1.2f), Erasing = new RandomErasing { Probability = 0.5f } } }).Epochs.Count);
    }

    [Fact]
    public void Other_instructions_or_versions_are_refused_unless_bits_do_not_matter()
    {
        using var folder = new TestFolder();
        string path = folder["c"];
        Fit(Model(seed: 1), Training(path) with { Epochs = 2 });
        LinearModel model = Model(seed: 1);
        if (model.InstructionSet == InstructionSet.Portable) Assert.Skip("This machine has portable kernels alone.");
        model.InstructionSet = InstructionSet.Portable;
        Assert.Contains("Portable", Assert.Throws<ArgumentException>(() => Fit(model, Training(path))).Message, StringComparison.Ordinal);
        Assert.Equal(4, Fit(model, Training(path) with { Checkpoint = new CheckpointOptions(path) { Resume = true, Exact = false } }).Epochs.Count);

        Edit(path, "\\u00220.1.0.0\\u0022", "\\u00220.1.0.1\\u0022");
        Assert.Contains("version 0.1.0.1", Assert.Throws<ArgumentException>(() => Fit(model, Training(path))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\\u0022step\\u0022: 0", "\\u0022step\\u0022: 5", "after step 5 of the 4")]
    [InlineData("\\u0022step\\u0022: 0", "\\u0022step\\u0022: 1", "sums")]
    [InlineData("\\u0022epoch\\u0022: 2", "\\u0022epoch\\u0022: 3", "numbered")]
    [InlineData("\\u0022modelSeed\\u0022: ", "\\u0022modelSeeds\\u0022:", "cannot be read")]
    [InlineData("\\u0022modelSeed\\u0022: 1", "\\u0022modelSeed\\u0022: x", "cannot be read")]
    [InlineData("dense1.bias\":", "dense1.biaz\":", "'dense1.bias', F32 [3], is missing")]
    public void A_state_that_makes_no_sense_is_refused(string from, string to, string expected)
    {
        using var folder = new TestFolder();
        string path = folder["c"];
        Fit(Model(seed: 1), Training(path) with { Epochs = 2 });
        Edit(path, from, to);
        LinearModel model = Model(seed: 1);
        float[] start = model.Parameters.All.ToArray();
        string message = Assert.Throws<InvalidDataException>(() => Fit(model, Training(path))).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Equal(start, model.Parameters.All.ToArray());
    }

    [Fact]
    public void No_mutation_of_a_checkpoint_gives_anything_but_a_training_or_a_named_error()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var folder = new TestFolder();
        string path = folder["c"];
        Fit(Model(seed: 1), Training(path) with { Epochs = 2 });
        byte[] good = File.ReadAllBytes(path);
        for (int i = 0; i < 300; i++)
        {
            folder.Write("c", random.Next(4) == 0 ? Mutation.Of(good, random) : Mutation.OfSafetensors(good, random));
            LinearModel model = Model(seed: 1);
            Exception? error = Record.Exception(() => Fit(model, Training(path)));
            Assert.True(error is null or TrainingDivergedException || (error is InvalidDataException or ArgumentException && error.Message.Contains(path, StringComparison.Ordinal)), $"seed {seed}, case {i}: {error}");
        }
    }

    [Fact]
    public void What_a_killed_writer_left_is_removed_and_nothing_else()
    {
        using var folder = new TestFolder();
        folder.Write($"c.{Guid.NewGuid():N}.tmp", [1]);
        folder.Write($"other.{Guid.NewGuid():N}.tmp", [1]);
        folder.Write("c.mine.tmp", [1]);
        Fit(Model(seed: 1), Training(folder["c"]) with { Epochs = 1 });
        Assert.Equal(3, Directory.GetFiles(folder.ToString()).Length);
    }

    [Fact]
    public void A_folder_that_is_missing_is_told_before_the_first_step()
    {
        using var folder = new TestFolder();
        LinearModel model = Model(seed: 1);
        string path = Path.Combine(folder["missing"], "c");
        Assert.Contains(path, Assert.Throws<DirectoryNotFoundException>(() => Fit(model, Training(path))).Message, StringComparison.Ordinal);
        Assert.Equal(0, model.StepCount);
    }

    [Fact]
    public void A_training_that_diverges_leaves_its_last_checkpoint_whole()
    {
        using var folder = new TestFolder();
        string path = folder["c"];
        var optimizer = new Adam(0.01f);
        var observer = new Recorder { OnStep = progress => { if (progress is { Epoch: 2, Step: 2 }) optimizer.LearningRate = float.MaxValue; } };
        FitOptions options = Training(path) with { Optimizer = optimizer, Checkpoint = new CheckpointOptions(path) { EverySteps = 1 }, Observer = observer };
        Assert.Throws<TrainingDivergedException>(() => Fit(Model(seed: 1), options));
        LinearModel model = Model(seed: 1);
        var error = Assert.Throws<TrainingDivergedException>(() => Fit(model, Training(path) with { Optimizer = new Adam() }));
        Assert.Contains("checkpoint", error.Message, StringComparison.Ordinal);
        Assert.All(model.Parameters.All.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    private static FitOptions Training(string path) => new()
    {
        Epochs = 4,
        BatchSize = 10,
        Seed = 3,
        Optimizer = new Adam(0.05f),
        Checkpoint = new CheckpointOptions(path) { Resume = true },
    };

    private static LinearModel Model(int seed)
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3, seed: seed);
        model.Dropout = 0.2;
        return model;
    }

    private static History Fit(LinearModel model, FitOptions options) => model.Fit(Samples.Separable(37, 3), Samples.Separable(10, 3), options);

    /// <summary>The figures of a history that do not depend on the clock.</summary>
    private static IEnumerable<EpochResult> Figures(History history) => history.Epochs.Select(epoch => epoch with { Seconds = 0, ImagesPerSecond = 0, WaitingShare = 0, ValidationSeconds = 0 });

    private static void Edit(string path, string from, string to)
    {
        Assert.Equal(from.Length, to.Length);
        byte[] file = File.ReadAllBytes(path);
        int place = file.AsSpan().IndexOf(Encoding.UTF8.GetBytes(from));
        Assert.True(place > 0, $"'{from}' is not in the file");
        Encoding.UTF8.GetBytes(to).CopyTo(file, place);
        File.WriteAllBytes(path, file);
    }
}
