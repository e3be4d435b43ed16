namespace CnnGen.Runtime.Tests;

public sealed class WeightingTests
{
    private static readonly Loss[] Losses =
    [
        new CategoricalCrossEntropy { FromLogits = true },
        new CategoricalCrossEntropy { LabelSmoothing = 0.1 },
        new NegativeLogLikelihood(),
        new BinaryCrossEntropy { FromLogits = true },
        new MeanSquaredError(),
        new MeanAbsoluteError(),
        new Huber(0.3),
    ];

    [Fact]
    public void The_weighted_loss_is_the_weighted_sum_of_the_losses_of_the_samples_over_their_number()
    {
        float[] outputs = Samples.Floats(new Random(1), 12, 0.1f, 0.9f);
        float[] targets = Samples.Floats(new Random(2), 12, 0, 1);
        float[] weights = [0.5f, 0, 2, 7];
        foreach (Loss loss in Losses)
        {
            float[] gradient = new float[12];
            float[] expected = new float[12];
            double sum = 0;
            for (int i = 0; i < 4; i++)
            {
                float[] part = new float[3];
                sum += weights[i] * loss.Compute(outputs.AsSpan(i * 3, 3), targets.AsSpan(i * 3, 3), part, 3);
                for (int j = 0; j < 3; j++) expected[(i * 3) + j] = part[j] * weights[i] / 4;
            }

            Assert.Equal(sum / 4, loss.Compute(outputs, targets, weights, gradient, 3), 1e-6);
            for (int i = 0; i < 12; i++) Assert.Equal(expected[i], gradient[i], 1e-6);
            Assert.Equal(sum / 4, loss.Compute(outputs, targets, weights, default, 3), 1e-6);
        }
    }

