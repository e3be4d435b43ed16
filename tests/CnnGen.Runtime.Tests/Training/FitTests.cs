namespace CnnGen.Runtime.Tests;

public sealed class FitTests
{
    [Fact]
    public void A_softmax_model_learns_and_the_history_tells_it()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 4);
        History history = model.Fit(Samples.Separable(500, 4), Samples.Separable(200, 4, seed: 8), new FitOptions { Epochs = 12, BatchSize = 16, Optimizer = new Adam(0.05f) });
        Assert.Equal(Enumerable.Range(1, 12), history.Epochs.Select(epoch => epoch.Epoch));
        Assert.True(history.Last.Loss < history.Epochs[0].Loss / 2);
        Assert.True(history.Last.Accuracy > 0.95, $"{history.Last}");
        Assert.True(history.Last.ValidationAccuracy > 0.95, $"{history.Last}");
        Assert.All(history.Epochs, epoch => Assert.True(epoch.Seconds > epoch.ValidationSeconds && epoch.ValidationSeconds > 0 && epoch.ImagesPerSecond > 0));
        Evaluation evaluation = model.Evaluate(Samples.Separable(200, 4, seed: 8));
        Assert.Equal((history.Last.ValidationLoss, history.Last.ValidationAccuracy, 200), (evaluation.Loss, evaluation.Accuracy, evaluation.Count));
    }

    [Fact]
    public void A_sigmoid_unit_tells_two_classes_apart()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 1, Activation.Sigmoid, LossFunction.BinaryCrossEntropy);
        History history = model.Fit(Samples.Separable(400, 2), options: new FitOptions { Epochs = 15, BatchSize = 20, Optimizer = new Adam(0.05f) });
        Assert.True(history.Last.Accuracy > 0.95, $"{history.Last}");
        Assert.Null(history.Last.ValidationLoss);
        Assert.Equal(0, history.Last.ValidationSeconds);
        Assert.Same(history.Epochs[^1], history.Last);

        float[] pixels = new float[Samples.Small.Length];
        Samples.Separable(400, 2).ReadPixels(0, pixels);
        float[] answer = new float[1];
        model.Predict(pixels, answer);
        Assert.Equal(Samples.Separable(400, 2).ReadLabel(0), answer[0] > 0.5f ? 1 : 0);
    }

    [Fact]
    public void Evaluation_takes_probabilities_where_the_loss_does()
    {
        InMemoryDataset dataset = Samples.Separable(100, 4);
        Evaluation logits = LinearModel.Dense(Samples.Small, 4, fromLogits: true, seed: 3).Evaluate(dataset);
        Evaluation probabilities = LinearModel.Dense(Samples.Small, 4, fromLogits: false, seed: 3).Evaluate(dataset);
        Assert.Equal(logits.Loss, probabilities.Loss, 1e-6);
        Assert.Equal(logits.Accuracy, probabilities.Accuracy);

        InMemoryDataset two = Samples.Separable(100, 2);
        Evaluation one = LinearModel.Dense(Samples.Small, 1, Activation.Sigmoid, LossFunction.BinaryCrossEntropy, fromLogits: true, seed: 4).Evaluate(two);
        Evaluation other = LinearModel.Dense(Samples.Small, 1, Activation.Sigmoid, LossFunction.BinaryCrossEntropy, fromLogits: false, seed: 4).Evaluate(two);
        Assert.Equal(one.Loss, other.Loss, 1e-6);
        Assert.Equal(one.Accuracy, other.Accuracy);
    }

    [Fact]
    public void Regression_has_a_loss_and_no_accuracy()
    {
        var random = new Random(5);
        float[] pixels = Samples.Floats(random, 300 * Samples.Small.Length, 0, 1);
        float[] targets = [.. pixels.Chunk(Samples.Small.Length).SelectMany(sample => new[] { sample[0] - sample[1], 2 * sample[2] })];
        var dataset = new InMemoryDataset(Samples.Small, pixels, targets, targetLength: 2);
        LinearModel model = LinearModel.Dense(Samples.Small, 2, Activation.None, LossFunction.MeanSquaredError, fromLogits: false);
        History history = model.Fit(dataset, dataset, new FitOptions { Epochs = 60, BatchSize = 10, Optimizer = new Adam(0.02f) });
        Assert.True(history.Last.ValidationLoss < 1e-3, $"{history.Last}");
        Assert.Null(history.Last.Accuracy);
        Assert.Null(history.Last.ValidationAccuracy);
    }

    [Fact]
    public void A_class_for_each_pixel_is_judged_by_pixel()
    {
        var shape = new ImageShape(2, 2, 3);
        var random = new Random(6);
        float[] pixels = Samples.Floats(random, 100 * shape.Length, 0, 0.4f);
        float[] targets = new float[100 * shape.Length];
        for (int pixel = 0; pixel < 400; pixel++)
        {
            int winner = random.Next(3);
            pixels[(pixel * 3) + winner] += 0.6f;
            targets[(pixel * 3) + winner] = 1;
        }

        var dataset = new InMemoryDataset(shape, pixels, targets, targetLength: shape.Length);
        LinearModel model = LinearModel.PerPixel(shape, 3);
        StepResult step = model.TrainStep(pixels.AsSpan(0, 5 * shape.Length), targets.AsSpan(0, 5 * shape.Length), new Adam());
        Assert.Equal(20, step.Count);
        model.Fit(dataset, options: new FitOptions { Epochs = 30, BatchSize = 10, Optimizer = new Adam(0.1f) });
        Evaluation evaluation = model.Evaluate(dataset);
        Assert.True(evaluation.Accuracy > 0.95, $"{evaluation}");
        Assert.Equal(100, evaluation.Count);
    }

    [Fact]
    public void The_same_seed_trains_the_same_bits_and_another_seed_others()
    {
        float[] Train(int seed, bool shuffle = true)
        {
            LinearModel model = LinearModel.Dense(Samples.Small, 3);
            model.Fit(Samples.Separable(103, 3), options: new FitOptions { Epochs = 3, BatchSize = 10, Seed = seed, Shuffle = shuffle });
            return model.Parameters.All.ToArray();
        }

        Assert.Equal(Train(1), Train(1));
        Assert.NotEqual(Train(1), Train(2));
        Assert.Equal(Train(1, shuffle: false), Train(2, shuffle: false));
    }

    [Fact]
    public void The_observer_sees_every_step_and_the_last_batch_is_what_is_left()
    {
        var observer = new Recorder();
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        History history = model.Fit(Samples.Separable(25, 3), Samples.Separable(5, 3), new FitOptions { Epochs = 2, BatchSize = 10, Observer = observer });
        Assert.Equal([(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)], observer.Steps.Select(step => (step.Epoch, step.Step)));
        Assert.Equal(history.Epochs, observer.Epochs);
        Assert.All(observer.Steps, step => Assert.Equal((3, 2), (step.Steps, step.Epochs)));
        Assert.Equal(TimeSpan.Zero, observer.Steps[^1].TimeLeft);
        Assert.Equal(TimeSpan.Zero, observer.Steps[2].EpochTimeLeft);
        Assert.True(observer.Steps[0].TimeLeft > observer.Steps[0].EpochTimeLeft);
        Assert.Equal(history.Last.Loss, observer.Steps[^1].Loss);
        Assert.Equal(history.Last.Accuracy, observer.Steps[^1].Accuracy);
        Assert.Equal(6, model.StepCount);
        Assert.Equal(0, 25 * history.Last.Accuracy!.Value % 1, 1e-9);
    }

    [Fact]
    public void Running_loss_is_the_mean_over_samples_not_over_batches()
    {
        var observer = new Recorder();
        InMemoryDataset dataset = Samples.Separable(25, 3);
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        Evaluation before = model.Evaluate(dataset);
        model.Fit(dataset, options: new FitOptions { BatchSize = 10, Optimizer = new Sgd(0), Observer = observer });
        Assert.Equal(before.Loss, observer.Steps[^1].Loss, 1e-9);
        Assert.Equal(before.Accuracy, observer.Steps[^1].Accuracy);
    }

    [Fact]
    public void Steps_of_an_epoch_can_be_fewer_or_more_than_a_pass()
    {
        var observer = new Recorder();
        LinearModel.Dense(Samples.Small, 3).Fit(Samples.Separable(25, 3), options: new FitOptions { Epochs = 3, BatchSize = 10, StepsPerEpoch = 2, Observer = observer });
        Assert.Equal(6, observer.Steps.Count);
        observer = new Recorder();
        LinearModel.Dense(Samples.Small, 3).Fit(Samples.Separable(25, 3), options: new FitOptions { BatchSize = 10, StepsPerEpoch = 7, Observer = observer });
        Assert.Equal(7, observer.Steps.Count);
    }

    [Fact]
    public void Best_weights_come_back()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 4);
        InMemoryDataset validation = Samples.Separable(50, 4, seed: 9);
        var saboteur = new Recorder { OnEpoch = result => { if (result.Epoch == 3) model.Parameters.Set(0, new float[model.Info.Parameters[0].Length]); } };
        History history = model.Fit(Samples.Separable(200, 4), validation, new FitOptions { Epochs = 4, StepsPerEpoch = 5, Optimizer = new Adam(0.02f), RestoreBestWeights = true, Observer = saboteur });
        Assert.Equal(3, history.Best.Epoch);
        Assert.Equal(history.Best.ValidationLoss, model.Evaluate(validation).Loss);
        Assert.NotEqual(history.Last.ValidationLoss, model.Evaluate(validation).Loss);
    }

    [Fact]
    public void Divergence_stops_with_its_place_and_brings_back_the_last_good_weights()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        float[] good = [];
        var optimizer = new Adam(0.01f);
        var observer = new Recorder
        {
            OnEpoch = result =>
            {
                good = model.Parameters.All.ToArray();
                if (result.Epoch == 2) optimizer.LearningRate = float.MaxValue;
            },
        };
        var error = Assert.Throws<TrainingDivergedException>(() => model.Fit(Samples.Separable(40, 3), options: new FitOptions { Epochs = 5, BatchSize = 10, Optimizer = optimizer, Observer = observer }));
        Assert.Equal(3, error.Epoch);
        Assert.InRange(error.Step, 2, 4);
        Assert.Contains($"epoch 3, step {error.Step}", error.Message, StringComparison.Ordinal);
        Assert.Equal(good, model.Parameters.All.ToArray());
        Assert.Equal(0, optimizer.StepCount);
        Assert.True(double.IsFinite(model.Evaluate(Samples.Separable(40, 3)).Loss));
    }

    [Fact]
    public void Weights_that_stop_being_finite_in_the_last_step_are_noticed()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        float[] start = model.Parameters.All.ToArray();
        var error = Assert.Throws<TrainingDivergedException>(() => model.Fit(Samples.Separable(10, 3), options: new FitOptions { BatchSize = 10, Optimizer = new Sgd(float.MaxValue) { WeightDecay = 10 } }));
        Assert.Equal((1, 1), (error.Epoch, error.Step));
        Assert.Contains("started with", error.Message, StringComparison.Ordinal);
        Assert.Equal(start, model.Parameters.All.ToArray());
    }

    [Fact]
    public void Cancellation_stops_between_steps()
    {
        using var source = new CancellationTokenSource();
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        var observer = new Recorder { OnStep = progress => { if (progress.Step == 3) source.Cancel(); } };
        Assert.ThrowsAny<OperationCanceledException>(() => model.Fit(Samples.Separable(100, 3), options: new FitOptions { BatchSize = 10, Observer = observer, CancellationToken = source.Token }));
        Assert.Equal(3, model.StepCount);
    }

    [Fact]
    public void A_step_allocates_nothing_after_the_first()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        float[] pixels = new float[8 * Samples.Small.Length];
        float[] targets = new float[8 * 3];
        var optimizer = new Adam();
        for (int i = 0; i < 3; i++) model.TrainStep(pixels, targets, optimizer);
        Assert.Equal(0, Allocated.By(() =>
        {
            for (int i = 0; i < 10; i++) model.TrainStep(pixels, targets, optimizer);
            model.TrainStep(pixels.AsSpan(0, Samples.Small.Length), targets.AsSpan(0, 3), optimizer);
        }));
    }

    [Fact]
    public void A_step_whose_loss_is_not_finite_leaves_the_weights_alone()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        float[] start = model.Parameters.All.ToArray();
        float[] pixels = new float[Samples.Small.Length];
        pixels[0] = float.NaN;
        Assert.True(double.IsNaN(model.TrainStep(pixels, [1, 0, 0], new Adam()).Loss));
        Assert.Equal(start, model.Parameters.All.ToArray());
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_its_numbers()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        InMemoryDataset good = Samples.Separable(10, 3);
        string Refused(Action action) => Assert.ThrowsAny<ArgumentException>(action).Message;

        var otherShape = new InMemoryDataset(new ImageShape(4, 4, 1), new float[16], new int[1], ["a", "b", "c"]);
        Assert.Contains("4×4×1", Refused(() => model.Fit(otherShape)), StringComparison.Ordinal);
        Assert.Contains("2×3×2", Refused(() => model.Fit(good, otherShape)), StringComparison.Ordinal);
        Assert.Contains("4 classes", Refused(() => model.Fit(Samples.Separable(10, 4))), StringComparison.Ordinal);
        Assert.Contains("4 classes", Refused(() => model.Evaluate(Samples.Separable(10, 4))), StringComparison.Ordinal);
        Assert.Contains("empty", Refused(() => model.Fit(good.Take(0))), StringComparison.Ordinal);
        Assert.Contains("BatchSize is 0", Refused(() => model.Fit(good, options: new FitOptions { BatchSize = 0 })), StringComparison.Ordinal);
        Assert.Contains("Epochs is -1", Refused(() => model.Fit(good, options: new FitOptions { Epochs = -1 })), StringComparison.Ordinal);
        Assert.Contains("StepsPerEpoch is 0", Refused(() => model.Fit(good, options: new FitOptions { StepsPerEpoch = 0 })), StringComparison.Ordinal);
        Assert.Contains("validation", Refused(() => model.Fit(good, options: new FitOptions { RestoreBestWeights = true })), StringComparison.Ordinal);
        Assert.Contains("5 values are not", Refused(() => model.TrainStep(new float[5], new float[3], new Adam())), StringComparison.Ordinal);
        Assert.Contains("not 4", Refused(() => model.TrainStep(new float[12], new float[4], new Adam())), StringComparison.Ordinal);
        var used = new Adam();
        used.Update(new float[2], new float[2]);
        Assert.Contains("2 parameters, not 39", Refused(() => model.Fit(good, options: new FitOptions { Optimizer = used })), StringComparison.Ordinal);
    }

    [Fact]
    public void Label_smoothing_raises_the_loss_of_training_and_not_that_of_validation()
    {
        InMemoryDataset dataset = Samples.Separable(30, 3);
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        model.Fit(dataset, options: new FitOptions { Epochs = 60, Optimizer = new Adam(0.1f) });
        double plain = model.Evaluate(dataset).Loss;
        History history = model.Fit(dataset, dataset, new FitOptions { Optimizer = new Sgd(0), LabelSmoothing = 0.2 });
        Assert.True(history.Last.Loss > plain + 0.1);
        Assert.Equal(plain, history.Last.ValidationLoss!.Value, 1e-9);
    }
}
