using CnnGen.Generator.Analysis;
using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;
using CnnGen.Generator.Tests.Infrastructure;
using Xunit;

namespace CnnGen.Generator.Tests.Planning;

/// <summary>Which algorithm a convolution gets: a table from shapes to plans.</summary>
public class ConvolutionChoiceTests
{
    [Theory]
    [InlineData("Input(150, 150, 3)", "Conv2D(32, 3, Padding.Same)", "direct")] // 3 channels: products are too few for their transforms.
    [InlineData("Input(75, 75, 32)", "Conv2D(64, 3, Padding.Same)", "F(5×5, 3×3)")] // 15 · 15 tiles of 5 have 11,025 products, in rows that fill registers; 13 · 13 of 6 10,816, in rows that do not.
    [InlineData("Input(75, 75, 32)", "Conv2D(64, 3, Padding.Same)] [MaxPool(2)", "F(6×6, 3×3)")]
    [InlineData("Input(37, 37, 64)", "Conv2D(128, 3, Padding.Same)", "F(5×5, 3×3)")] // 8 · 8 tiles of 5 have as many products as 7 · 7 of 6.
    [InlineData("Input(14, 14, 32)", "Conv2D(64, 3, Padding.Same)", "F(5×5, 3×3)")] // 3 · 3 tiles of 5 have 441 products, 4 · 4 of 4 576, as many as 3 · 3 of 6.
    [InlineData("Input(32, 32, 32)", "Conv2D(32, 3, Padding.Same)", "F(4×4, 3×3)")]
    [InlineData("Input(56, 56, 256)", "Conv2D(256, 3, Padding.Same)", "F(4×4, 3×3)")]
    [InlineData("Input(14, 14, 512)", "Conv2D(512, 3, Padding.Same)", "F(5×5, 3×3)")]
    [InlineData("Input(14, 14, 32)", "Conv2D(64, 3, Padding.Same)] [MaxPool(2)", "F(4×4, 3×3)")] // A pool of 2×2 does not fall together with tiles of 5.
    [InlineData("Input(56, 56, 64)", "Conv2D(64, 3)", "F(4×4, 3×3)")]
    [InlineData("Input(56, 56, 64)", "Conv2D(64, 3, Padding.SameEdge)", "F(4×4, 3×3)")]
    [InlineData("Input(18, 18, 128)", "Conv2D(128, 3, Padding.Same)", "F(6×6, 3×3)")] // Nine tiles of 6 instead of 25 of 4.
    [InlineData("Input(6, 6, 512)", "Conv2D(512, 3, Padding.Same)", "F(6×6, 3×3)")]
    [InlineData("Input(3, 3, 64)", "Conv2D(64, 3)", "direct")] // One output.
    [InlineData("Input(56, 56, 64)", "Conv2D(64, 3, Padding.Same, Stride = 2)", "F(2×2, 2×2) by phases")] // 1.3 MB of larger tiles' filters would not stay in the cache.
    [InlineData("Input(56, 56, 64)", "Conv2D(64, 5, Padding.Same, Stride = 2)", "F(4×4, 3×3) by phases")]
    [InlineData("Input(56, 56, 64)", "Conv2D(64, 4, Padding.Same, Stride = 2)", "F(4×4, 2×2) by phases")]
    [InlineData("Input(32, 32, 32)", "Conv2D(64, 3, Padding.Same, Stride = 2)", "F(4×4, 2×2) by phases")]
    [InlineData("Input(64, 64, 3)", "Conv2D(32, 5, Padding.Same, Stride = 2)", "F(4×4, 3×3) by phases")]
    [InlineData("Input(96, 96, 3)", "Conv2D(32, 3, Padding.Same, Stride = 2)", "direct")]
    [InlineData("Input(7, 7, 64)", "Conv2D(64, 3, Padding.Same, Stride = 2)", "F(2×2, 2×2) by phases")]
    [InlineData("Input(224, 224, 3)", "Conv2D(64, 7, Padding.Same, Stride = 2)", "direct")]
    [InlineData("Input(56, 56, 64)", "Conv2D(64, 2, Stride = 2)", "direct")]
    [InlineData("Input(56, 56, 64)", "Conv2D(64, 3, Padding.Same, Dilation = 2)", "direct")]
    [InlineData("Input(56, 56, 64)", "Conv2D(64, 3, Padding.Same, Groups = 2)", "direct")]
    [InlineData("Input(56, 56, 64)", "Conv2D(64, 5, Padding.Same)", "direct")]
    [InlineData("Input(56, 56, 64)", "Conv2D(64, 1)", "direct")]
    public void A_convolution_gets_the_algorithm_that_costs_least(string input, string layer, string expected) => Assert.Equal(expected, Choose(input, layer, string.Empty));

    [Theory]
    [InlineData(1e-3, "F(5×5, 3×3)")]
    [InlineData(1e-4, "F(5×5, 3×3)")]
    [InlineData(9e-5, "F(2×2, 3×3)")]
    [InlineData(1e-5, "F(2×2, 3×3)")]
    [InlineData(9e-6, "direct")]
    public void A_bound_on_errors_rules_algorithms_out(double bound, string expected) =>
        Assert.Equal(expected, Choose("Input(37, 37, 64)", "Conv2D(128, 3, Padding.Same)", FormattableString.Invariant($"[Precision({bound})]")));

    [Fact]
    public void The_choice_says_what_was_rejected_and_why()
    {
        string reason = PredictingSteps(Planner.Plan(Analyze("Input(37, 37, 64)", "Conv2D(128, 3, Padding.Same)", "[Precision(1e-5)]"))).Select(step => step.Note).OfType<string>().Single();
        Assert.Matches(@"^Chosen: F\(2×2, 3×3\), some [\d,]+ thousand cycles a sample on AVX-512; direct sums [\d,]+ thousand cycles; F\(4×4, 3×3\), F\(5×5, 3×3\), F\(6×6, 3×3\) not within \[Precision\]\.$", reason);
    }

