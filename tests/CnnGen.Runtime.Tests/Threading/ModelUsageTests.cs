namespace CnnGen.Runtime.Tests;

public sealed class ModelUsageTests
{
    private static readonly float[] Pixels = new float[Samples.Small.Length];

    [Fact]
    public void A_second_thread_is_turned_away_whatever_it_wants()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        using var folder = new TestFolder();
        InMemoryDataset data = Samples.Separable(10, 3);
        Action[] calls =
        [
            () => model.Predict(Pixels, new float[3]),
            () => model.PredictOneCopy(Pixels),
            () => model.Evaluate(data),
            () => model.Fit(data),
            () => model.TrainStep(Pixels, new float[3], new Adam()),
            () => model.Save(folder["model"]),
            () => model.Load(folder["model"]),
            () => model.InstructionSet = InstructionSet.Portable,
            () => model.Parameters.Set(1, new float[3]),
        ];
        float[] weights = model.Parameters.All.ToArray();
        var errors = new List<Exception?>();
        model.OnForward = () =>
        {
            foreach (Action call in calls) errors.Add(OnAnotherThread(call));
        };
        model.Predict(Pixels, new float[3]);
        Assert.Equal(calls.Length, errors.Count);
        Assert.All(errors, error => Assert.IsType<InvalidOperationException>(error));
        Assert.Contains("Fork()", errors[0]!.Message, StringComparison.Ordinal);
        Assert.Equal(weights, model.Parameters.All.ToArray());

        model.OnForward = null;
        Assert.Null(OnAnotherThread(calls[0]));
        Assert.Null(OnAnotherThread(calls[3]));
    }

    [Fact]
    public void Forks_predict_at_once()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        LinearModel fork = model.Fork();
        Exception? error = new InvalidOperationException();
        model.OnForward = () => error = OnAnotherThread(() => fork.Predict(Pixels, new float[3]));
        model.Predict(Pixels, new float[3]);
        Assert.Null(error);
    }

    [Fact]
    public void A_fork_throws_while_its_original_trains_and_works_afterwards()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        LinearModel fork = model.Fork();
        var errors = new List<Exception?>();
        var observer = new Recorder
        {
            OnStep = _ =>
            {
                errors.Add(OnAnotherThread(() => fork.Predict(Pixels, new float[3])));
                errors.Add(OnAnotherThread(() => fork.TrainStep(Pixels, new float[3], new Adam())));
                errors.Add(OnAnotherThread(() => fork.Parameters.Set(1, new float[3])));
                errors.Add(Record.Exception(() => fork.Predict(Pixels, new float[3])));
            },
        };
        model.Fit(Samples.Separable(10, 3), options: new FitOptions { Observer = observer });
        Assert.Equal(4, errors.Count);
        Assert.All(errors, error => Assert.Contains("being trained", Assert.IsType<InvalidOperationException>(error).Message, StringComparison.Ordinal));

        float[] one = new float[3];
        float[] other = new float[3];
        model.Predict(Pixels, one);
        fork.Predict(Pixels, other);
        Assert.Equal(one, other);
    }

    [Fact]
    public void Training_throws_while_a_fork_predicts()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        LinearModel fork = model.Fork();
        Exception? error = null;
        fork.OnForward = () => error = OnAnotherThread(() => model.Fit(Samples.Separable(10, 3)));
        fork.Predict(Pixels, new float[3]);
        Assert.Contains("a fork that shares them is predicting", Assert.IsType<InvalidOperationException>(error).Message, StringComparison.Ordinal);
        model.Fit(Samples.Separable(10, 3));
    }

    [Fact]
    public void An_observer_may_use_the_model_that_trains()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        using var folder = new TestFolder();
        InMemoryDataset data = Samples.Separable(10, 3);
        var observer = new Recorder
        {
            OnEpoch = _ =>
            {
                model.Predict(Pixels, new float[3]);
                model.Evaluate(data);
                model.Save(folder["model"]);
                model.Parameters.Set(1, new float[3]);
            },
        };
        model.Fit(data, options: new FitOptions { Epochs = 2, Observer = observer });
        Assert.Equal(2, observer.Epochs.Count);
    }

    [Fact]
    public void A_call_that_fails_leaves_the_model_free()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        LinearModel fork = model.Fork();
        Assert.Throws<ArgumentException>(() => model.Predict(Pixels, new float[5]));
        Assert.Throws<ArgumentException>(() => model.TrainStep(Pixels, new float[5], new Adam()));
        model.OnForward = () => throw new IOException();
        Assert.Throws<IOException>(() => model.Predict(Pixels, new float[3]));
        model.OnForward = null;
        Assert.Null(OnAnotherThread(() => model.TrainStep(Pixels, new float[3], new Adam())));
        Assert.Null(OnAnotherThread(() => fork.Predict(Pixels, new float[3])));
    }

    [Fact]
    public void Two_threads_that_hammer_one_model_get_right_answers_or_exceptions()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3, seed: 5);
        float[][] inputs = [Samples.Floats(new Random(1), Pixels.Length, 0, 1), Samples.Floats(new Random(2), Pixels.Length, 0, 1)];
        float[][] expected = [model.PredictOneCopy(inputs[0]), model.PredictOneCopy(inputs[1])];
        int answered = 0;
        int wrong = 0;
        Parallel.For(0, 2, new ParallelOptions { MaxDegreeOfParallelism = 2 }, who =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                try
                {
                    if (!model.PredictOneCopy(inputs[who]).AsSpan().SequenceEqual(expected[who])) Interlocked.Increment(ref wrong);
                    Interlocked.Increment(ref answered);
                }
                catch (InvalidOperationException)
                {
                }
            }
        });
        Assert.Equal(0, wrong);
        Assert.True(answered > 0);
    }

    [Fact]
    public void Predicting_allocates_nothing_after_the_first_call()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        float[] outputs = new float[3];
        for (int i = 0; i < 3; i++) model.Predict(Pixels, outputs);
        Assert.Equal(0, Allocated.By(() =>
        {
            for (int i = 0; i < 10; i++) model.Predict(Pixels, outputs);
        }));
    }

    private static Exception? OnAnotherThread(Action action)
    {
        Exception? error = null;
        var thread = new Thread(() => error = Record.Exception(action));
        thread.Start();
        thread.Join();
        return error;
    }
}
