using System.Globalization;
using CnnGen.Generator.Analysis;
using CnnGen.Generator.Planning;
using CnnGen.Generator.Tests.Emission;
using CnnGen.Generator.Tests.Infrastructure;
using Xunit;

namespace CnnGen.Generator.Tests.Planning;

/// <summary>What <c>[Recompute]</c> keeps, what it runs again, and how much memory that leaves.</summary>
public class RecomputationTests(ITestOutputHelper output)
{
    /// <summary>Twelve layers of one size, each with a normalisation.</summary>
    private static readonly string Deep = "[Input(32, 32, 3)] "
        + string.Concat(Enumerable.Repeat("[Conv2D(32, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm] [Activation(Activation.ReLU)] ", 12))
        + "[GlobalAveragePool] [Dense(10, Activation.Softmax)] public partial class Deep;";

    [Fact]
    public void Slices_keep_their_last_pool_alone()
    {
        NetworkPlan plan = Plan("[Recompute] " + Models.DogsVsCats);
        Assert.Equal(["Conv1", "MaxPool1", "Conv2", "MaxPool2"], Recomputed(plan));
        string[] again = [.. plan[PassKind.BackwardSlice].Steps.TakeWhile(step => step.IsRepeated).Select(step => step.Name)];
        Assert.Equal(["RecomputeConv1Padding", "RecomputeConv1", "RecomputeMaxPool1", "RecomputeConv2Padding", "RecomputeConv2", "RecomputeMaxPool2", "RecomputeConv3Padding"], again);

        // The third pool's map and what won there; the pixels.
        IEnumerable<Argument> kept = plan[PassKind.TrainingSlice].Steps.SelectMany(step => step.Arguments).Where(argument => argument.Space == MemorySpace.ArenaPerSample).Distinct();
        Assert.Equal(3, kept.Count());
    }

    [Theory]
    [InlineData("DogsVsCats", 0.4)]
    [InlineData("Vgg16", 0.6)]
    [InlineData("Deep", 0.4)]
    public void A_sample_takes_less_memory(string network, double share)
    {
        string source = network switch { "DogsVsCats" => Models.DogsVsCats, "Vgg16" => Models.Vgg16, _ => Deep };
        (NetworkPlan whole, NetworkPlan again) = (Plan(source), Plan("[Recompute] " + source));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{network}: {whole.Training.PerSample} floats a sample, {again.Training.PerSample} recomputing {string.Join(", ", Recomputed(again))}; slices {whole.TrainingSlices?.PerSample} and {again.TrainingSlices?.PerSample}"));
        Assert.InRange(again.Training.PerSample, 1, share * whole.Training.PerSample);
    }

    [Fact]
    public void More_layers_run_in_slices_where_that_saves_memory()
    {
        (NetworkPlan whole, NetworkPlan again) = (Plan(Models.Vgg16), Plan("[Recompute] " + Models.Vgg16));
        Assert.Null(whole.TrainingSlices);
        Assert.Equal("TrainMaxPool1", again[PassKind.TrainingSlice].Steps[^1].Name); // Over the whole batch the third convolution sums fewer pieces, as their sums are large: in slices bits would differ.
        Assert.Null(Plan("[Recompute] " + Models.Vgg16, new PlanRules { FirstUnslicedLayer = 0 }).TrainingSlices);
    }

    [Fact]
    public void What_runs_again_is_no_new_kernel_and_takes_no_figures_of_the_batch()
    {
        var rules = new PlanRules { FirstUnslicedLayer = 0 };
        (NetworkPlan whole, NetworkPlan again) = (Plan(Deep, rules), Plan("[Recompute] " + Deep, rules));
        Assert.Equal(whole.Kernels, again.Kernels);
        Assert.Equal(whole.DerivedFloats, again.DerivedFloats);
        Assert.Equal(whole[PassKind.Training].Steps.Select(step => step.Name), again[PassKind.Training].Steps.Select(step => step.Name));
        Assert.Contains("BatchNorm2", Recomputed(again));
        Assert.DoesNotContain(again.Passes.SelectMany(pass => pass.Steps), step => step.IsRepeated && again.Kernels.Single(named => named.Name == step.Kernel).Kernel is StatisticsKernel or PixelSumKernel or ColumnSumKernel);
    }

    [Theory]
    [InlineData("[Input(8, 8, 3)] [Flatten] [Dense(2, Activation.Softmax)] public partial class Model;")]
    [InlineData("[Input(8, 8, 3)] [Dropout(0.5)] [Dense(2, Activation.Softmax)] public partial class Model;")]
    public void Where_nothing_is_saved_nothing_changes(string source)
    {
        (NetworkPlan whole, NetworkPlan again) = (Plan(source), Plan("[Recompute] " + source));
        Assert.Equal(whole, again with { Network = whole.Network });
        Assert.Contains("Training computes nothing again: that would save no memory.", GeneratedFiles.SummaryOf("[Recompute] " + source, "Model"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_summary_tells_what_runs_again() =>
        Assert.Contains(
            "Training computes again what these layers leave, and does not keep it: Conv1, MaxPool1, Conv2, MaxPool2; 246.2 MFLOP more a sample.",
            GeneratedFiles.SummaryOf("[Recompute] " + Models.DogsVsCats, "DogsVsCats"), StringComparison.Ordinal);

    [Fact]
    public void Checkpoints_leave_the_smallest_peak()
    {
        int seed = Random.Shared.Next();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
        var random = new Random(seed);
        for (int round = 0; round < 300; round++)
        {
            ChainValue[] values = [.. Enumerable.Range(0, random.Next(1, 10)).Select(_ => Draw(random))];
            var chooser = new CheckpointChooser(values);
            int[] chosen = chooser.Choose(floor: 0);
            long least = Subsets(values.Length - 1).Min(chooser.PeakOf);
            Assert.True(chooser.PeakOf(chosen) == least, $"seed {seed}, round {round}: checkpoints {string.Join(", ", chosen)} of {values.Length} values take {chooser.PeakOf(chosen)} at their peak, others {least}.");
            Assert.Equal(values.Length == 1 ? [] : Enumerable.Range(0, values.Length - 1), chooser.Choose(floor: long.MaxValue));
        }
    }

    /// <summary>Every way to keep the first value and any of those between it and the last.</summary>
    private static IEnumerable<int[]> Subsets(int last) => Enumerable.Range(0, 1 << Math.Max(0, last - 1))
        .Select(bits => (int[])[.. last == 0 ? [] : Enumerable.Range(0, last).Where(i => i == 0 || (bits >> (i - 1) & 1) == 1)]);

    private static ChainValue Draw(Random random)
    {
        bool isRead = random.Next(4) > 0;
        return new(random.Next(1, 100), random.Next(2) * random.Next(1, 20), isRead, isRead && random.Next(2) == 0, random.Next(100), random.Next(50), random.Next(1000));
    }

    private static IEnumerable<string> Recomputed(NetworkPlan plan) => plan.Recomputed.Select(layer => layer.Layer.Name);

    private static NetworkPlan Plan(string source, PlanRules? rules = null) =>
        Planner.Plan(ModelAnalysis.Analyze(RoslynHost.Declare(source)).Network ?? throw new InvalidOperationException($"{source} is no network."), rules);
}
