using CnnGen.Generator.Model;
using CnnGen.Kernels.Tests.Harness;
using Xunit;

namespace CnnGen.Kernels.Tests.Kernels;

/// <summary>What is allocated once a model has run, on any thread: nothing. Runs when no other test does, as it counts what the whole process allocates.</summary>
[Collection(nameof(Allocation))]
[CollectionDefinition(nameof(Allocation), DisableParallelization = true)]
public class Allocation
{
    /// <summary>Steps that are split and steps that are not.</summary>
    private static readonly ModelBatch Models = new("Allocation", () =>
    [
        ("Plain", Build("Plain", builder => builder)),
        ("Standardized", Build("Standardized", builder => builder.Standardize(PerKind.Channel))),
        ("Recomputed", Build("Recomputed", builder => builder) with { Recomputes = true }),
        ("WhitenedChannels", Build("WhitenedChannels", builder => builder.Whiten(WhiteningKind.Zca, OverKind.Channels))),
        ("WhitenedValues", Build("WhitenedValues", builder => builder.Whiten(WhiteningKind.Zca, OverKind.Values))),
    ]);
    private static readonly ThreadTeams FourCores = new(cores: 4, helpsAlways: true);

    [Theory]
    [InlineData("Plain", 1, 1)]
    [InlineData("Plain", 1, 2)]
    [InlineData("Plain", 5, 1)]
    [InlineData("Plain", 5, 4)]
    [InlineData("Plain", 40, 2)]
    [InlineData("Plain", 40, 4)]
    [InlineData("Standardized", 5, 2)]
    [InlineData("WhitenedChannels", 5, 2)]
    [InlineData("WhitenedValues", 5, 2)]
    public void Predicting_allocates_nothing_after_the_first_call(string network, int batch, int threads)
    {
        CompiledModel model = Create(network);
        model.Threads = threads;
        model.Teams = FourCores;
        float[] pixels = new float[batch * model.Info.Input.Length];
        float[] outputs = new float[batch * model.Info.Output.Length];
        AssertAllocatesNothing(() => model.Predict(pixels, outputs));
    }

    [Theory]
    [InlineData("Plain", 1, 1)]
    [InlineData("Plain", 40, 4)]
    [InlineData("Standardized", 1, 1)]
    [InlineData("Recomputed", 1, 1)]
    [InlineData("Recomputed", 40, 4)]
    [InlineData("WhitenedChannels", 40, 4)]
    [InlineData("WhitenedValues", 1, 1)]
    public void A_model_takes_the_memory_that_it_says(string network, int batch, int threads)
    {
        float[] pixels = new float[batch * Create(network).Info.Input.Length];
        float[] outputs = new float[batch * 10];
        CompiledModel Use()
        {
            CompiledModel model = Create(network);
            model.Threads = threads;
            model.Teams = FourCores;
            model.Predict(pixels, outputs);
            return model;
        }

        Use();
        long before = GC.GetAllocatedBytesForCurrentThread();
        CompiledModel model = Use();
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(bytes - model.MemoryFor(batch, threads).Total, 0, 16_384); // objects that are no buffers, and what a collection in between counts

        var optimizer = new Adam(1e-3f);
        model.TrainStep(pixels, outputs, optimizer);
        before = GC.GetAllocatedBytesForCurrentThread();
        CompiledModel trained = Create(network);
        trained.Threads = threads;
        trained.Teams = FourCores;
        trained.TrainStep(pixels, outputs, new Adam(1e-3f));
        bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(bytes - trained.TrainingMemoryFor(batch, threads, optimizer).Total, 0, 16_384);
    }

    [Theory]
    [InlineData("Plain", 1)]
    [InlineData("Plain", 4)]
    [InlineData("Standardized", 1)]
    [InlineData("Recomputed", 4)]
    [InlineData("WhitenedValues", 2)]
    public void A_training_step_allocates_nothing_after_the_first(string network, int threads)
    {
        CompiledModel model = Create(network);
        model.Threads = threads;
        model.Teams = FourCores;
        float[] pixels = new float[4 * model.Info.Input.Length];
        float[] targets = new float[4 * model.Info.Output.Length];
        var optimizer = new Adam(1e-3f);
        AssertAllocatesNothing(() => model.TrainStep(pixels, targets, optimizer));
    }

    private static Network Build(string name, Func<NetworkBuilder, NetworkBuilder> preprocess) => preprocess(new NetworkBuilder(name, new TensorShape(20, 20, 3)))
        .Convolution(16, Windows.Valid(3, 3), useBias: false).BatchNorm().Activation(ActivationKind.ReLU).Convolution(33, Windows.Valid(3, 3)).Pool(PoolingKind.Max, Windows.Valid(2, 2, 2, 2))
        .Flatten().Dense(129).Dropout(0.3f).Dense(10, activation: new ActivationSpec(ActivationKind.Softmax)).Build(LossKind.CategoricalCrossEntropy);

    /// <summary>A model whose preprocessing counts as fitted, to zeros.</summary>
    private static CompiledModel Create(string network)
    {
        CompiledModel model = Models.Create(network);
        if (model.Info.Fitted is { } layer) model.Parameters.Set(layer.Fitted, [1]);
        return model;
    }

    private static void AssertAllocatesNothing(Action call)
    {
        call();
        AssertLeastIsNothing(GC.GetAllocatedBytesForCurrentThread, call);
        AssertLeastIsNothing(() => GC.GetTotalAllocatedBytes(precise: true), call);
    }

    /// <summary>
    /// A collection in between counts what is left of a thread's allocation buffer, some 8 KB, and the test runner's own threads write reports now and then:
    /// neither does so in every round. What calls allocate, they allocate in each.
    /// </summary>
    private static void AssertLeastIsNothing(Func<long> allocated, Action call)
    {
        long least = long.MaxValue;
        for (int round = 0; round < 20 && least > 0; round++)
        {
            long before = allocated();
            for (int i = 0; i < 10; i++) call();
            least = Math.Min(least, allocated() - before);
        }

        Assert.Equal(0, least);
    }
}
