using CnnGen.Generator.Analysis;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;
using CnnGen.Generator.Tests.Infrastructure;
using Xunit;

namespace CnnGen.Generator.Tests.Planning;

/// <summary>Which rows and columns of a convolution's map training leaves out: those that nothing reads.</summary>
public class UnreadEdgesTests
{
    [Theory]
    [InlineData("Input(37, 38, 4)", "Conv2D(8, 3, Padding.Same)] [MaxPool(2)", "36×38×8")]
    [InlineData("Input(37, 38, 4)", "Conv2D(8, 3)] [MaxPool(2)", "34×36×8")]
    [InlineData("Input(37, 38, 4)", "Conv2D(8, 3, Padding.Same)] [AveragePool(5)", "35×35×8")]
    [InlineData("Input(37, 38, 4)", "Conv2D(8, 3, Padding.SameEdge)] [MaxPool(3, Stride = 2)", "37×37×8")] // Windows overlap.
    [InlineData("Input(37, 38, 4)", "Conv2D(8, 3, Padding.Same, Activation.Sigmoid)] [MaxPool(2)", "36×38×8")] // An activation that is an operation of its own.
    [InlineData("Input(37, 38, 4)", "Conv2D(8, 3, Padding.Same)] [Conv2D(8, 2, Stride = 2)", "36×38×8")]
    [InlineData("Input(37, 38, 4)", "Conv2D(8, 3, Padding.Same)] [Conv2D(8, 2, Stride = 4, Dilation = 2)", "35×35×8")]
    [InlineData("Input(37, 38, 4)", "Conv2D(8, 3, Padding.Same)] [Conv2D(8, 3, Padding.Same, Stride = 2)", "37×38×8")] // Padding is read behind the last row.
    [InlineData("Input(37, 38, 4)", "Conv2D(8, 3, Padding.Same)] [GlobalAveragePool", "37×38×8")]
    [InlineData("Input(37, 38, 4)", "Conv2D(8, 3, Padding.Same)] [BatchNorm] [MaxPool(2)", "37×38×8")] // Its mean is over the whole map.
    [InlineData("Input(37, 38, 4)", "Conv2D(8, 3, Padding.Same)] [Dropout(0.5)] [MaxPool(2)", "37×38×8")] // What is drawn depends on the place in the map.
    [InlineData("Input(37, 38, 4)", "Conv2D(8, 3, Padding.Same)", "37×38×8")]
    public void Training_computes_what_is_read(string input, string layers, string expected)
    {
        ConvolutionLayer convolution = TakeOff(input, layers).Select(operation => operation.Layer).OfType<ConvolutionLayer>().First();
        Assert.Equal(expected, convolution.Output.ToString());
    }

    [Fact]
    public void What_is_left_out_of_a_map_is_left_out_of_what_it_reads()
    {
        // The pool reads 34 of 35 rows and columns, the second convolution 36 of 37 for them, the first has that many and computes them all.
        ConvolutionLayer[] convolutions = [.. TakeOff("Input(39, 39, 4)", "Conv2D(8, 3)] [Conv2D(8, 3)] [MaxPool(2)").Select(operation => operation.Layer).OfType<ConvolutionLayer>()];
        Assert.Equal(["36×36×8", "34×34×8"], convolutions.Select(layer => layer.Output.ToString()));
        Assert.Equal(convolutions[0].Output, convolutions[1].Input);
    }

    [Fact]
    public void Padding_that_only_unread_rows_read_goes_with_them()
    {
        ConvolutionLayer convolution = TakeOff("Input(37, 38, 4)", "Conv2D(8, 5, Padding.Same)] [MaxPool(3)").Select(operation => operation.Layer).OfType<ConvolutionLayer>().Single();
        Assert.Equal("36×36×8", convolution.Output.ToString());
        Assert.Equal(new Window(5, 5, 1, 1, PadTop: 2, PadBottom: 1, PadLeft: 2, PadRight: 0), convolution.Window);
    }

    private static EquatableArray<Operation> TakeOff(string input, string layers) => UnreadEdges.TakeOff(Lowering.Lower(
        ModelAnalysis.Analyze(RoslynHost.Declare($"[{input}] [{layers}] [Dense(2, Activation.Softmax)] public partial class Model;")).Network
        ?? throw new InvalidOperationException($"{layers} after {input} is no network.")));
}
