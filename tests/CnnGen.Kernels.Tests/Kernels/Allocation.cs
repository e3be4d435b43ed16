using CnnGen.Kernels.Tests.Harness;
using Xunit;

namespace CnnGen.Kernels.Tests.Kernels;

/// <summary>What is allocated once a model has run: nothing.</summary>
public class Allocation
{
    private static readonly ModelBatch Models = new("Allocation", () => [("Allocating", RandomArchitecture.Create("Allocating", seed: 4))]);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(5, 1)]
    [InlineData(40, 2)]
    public void Predicting_allocates_nothing_after_the_first_call(int batch, int threads)
    {
        CompiledModel model = Models.Create("Allocating");
        model.Threads = threads;
        float[] pixels = new float[batch * model.Info.Input.Length];
        float[] outputs = new float[batch * model.Info.Output.Length];
        model.Predict(pixels, outputs);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) model.Predict(pixels, outputs);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_training_step_allocates_nothing_after_the_first()
    {
        CompiledModel model = Models.Create("Allocating");
        float[] pixels = new float[4 * model.Info.Input.Length];
        float[] targets = new float[4 * model.Info.Output.Length];
        var optimizer = new Adam(1e-3f);
        model.TrainStep(pixels, targets, optimizer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) model.TrainStep(pixels, targets, optimizer);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
