using CnnGen.Generator.Analysis;
using CnnGen.Generator.Planning;
using CnnGen.Generator.Tests.Infrastructure;
using Xunit;

namespace CnnGen.Generator.Tests.Planning;

/// <summary>Which of the first layers train a few samples at a time, and what of them is kept.</summary>
public class TrainingSliceTests
{
    private const string Tutorial =
        "[Input(150, 150, 3)] [Conv2D(32, 3, Padding.Same)] [MaxPool(2)] [Conv2D(64, 3, Padding.Same)] [MaxPool(2)] [Conv2D(128, 3, Padding.Same)] [MaxPool(2)] [Conv2D(128, 3, Padding.Same)] [MaxPool(2)]";

    [Theory]
    [InlineData(Tutorial, "MaxPool3")] // The sums of the fourth convolution, between Winograd's transforms, are too large for each piece of a batch to have its own.
    [InlineData("[Input(32, 32, 3)] [Conv2D(32, 3, Padding.Same)] [Conv2D(32, 3, Padding.Same)] [MaxPool(2)] [Conv2D(64, 3, Padding.Same)] [MaxPool(2)]", "MaxPool2")]
    [InlineData("[Input(64, 64, 3)] [Conv2D(32, 3, Padding.Same)] [MaxPool(2)] [Conv2D(32, 3, Padding.Same, Activation.None)] [BatchNorm] [Activation(Activation.ReLU)] [MaxPool(2)]", "BatchNorm1PixelMoments")] // A normalisation wants the whole batch, all but the moments of each sample.
    [InlineData("[Input(64, 64, 3)] [BatchNorm] [Conv2D(32, 3, Padding.Same)] [MaxPool(2)]", null)]
    public void The_first_layers_train_in_slices(string layers, string? last)
    {
        NetworkPlan plan = Plan(layers);
        Assert.Equal(last, plan[PassKind.TrainingSlice].Steps.Select(step => step.Name.Replace("Train", string.Empty)).LastOrDefault());
        Assert.Equal(last is null, plan.TrainingSlices is null);
        Assert.Equal(last is null, plan[PassKind.BackwardSlice].Steps.Count == 0);
    }

    [Fact]
    public void A_map_that_only_its_pool_reads_lives_within_a_slice()
    {
        NetworkPlan plan = Plan(Tutorial);
        Step first = plan[PassKind.TrainingSlice].Steps.Single(step => step.Name == "TrainConv1");
        Step scatter = plan[PassKind.BackwardSlice].Steps.Single(step => step.Name == "MaxPool1InputGradient");
        Assert.Equal(MemorySpace.TrainingSlice, first.Arguments[2].Space);
        Assert.Equal([MemorySpace.ArenaPerSample, MemorySpace.TrainingSlice, MemorySpace.TrainingSlice], scatter.Arguments.Select(argument => argument.Space));

        // The maps of the first convolution alone have 150 · 150 · 32 values, and their gradient as many.
        Assert.InRange(plan.Training.PerSample, 1, 150 * 150 * 32);
    }

    [Fact]
    public void The_gradient_before_a_normalization_lives_within_a_slice()
    {
        NetworkPlan plan = Plan("[Input(64, 64, 3)] [Conv2D(32, 3, Padding.Same, Activation.None)] [BatchNorm] [Activation(Activation.ReLU)] [Conv2D(32, 3, Padding.Same)]");
        Step sums = plan[PassKind.Backward].Steps.Single(step => step.Name == "BatchNorm1GradientSums");
        Step first = plan[PassKind.BackwardSlice].Steps[0];
        Assert.Equal("BatchNorm1InputGradient", first.Name);
        Assert.Equal(sums.Arguments[0], first.Arguments[1]);
        Assert.Equal([MemorySpace.ArenaPerSample, MemorySpace.ArenaPerSample, MemorySpace.TrainingSlice], first.Arguments.Take(3).Select(argument => argument.Space));
    }

    [Fact]
    public void No_two_things_that_are_kept_for_the_backward_pass_overlap()
    {
        NetworkPlan plan = Plan(Tutorial);
        List<(long Start, long End)> kept = [.. plan[PassKind.TrainingSlice].Steps
            .SelectMany(step => step.Arguments)
            .Where(argument => argument.Space == MemorySpace.ArenaPerSample)
            .Distinct()
            .Select(argument => (argument.Offset, argument.Offset + argument.Stride))
            .Order()];
        Assert.Equal(7, kept.Count); // The pixels, three pooled maps, and which cells won.
        Assert.All(kept.Zip(kept.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start, $"{pair.First} and {pair.Second}"));
    }

    private static NetworkPlan Plan(string layers) => Planner.Plan(
        ModelAnalysis.Analyze(RoslynHost.Declare($"{layers} [Flatten] [Dense(2, Activation.Softmax)] public partial class Model;")).Network
        ?? throw new InvalidOperationException($"{layers} is no network."));
}
