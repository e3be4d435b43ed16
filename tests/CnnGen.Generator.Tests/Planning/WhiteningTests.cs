using CnnGen.Generator.Analysis;
using CnnGen.Generator.Planning;
using CnnGen.Generator.Tests.Emission;
using CnnGen.Generator.Tests.Infrastructure;
using Xunit;

namespace CnnGen.Generator.Tests.Planning;

/// <summary>Where predicting has a whitening in the weights of the layer that reads it, and where it is a step of its own.</summary>
public class WhiteningTests
{
    [Theory]
    [InlineData("Input(8, 8, 3)", "ZcaWhiten(Over.Channels)", "Conv2D(4, 3, Padding.Same)", "ZcaWhiten1IntoConv1")]
    [InlineData("Input(8, 8, 3)", "PcaWhiten(Over.Channels)", "Dropout(0.1)] [Conv2D(4, 3)] [BatchNorm", "PcaWhiten1IntoConv1")]
    [InlineData("Input(8, 8, 3)", "ZcaWhiten(Over.Channels)", "Dense(5)", "ZcaWhiten1IntoDense1")]
    [InlineData("Input(8, 8, 3)", "PcaWhiten(Over.Values)", "Dense(5)", "PcaWhiten1IntoDense1")]
    [InlineData("Input(8, 8, 3)", "ZcaWhiten(Over.Values)", "Flatten] [Dense(5)", "ZcaWhiten1IntoDense1")]
    [InlineData("Input(33, 34, 1)", "PcaWhiten(Over.Values)", "Dense(5)", "PcaWhiten1IntoDense1")] // Sums too long for registers: a step before clears what they are added to.
    public void It_goes_into_the_weights_of_what_reads_all_of_it(string input, string whitening, string layers, string fold)
    {
        NetworkPlan plan = Plan(input, whitening, layers);
        Assert.Equal(fold, plan.WhiteningFold);
        Assert.Contains(plan[PassKind.Refresh].Steps, step => step.Name == fold);
        Assert.DoesNotContain(PredictingSteps(plan), step => step.Layer == 0);
    }

    [Theory]
    [InlineData("Input(32, 32, 32)", "ZcaWhiten(Over.Channels)", "Conv2D(64, 3, Padding.Same)")] // Winograd's algorithm: its errors would grow with the weights.
    [InlineData("Input(8, 8, 4)", "ZcaWhiten(Over.Channels)", "Conv2D(4, 3, Groups = 2)")] // A group reads some of the channels alone.
    [InlineData("Input(8, 8, 3)", "ZcaWhiten(Over.Values)", "Conv2D(4, 3)")]
    [InlineData("Input(8, 8, 3)", "ZcaWhiten(Over.Channels)", "MaxPool(2)")]
    [InlineData("Input(8, 8, 3)", "ZcaWhiten(Over.Channels)", "Activation(Activation.Tanh)] [Dense(5)")]
    [InlineData("Input(8, 8, 4)", "PcaWhiten(Over.Values)", "Dense(5)", "[Weights(Storage.BFloat16)]")] // As of Winograd's algorithm.
    [InlineData("Input(8, 8, 4)", "ZcaWhiten(Over.Channels)", "Dense(5)", "[Weights(Storage.BFloat16)]")]
    [InlineData("Input(6, 6, 512)", "ZcaWhiten(Over.Channels)", "MaxPool(2)")] // Its own matrix is copied into slabs when it changes.
    public void It_stays_a_step_of_its_own(string input, string whitening, string layers, string more = "")
    {
        NetworkPlan plan = Plan(input, whitening, layers, more);
        Assert.Null(plan.WhiteningFold);
        Assert.Contains(PredictingSteps(plan), step => step.Layer == 0);
    }

    [Theory]
    [InlineData("[Input(33, 34, 1)] [PcaWhiten(Over.Values)] [Dense(5)]", "in the weights of the layer that reads it (PcaWhiten1IntoDense1).")]
    [InlineData("[Input(6, 6, 512)] [ZcaWhiten(Over.Channels)] [MaxPool(2)]", null)]
    public void What_a_program_uses_says_so(string layers, string? remark)
    {
        string text = GeneratedFiles.Of($"{layers} [Dense(2, Activation.Softmax)] public sealed partial class Model;").Single(file => file.HintName == "Model.g.cs").Text;
        Assert.Equal(remark is not null, text.Contains(remark ?? "in the weights of the layer", StringComparison.Ordinal));
    }

    private static IEnumerable<Step> PredictingSteps(NetworkPlan plan) => plan[PassKind.Slice].Steps.Concat(plan[PassKind.Forward].Steps);

    private static NetworkPlan Plan(string input, string whitening, string layers, string more = "") => Planner.Plan(
        ModelAnalysis.Analyze(RoslynHost.Declare($"[{input}] [{whitening}] [{layers}] [Dense(2, Activation.Softmax)] {more} public partial class Model;")).Network
        ?? throw new InvalidOperationException($"{whitening} before {layers} is no network."));
}
