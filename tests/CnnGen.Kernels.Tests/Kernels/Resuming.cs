using CnnGen.Generator.Model;
using CnnGen.Kernels.Tests.Harness;
using Xunit;

namespace CnnGen.Kernels.Tests.Kernels;

/// <summary>A generated model with everything that a step leaves behind (dropout, running averages, threads, channels that fill no vector) goes on from a checkpoint to the same bits.</summary>
public class Resuming
{
    private const int Samples = 23;

    private static readonly ModelBatch Models = new("Resuming", () => [("Resumed", new NetworkBuilder("Resumed", new TensorShape(9, 7, 3))
        .Convolution(5, Windows.Valid(3, 3), activation: new ActivationSpec(ActivationKind.ReLU)).BatchNorm(momentum: 0.7f).Dropout(0.3f).Flatten().Dense(13).Dropout(0.2f).Dense(3).Build())]);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(12)]
    public void A_generated_model_goes_on_to_the_same_bits(int stop)
    {
        string path = Path.Combine(Path.GetTempPath(), $"cnngen-{Guid.NewGuid():N}");
        try
        {
            CompiledModel whole = Models.Create("Resumed", seed: 1);
            Fit(whole, Options());
            Assert.Equal(15, whole.StepCount);

            using var source = new CancellationTokenSource();
            CompiledModel first = Models.Create("Resumed", seed: 1);
            first.Threads = 2;
            var checkpoint = new CheckpointOptions(path) { Resume = true };
            Assert.Throws<OperationCanceledException>(() => Fit(first, Options() with { Checkpoint = checkpoint, CancellationToken = source.Token, Observer = new Stopper(first, stop, source) }));
            Assert.Equal(stop, first.StepCount);

            CompiledModel second = Models.Create("Resumed", seed: 7);
            Fit(second, Options() with { Checkpoint = checkpoint });
            Assert.Equal(whole.Parameters.All.ToArray(), second.Parameters.All.ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static FitOptions Options() => new() { Epochs = 3, BatchSize = 5, Optimizer = new Adam(0.01f) { ClipNorm = 1 }, AverageDecay = 0.8 };

    private static void Fit(CompiledModel model, FitOptions options)
    {
        var random = new Random(4);
        float[] pixels = [.. Enumerable.Range(0, Samples * model.Info.Input.Length).Select(_ => random.NextSingle())];
        float[] targets = [.. Enumerable.Range(0, Samples * model.Info.Output.Length).Select(_ => random.NextSingle())];
        var data = new InMemoryDataset(model.Info.Input, pixels, targets, model.Info.Output.Length);
        model.Fit(data, data, options);
    }

    private sealed class Stopper(CompiledModel model, int stop, CancellationTokenSource source) : ITrainingObserver
    {
        public void StepCompleted(in TrainingProgress progress)
        {
            if (model.StepCount == stop) source.Cancel();
        }
    }
}
