namespace CnnGen.Runtime.Tests;

public sealed class FitControlTests
{
    [Fact]
    public void Averaged_weights_follow_the_formula_and_are_those_that_validation_sees()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        InMemoryDataset data = Samples.Separable(30, 3);
        double[] expected = [.. model.Parameters.All.ToArray().Select(value => (double)value)];
        int steps = 0;
        var observer = new Recorder
        {
            OnStep = _ =>
            {
                steps++;
                double keep = Math.Min(0.5, (1.0 + steps) / (10.0 + steps));
                for (int i = 0; i < expected.Length; i++) expected[i] = (expected[i] * keep) + (model.Parameters.All[i] * (1 - keep));
            },
        };
        History history = model.Fit(data, data, new FitOptions { Epochs = 4, BatchSize = 10, Optimizer = new Adam(0.05f), AverageDecay = 0.5, Observer = observer });
        Assert.Equal(12, steps);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], model.Parameters.All[i], 1e-5);
        Assert.Equal(history.Last.ValidationLoss, model.Evaluate(data).Loss);
    }

    [Fact]
    public void Averaging_leaves_the_training_itself_alone()
    {
        List<float[]> Run(double? decay)
        {
            LinearModel model = LinearModel.Dense(Samples.Small, 3);
            List<float[]> weights = [];
            var observer = new Recorder { OnStep = _ => weights.Add(model.Parameters.All.ToArray()) };
            model.Fit(Samples.Separable(30, 3), Samples.Separable(9, 3), new FitOptions { Epochs = 3, BatchSize = 10, AverageDecay = decay, Observer = observer });
            return weights;
        }

        Assert.Equal(Run(null), Run(0.9));
    }

    [Fact]
    public void Training_stops_when_nothing_becomes_better_and_the_best_weights_come_back()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 4);
        InMemoryDataset validation = Samples.Separable(50, 4, seed: 9);
        float[] bad = [];
        var saboteur = new Recorder
        {
            OnEpoch = result =>
            {
                if (result.Epoch == 3) bad = [.. model.Parameters[0].ToArray().Select(weight => -50 * weight)];
                if (result.Epoch >= 3) model.Parameters.Set(0, bad);
            },
        };
        History history = model.Fit(Samples.Separable(200, 4), validation, new FitOptions { Epochs = 50, StepsPerEpoch = 5, Optimizer = new Adam(0.02f), EarlyStopping = new EarlyStopping { Patience = 4 }, Observer = saboteur });
        Assert.Equal(7, history.Epochs.Count);
        Assert.Equal(3, history.Best.Epoch);
        Assert.Equal(history.Best.ValidationLoss, model.Evaluate(validation).Loss);
    }

    [Fact]
    public void Improvements_below_the_smallest_delta_do_not_count()
    {
        EpochResult[] epochs = [.. new[] { 5, 4.95, 4.94, 4.93 }.Select((loss, i) => new EpochResult(i + 1, loss, 0.5, null, null, 1, 1))];
        var stopping = new EarlyStopping { Monitor = MonitoredQuantity.Loss, Patience = 3, MinDelta = 0.1 };
        Assert.True(stopping.IsDue(epochs));
        Assert.False(stopping.IsDue(epochs[..3]));
        Assert.False((stopping with { MinDelta = 0 }).IsDue(epochs));
        Assert.True((stopping with { Monitor = MonitoredQuantity.Accuracy }).IsDue(epochs));
        Assert.False(stopping.IsDue([]));
    }

    [Fact]
    public void Stopping_without_best_weights_keeps_the_last()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        float[] last = [];
        var observer = new Recorder { OnEpoch = _ => last = model.Parameters.All.ToArray() };
        History history = model.Fit(Samples.Separable(40, 3), options: new FitOptions
        {
            Epochs = 9,
            Optimizer = new Sgd(20),
            EarlyStopping = new EarlyStopping { Monitor = MonitoredQuantity.Loss, Patience = 1, MinDelta = 100, RestoreBestWeights = false },
            Observer = observer,
        });
        Assert.Equal(2, history.Epochs.Count);
        Assert.Equal(last, model.Parameters.All.ToArray());
    }

    [Fact]
    public void An_observer_ends_training_after_a_step_with_the_epoch_measured()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        Recorder observer = null!;
        observer = new Recorder { OnStep = progress => observer.StopRequested = progress is { Epoch: 2, Step: 2 } };
        History history = model.Fit(Samples.Separable(40, 3), Samples.Separable(10, 3), new FitOptions { Epochs = 9, BatchSize = 10, Observer = observer });
        Assert.Equal(6, model.StepCount);
        Assert.Equal(2, history.Epochs.Count);
        Assert.NotNull(history.Last.ValidationLoss);
    }

    [Fact]
    public void An_observer_ends_training_after_an_epoch()
    {
        Recorder observer = null!;
        observer = new Recorder { OnEpoch = result => observer.StopRequested = result.Epoch == 2 };
        History history = LinearModel.Dense(Samples.Small, 3).Fit(Samples.Separable(40, 3), options: new FitOptions { Epochs = 9, BatchSize = 10, Observer = observer });
        Assert.Equal(2, history.Epochs.Count);
    }

    [Fact]
    public void A_loss_that_stays_that_of_guessing_is_told_once()
    {
        var observer = new Recorder();
        LinearModel model = LinearModel.Dense(Samples.Small, 4);
        model.Parameters.Set(0, new float[48]);
        History history = model.Fit(Samples.Separable(60, 4), options: new FitOptions { Epochs = 5, Optimizer = new Sgd(1e-6f), Observer = observer });
        TrainingWarning warning = Assert.Single(observer.Warnings);
        Assert.Equal((TrainingWarningKind.NotLearning, 3), (warning.Kind, warning.Epoch));
        Assert.Contains("ln 4 = 1.3863", warning.Message, StringComparison.Ordinal);
        Assert.Contains("1E-06", warning.Message, StringComparison.Ordinal);
        Assert.Equal(observer.Warnings, history.Warnings);

        observer = new Recorder();
        LinearModel yesNo = LinearModel.Dense(Samples.Small, 1, Activation.Sigmoid, LossFunction.BinaryCrossEntropy);
        yesNo.Parameters.Set(0, new float[12]);
        yesNo.Fit(Samples.Separable(60, 2), options: new FitOptions { Optimizer = new Sgd(1e-6f), Observer = observer, WarnNotLearningAfter = 1 });
        Assert.Contains("ln 2 = 0.6931", Assert.Single(observer.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_that_learns_is_not_warned_of()
    {
        var observer = new Recorder();
        LinearModel.Dense(Samples.Small, 4).Fit(Samples.Separable(400, 4), options: new FitOptions { Epochs = 4, BatchSize = 8, Optimizer = new Adam(0.05f), Observer = observer });
        Assert.Empty(observer.Warnings);
    }

    [Fact]
    public void Options_that_ask_for_what_is_not_there_are_refused()
    {
        string Refused(FitOptions options, LinearModel? model = null, IDataset? validation = null) =>
            Assert.ThrowsAny<ArgumentException>(() => (model ?? LinearModel.Dense(Samples.Small, 3)).Fit(Samples.Separable(10, 3), validation, options)).Message;
        Assert.Contains("EarlyStopping goes by the validation loss", Refused(new FitOptions { EarlyStopping = new EarlyStopping() }), StringComparison.Ordinal);
        Assert.Contains("Schedule goes by the validation loss", Refused(new FitOptions { Schedule = new ReduceOnPlateau(1) }), StringComparison.Ordinal);
        Assert.Contains("AverageDecay is 1", Refused(new FitOptions { AverageDecay = 1 }), StringComparison.Ordinal);
        Assert.Contains("WarnNotLearningAfter is -1", Refused(new FitOptions { WarnNotLearningAfter = -1 }), StringComparison.Ordinal);
        LinearModel regression = LinearModel.Dense(Samples.Small, 3, Activation.None, LossFunction.MeanSquaredError, fromLogits: false);
        Assert.Contains("no right answers", Refused(new FitOptions { EarlyStopping = new EarlyStopping { Monitor = MonitoredQuantity.Accuracy } }, regression), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping { Patience = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping { MinDelta = -1 });
    }
}