    [Theory]
    [InlineData("Input(6, 6, 512)", "Conv2D(512, 1)", 8)] // 1 MB of weights: eight slabs of 64 filters, each over all rows.
    [InlineData("Input(6, 6, 256)", "Conv2D(512, 1)", 8)]
    [InlineData("Input(12, 12, 128)", "Conv2D(160, 3, Padding.Same, Stride = 2)", 5)] // 160 is no multiple of 64: slabs of 32.
    [InlineData("Input(12, 12, 256)", "Conv2D(256, 1)", 12)] // 256 KB stay in the cache: a row is an item.
    [InlineData("Input(1, 6, 512)", "Conv2D(512, 1)", 1)] // One row reads each weight once anyway.
    [InlineData("Input(6, 6, 512)", "Conv2D(530, 1)", 6)] // No slab divides 530 filters.
    public void Many_weights_are_read_once_a_sample(string input, string layer, int items)
    {
        Step step = PredictingSteps(Planner.Plan(Analyze(input, layer, "[Precision(1e-6)]"))).Single(step => step.Name == "PredictConv1");
        Assert.Equal(items, step.ItemsPerSample);
    }

    [Theory]
    [InlineData("Input(12, 12, 64)", "Conv2D(128, 1)", 64)] // 32 KB: slabs of 64 within each row.
    [InlineData("Input(6, 6, 512)", "Conv2D(512, 1)", 64)]
    [InlineData("Input(12, 12, 32)", "Conv2D(128, 1)", 128)] // 16 KB stay in the first-level cache however they lie.
    [InlineData("Input(12, 12, 512)", "Conv2D(32, 1)", 32)] // One slab is what was learned.
    [InlineData("Input(12, 12, 64)", "Conv2D(130, 1)", 130)] // 130 is no multiple of 32.
    [InlineData("Input(12, 12, 64)", "Conv2D(128, 3, Padding.Same, Groups = 2)", 64)]
    public void Filters_that_meet_lie_together(string input, string layer, int filters)
    {
        NetworkPlan plan = Planner.Plan(Analyze(input, layer, "[Precision(1e-6)]"));
        string kernel = PredictingSteps(plan).Single(step => step.Name == "PredictConv1").Kernel;
        Assert.Equal(filters, ((ContractionKernel)plan.Kernels.Single(named => named.Name == kernel).Kernel).N.Count.Value);
    }

    [Theory]
    [InlineData("Input(14, 14, 32)", 6)] // Of 3 · 3 tiles of 5 the last row and column overhang by one.
    [InlineData("Input(15, 15, 32)", 0)] // None does.
    [InlineData("Input(14, 15, 32)", 0)] // The rows do, the columns do not.
    [InlineData("Input(14, 14, 24)", 0)] // Vectors that are not full would spoil tiles that are there already.
    public void Tiles_that_overhang_have_no_products_at_infinity(string input, int tiles)
    {
        WinogradKernel kernel = Planner.Plan(Analyze(input, "Conv2D(64, 3, Padding.Same)", string.Empty)).Kernels.Select(named => named.Kernel).OfType<WinogradKernel>().First();
        Assert.Equal(9, kernel.Multiply.M.Count.Value);
        Assert.Equal(tiles, kernel.AtInfinity?.M.Count.Value ?? 0);
    }

    [Fact]
    public void Filters_too_many_to_be_transformed_are_not()
    {
        string layers = string.Join("] [", Enumerable.Repeat("Conv2D(2048, 3, Padding.Same)", 12));
        NetworkPlan plan = Planner.Plan(Analyze("Input(16, 16, 2048)", layers, string.Empty));
        Assert.DoesNotContain(plan.Kernels, named => named.Kernel is WinogradKernel);
        Assert.InRange(plan.DerivedFloats, 0, int.MaxValue);
    }

    [Theory]
    [InlineData("Conv2D(64, 1)", 8)] // Sums in registers: the mean of each row is all that is stored.
    [InlineData("Conv2D(64, 3, Padding.Same)", 0)] // Winograd's tiles span rows: the map is stored.
    public void A_mean_over_the_picture_is_taken_of_sums_in_registers(string layer, int meanOf)
    {
        NetworkPlan plan = Planner.Plan(Analyze("Input(8, 8, 64)", layer + "] [AveragePool(8)", string.Empty));
        string kernel = PredictingSteps(plan).Single(step => step.Name == "PredictConv1").Kernel;
        Assert.Equal(meanOf, (plan.Kernels.Single(named => named.Name == kernel).Kernel as ContractionKernel)?.MeanOf ?? 0);
    }

    private static string Choose(string input, string layer, string more)
    {
        NetworkPlan plan = Planner.Plan(Analyze(input, layer, more));
        HashSet<string> used = [.. PredictingSteps(plan).Select(step => step.Kernel)];
        return plan.Kernels.Where(named => used.Contains(named.Name)).Select(named => named.Kernel).OfType<WinogradKernel>().SingleOrDefault()?.Form.ToString() ?? "direct";
    }

    private static IEnumerable<Step> PredictingSteps(NetworkPlan plan) => plan[PassKind.Slice].Steps.Concat(plan[PassKind.Forward].Steps);

    private static Network Analyze(string input, string layer, string more) =>
        ModelAnalysis.Analyze(RoslynHost.Declare($"[{input}] [{layer}] [Flatten] [Dense(2, Activation.Softmax)] {more} public partial class Model;")).Network
        ?? throw new InvalidOperationException($"{layer} after {input} is no network.");
}