    [Fact]
    public void Weights_of_one_change_nothing_but_rounding()
    {
        float[] outputs = Samples.Floats(new Random(1), 12);
        float[] targets = [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0];
        float[] plain = new float[12];
        float[] weighted = new float[12];
        float[] ones = [1, 1, 1, 1];
        double loss = Losses[0].Compute(outputs, targets, plain, 3);
        Assert.Equal(loss, Losses[0].Compute(outputs, targets, ones, weighted, 3), 1e-9);
        for (int i = 0; i < 12; i++) Assert.Equal(plain[i], weighted[i], 1e-7);
        Assert.Equal(loss, Losses[0].Compute(outputs, targets, default, weighted, 3));
        Assert.Equal(plain, weighted);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(24)]
    public void Weights_that_are_not_those_of_whole_samples_are_refused(int count) =>
        Assert.Contains($"{count} weights", Assert.Throws<ArgumentException>(() => Losses[0].Compute(new float[12], new float[12], new float[count], default, 3)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_sample_with_weight_zero_teaches_nothing()
    {
        InMemoryDataset all = Samples.Separable(20, 3);
        float[] weights = [.. Enumerable.Range(0, 20).Select(i => i < 10 ? 2f : 0)]; // over 20 samples, as the first ten alone are over 10
        LinearModel one = LinearModel.Dense(Samples.Small, 3);
        LinearModel other = LinearModel.Dense(Samples.Small, 3);
        one.Fit(all, options: new FitOptions { Epochs = 5, BatchSize = 20, Optimizer = new Sgd(0.3f), SampleWeights = weights });
        other.Fit(all.Take(10), options: new FitOptions { Epochs = 5, BatchSize = 20, Optimizer = new Sgd(0.3f) });
        for (int i = 0; i < one.Parameters.All.Length; i++) Assert.Equal(other.Parameters.All[i], one.Parameters.All[i], 1e-5);
    }

    [Fact]
    public void Weights_follow_their_samples_through_shuffling_and_batches()
    {
        InMemoryDataset all = Samples.Separable(30, 3);
        float[] byLabel = [.. Enumerable.Range(0, 30).Select(i => all.ReadLabel(i) + 0.5f)];
        LinearModel samples = LinearModel.Dense(Samples.Small, 3);
        LinearModel classes = LinearModel.Dense(Samples.Small, 3);
        samples.Fit(all, options: new FitOptions { Epochs = 3, BatchSize = 7, Optimizer = new Sgd(0.3f), SampleWeights = byLabel });
        classes.Fit(all, options: new FitOptions { Epochs = 3, BatchSize = 7, Optimizer = new Sgd(0.3f), ClassWeights = [0.5f, 1.5f, 2.5f] });
        Assert.Equal(samples.Parameters.All.ToArray(), classes.Parameters.All.ToArray());
    }

    [Fact]
    public void A_heavy_class_is_answered_more_often()
    {
        InMemoryDataset all = Samples.Separable(200, 2);
        long Answers(params float[] weights)
        {
            LinearModel model = LinearModel.Dense(Samples.Small, 1, Activation.Sigmoid, LossFunction.BinaryCrossEntropy);
            model.Fit(all, options: new FitOptions { Epochs = 2, Optimizer = new Sgd(0.1f), ClassWeights = weights });
            return model.Evaluate(all).PerClass[1].Predicted;
        }

        Assert.True(Answers(0.1f, 5) > Answers(5, 0.1f));
    }

    [Fact]
    public void Every_pixel_has_the_weight_of_its_class()
    {
        var shape = new ImageShape(1, 2, 2);
        float[] pixels = [0.1f, 0.4f, 0.9f, 0.2f];
        float[] targets = [1, 0, 0, 1];
        var data = new InMemoryDataset(shape, pixels, targets, targetLength: 4);
        float Loss(params float[] weights) =>
            (float)LinearModel.PerPixel(shape, 2).Fit(data, options: new FitOptions { Optimizer = new Sgd(0), ClassWeights = weights }).Last.Loss;
        Assert.Equal(Loss(1, 1), Loss(1, 0) + Loss(0, 1), 1e-6);
        Assert.NotEqual(Loss(1, 0), Loss(0, 1));
    }

    [Fact]
    public void A_step_takes_weights_and_allocates_nothing()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        float[] pixels = new float[2 * Samples.Small.Length];
        float[] targets = [1, 0, 0, 0, 1, 0];
        float[] weights = [3, 1];
        var optimizer = new Sgd(0);
        double plain = model.TrainStep(pixels, targets, optimizer).Loss;
        Assert.Equal(2 * plain, model.TrainStep(pixels, targets, weights, optimizer).Loss, 1e-6);
        Assert.Equal(0, Allocated.By(() =>
        {
            for (int i = 0; i < 10; i++) model.TrainStep(pixels, targets, weights, optimizer);
        }));
        Assert.Throws<ArgumentException>(() => model.TrainStep(pixels, targets, weights.AsSpan(0, 1), optimizer));
    }

    [Fact]
    public void Weights_that_make_no_sense_are_refused()
    {
        string Refused(FitOptions options, LinearModel? model = null) =>
            Assert.ThrowsAny<ArgumentException>(() => (model ?? LinearModel.Dense(Samples.Small, 3)).Fit(Samples.Separable(10, 3), options: options)).Message;
        Assert.Contains("2 weights, but there are 3 classes", Refused(new FitOptions { ClassWeights = [1, 2] }), StringComparison.Ordinal);
        Assert.Contains("1 weights, but there are 10 training samples", Refused(new FitOptions { SampleWeights = [1] }), StringComparison.Ordinal);
        Assert.Contains("NaN at 2", Refused(new FitOptions { ClassWeights = [1, 2, float.NaN] }), StringComparison.Ordinal);
        Assert.Contains("-1 at 0", Refused(new FitOptions { ClassWeights = [-1, 2, 1] }), StringComparison.Ordinal);
        LinearModel regression = LinearModel.Dense(Samples.Small, 3, Activation.None, LossFunction.MeanSquaredError, fromLogits: false);
        Assert.Contains("no classes", Refused(new FitOptions { ClassWeights = [1, 1, 1] }, regression), StringComparison.Ordinal);
        LinearModel tags = LinearModel.Dense(Samples.Small, 3, Activation.Sigmoid, LossFunction.BinaryCrossEntropy);
        Assert.Contains("yes or no of its own", Refused(new FitOptions { ClassWeights = [1, 1, 1] }, tags), StringComparison.Ordinal);
    }
}
