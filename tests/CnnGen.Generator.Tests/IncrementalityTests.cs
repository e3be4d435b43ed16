using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace CnnGen.Generator.Tests;

/// <summary>How far an edit goes: each step tells why it has what it has.</summary>
public class IncrementalityTests
{
    private const string Digits =
        "[Input(28, 28, 1)]\n[Conv2D(8, 3)]\n[MaxPool(2)]\n[Dense(10, Activation.Softmax)]\npublic sealed partial class Digits;\n";

    private const string Letters =
        "[Input(32, 32, 1)]\n[Conv2D(16, 5)]\n[Dense(26, Activation.Softmax)]\npublic sealed partial class Letters;\n";

    private const string Other = "public static class Program { public static int One() => 1; }";

    /// <summary>Steps below the network.</summary>
    private static readonly string[] LaterSteps = [PipelineSteps.Plan, PipelineSteps.Source];

    [Fact]
    public void An_edit_elsewhere_leaves_everything_cached()
    {
        GeneratorRunResult run = RunTwice([Digits, Other], fileEdited: 1, Other.Replace("=> 1", "=> 2", StringComparison.Ordinal));

        Assert.Equal([IncrementalStepRunReason.Unchanged], ReasonsOf(run, PipelineSteps.Declaration).Select(CachedAsUnchanged));
        AssertCachedFrom(run, PipelineSteps.Network);
    }

    [Fact]
    public void A_comment_above_the_class_moves_the_declaration_and_nothing_after_it()
    {
        GeneratorRunResult run = RunTwice([Digits, Other], fileEdited: 0, "// A new comment.\n" + Digits);

        Assert.Equal([IncrementalStepRunReason.Modified], ReasonsOf(run, PipelineSteps.Declaration));
        Assert.Equal([IncrementalStepRunReason.Unchanged], ReasonsOf(run, PipelineSteps.Network).Select(CachedAsUnchanged));
        AssertCachedFrom(run, PipelineSteps.Plan);
    }

    [Fact]
    public void A_changed_layer_goes_all_the_way_down()
    {
        GeneratorRunResult run = RunTwice([Digits, Other], fileEdited: 0, Digits.Replace("Conv2D(8, 3)", "Conv2D(16, 3)", StringComparison.Ordinal));

        Assert.Equal([IncrementalStepRunReason.Modified], ReasonsOf(run, PipelineSteps.Declaration));
        Assert.Equal([IncrementalStepRunReason.Modified], ReasonsOf(run, PipelineSteps.Network));
        foreach (string step in LaterSteps)
        {
            Assert.Equal([IncrementalStepRunReason.Modified], ReasonsOf(run, step));
        }
    }

    [Fact]
    public void A_changed_layer_of_one_model_leaves_the_other_cached()
    {
        GeneratorRunResult run = RunTwice([Digits, Letters], fileEdited: 0, Digits.Replace("MaxPool(2)", "AveragePool(2)", StringComparison.Ordinal));

        string[] steps = [PipelineSteps.Network, .. LaterSteps];
        Assert.All(steps, step => Assert.Equal(
            [IncrementalStepRunReason.Modified, IncrementalStepRunReason.Unchanged],
            ReasonsOf(run, step).Select(CachedAsUnchanged)));
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], ReasonsOf(run, PipelineSteps.Source));
    }

    [Fact]
    public void A_model_of_another_file_comes_and_leaves_the_first_cached()
    {
        GeneratorRunResult run = RunTwice([Digits, Other], fileEdited: 1, Letters);

        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.New], ReasonsOf(run, PipelineSteps.Plan));
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.New], ReasonsOf(run, PipelineSteps.Source));
    }

    [Fact]
    public void A_warning_that_comes_and_goes_is_not_seen_by_the_network()
    {
        string warned = Digits.Replace("[MaxPool(2)]", "[MaxPool(2, Stride = 2, StrideHeight = 2, StrideWidth = 2)]", StringComparison.Ordinal);
        GeneratorRunResult run = RunTwice([Digits, Other], fileEdited: 0, warned);

        Assert.Equal([IncrementalStepRunReason.Modified], ReasonsOf(run, PipelineSteps.Declaration));
        Assert.Equal([IncrementalStepRunReason.Unchanged], ReasonsOf(run, PipelineSteps.Network).Select(CachedAsUnchanged));
        AssertCachedFrom(run, PipelineSteps.Plan);
    }

    [Fact]
    public void Records_of_the_pipeline_hold_no_symbols_and_no_syntax()
    {
        GeneratorRunResult run = RunTwice([Digits, Other], fileEdited: 1, Other);
        string[] names = [PipelineSteps.Declaration, PipelineSteps.Network, .. LaterSteps];
        foreach (string name in names)
        {
            foreach (object value in run.TrackedSteps[name].SelectMany(step => step.Outputs).Select(output => output.Value))
            {
                ObjectGraph.AssertPlainData(value);
            }
        }
    }

    private static GeneratorRunResult RunTwice(string[] sources, int fileEdited, string text)
    {
        CSharpCompilation first = RoslynHost.Compile(sources);
        GeneratorDriver driver = RoslynHost.CreateDriver().RunGenerators(first, TestContext.Current.CancellationToken);
        string[] edited = [.. sources];
        edited[fileEdited] = text;
        SyntaxTree before = first.SyntaxTrees[fileEdited];
        CSharpCompilation second = first.ReplaceSyntaxTree(before, RoslynHost.Compile(edited).SyntaxTrees[fileEdited]);
        GeneratorRunResult run = Assert.Single(driver.RunGenerators(second, TestContext.Current.CancellationToken).GetRunResult().Results);
        Assert.Null(run.Exception);
        return run;
    }

    private static IEnumerable<IncrementalStepRunReason> ReasonsOf(GeneratorRunResult run, string step) =>
        run.TrackedSteps[step].SelectMany(tracked => tracked.Outputs).Select(output => output.Reason);

    private static void AssertCachedFrom(GeneratorRunResult run, string first)
    {
        string[] steps = [PipelineSteps.Network, .. LaterSteps];
        foreach (string step in steps.SkipWhile(step => step != first))
        {
            Assert.All(ReasonsOf(run, step), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        }
    }

    /// <summary>Cached (not run) and Unchanged (run, with the result it had) are the same to whatever comes after.</summary>
    private static IncrementalStepRunReason CachedAsUnchanged(IncrementalStepRunReason reason) =>
        reason == IncrementalStepRunReason.Cached ? IncrementalStepRunReason.Unchanged : reason;
}
