using System.Globalization;
using CnnGen.Generator.Analysis;
using CnnGen.Generator.Model;
using CnnGen.Generator.Tests.Infrastructure;
using Xunit;

namespace CnnGen.Generator.Tests.Analysis;

/// <summary>Names, shapes and windows that layers come to.</summary>
public class ShapeTests
{
    [Theory]
    [InlineData("[Input(28, 28, 1)] [Conv2D(8, 3)] [Dense(2, Activation.Softmax)]", "Conv1 26×26×8, Flatten1 5408, Dense1 2")]
    [InlineData("[Input(28, 28, 1)] [Conv2D(8, 3, Padding.Same)] [MaxPool(2)] [Conv2D(16, 5)] [Dense(2, Activation.Softmax)]", "Conv1 28×28×8, MaxPool1 14×14×8, Conv2 10×10×16, Flatten1 1600, Dense1 2")]
    [InlineData("[Input(9, 7, 3)] [MaxPool(3, 2)] [AveragePool(2, Padding.Same)] [MaxPool(1)] [Conv2D(2, 1, Activation.None)]", "MaxPool1 3×3×3, AveragePool1 2×2×3, MaxPool2 2×2×3, Conv1 2×2×2")]
    [InlineData("[Input(9, 7, 3)] [Dropout(0.2)] [Flatten] [Dropout(0.5)] [Dense(4)] [Dense(1, Activation.Sigmoid)]", "Dropout1 9×7×3, Flatten1 189, Dropout2 189, Dense1 4, Dense2 1")]
    [InlineData("[Input(9, 7, 3)] [Conv2D(6, 3, 2, Activation.None, Groups = 3)] [BatchNorm] [Activation(Activation.ReLU)] [GlobalAveragePool] [Dense] [Labels<Animal>]", "Conv1 7×6×6, BatchNorm1 7×6×6, Activation1 7×6×6, GlobalAveragePool1 6, Dense1 2")]
    [InlineData("[Input(9, 7, 3)] [Conv2D(5, 3, Stride = 2, Dilation = 3)] [Conv2D(2, 1, Activation.Sigmoid)] [Flatten]", "Conv1 2×1×5, Conv2 2×1×2, Flatten1 4")]
    [InlineData("[Input(9, 7, 3)] [Conv2D(5, 3, Padding.SameEdge, StrideHeight = 2)] [Dense(1, Activation.None)] [Dropout(0.5)]", "Conv1 5×7×5, Flatten1 175, Dense1 1")]
    [InlineData("[Input(9, 7, 3)] [Rescale(2, -1)] [Dense(1, Activation.None)]", "Rescale1 9×7×3, Flatten1 189, Dense1 1")]
    [InlineData("[Input(9, 7, 3)] [MeanNormalize(Per.Pixel)] [Conv2D(2, 1, Activation.None)]", "MeanNormalize1 9×7×3, Conv1 9×7×2")]
    [InlineData("[Input(9, 7, 3)] [PcaWhiten(Over.Channels)] [Conv2D(2, 1, Activation.None)]", "PcaWhiten1 9×7×3, Conv1 9×7×2")]
    [InlineData("[Input(9, 7, 3)] [PcaWhiten(Over.Values)] [Dense(1, Activation.None)]", "PcaWhiten1 189, Dense1 1")]
    [InlineData("[Input(9, 7, 3)] [ZcaWhiten(Over.Values, 0.1)] [Conv2D(2, 1, Activation.None)]", "ZcaWhiten1 9×7×3, Conv1 9×7×2")]
    public void Layers_are_numbered_within_their_kind_and_shapes_follow_from_the_input(string attributes, string layers) =>
        Assert.Equal(layers, Describe(RoslynHost.NetworkOf(attributes)));

    [Theory]
    [InlineData(7, 3, 1, 1, 7, 1, 1)]
    [InlineData(7, 2, 1, 1, 7, 0, 1)] // an even window: the odd one at the bottom right
    [InlineData(7, 4, 1, 1, 7, 1, 2)]
    [InlineData(8, 3, 2, 1, 4, 0, 1)]
    [InlineData(7, 3, 2, 1, 4, 1, 1)]
    [InlineData(7, 5, 3, 1, 3, 2, 2)]
    [InlineData(8, 5, 3, 1, 3, 1, 2)]
    [InlineData(10, 2, 3, 1, 4, 0, 1)]
    [InlineData(9, 2, 3, 1, 3, 0, 0)] // the stride leaves gaps that need no padding
    [InlineData(7, 3, 1, 2, 7, 2, 2)]
    [InlineData(8, 3, 2, 3, 4, 2, 3)]
    [InlineData(1, 3, 1, 1, 1, 1, 1)]
    [InlineData(1, 7, 2, 2, 1, 6, 6)]
    [InlineData(5, 1, 2, 1, 3, 0, 0)]
    public void Same_padding_is_that_of_Keras(int size, int window, int stride, int dilation, int output, int before, int after) =>
        Assert.Equal(new WindowExtent(output, before, after), WindowExtent.Of(size, window, stride, dilation, PaddingKind.Same));

    [Theory]
    [InlineData(7, 3, 1, 1, 5)]
    [InlineData(7, 3, 2, 1, 3)]
    [InlineData(8, 3, 2, 1, 3)]
    [InlineData(7, 3, 1, 3, 1)]
    [InlineData(7, 3, 1, 4, 0)]
    [InlineData(7, 7, 9, 1, 1)]
    [InlineData(7, 8, 1, 1, 0)]
    [InlineData(2147483647, 2147483647, 2147483647, 2147483647, 0)]
    public void Valid_windows_stay_inside(int size, int window, int stride, int dilation, int output) =>
        Assert.Equal(new WindowExtent(output, 0, 0), WindowExtent.Of(size, window, stride, dilation, PaddingKind.Valid));

    [Fact]
    public void Same_windows_begin_and_end_within_reach_of_a_pixel()
    {
        foreach (int size in Enumerable.Range(1, 12))
        {
            foreach (int window in Enumerable.Range(1, 6))
            {
                foreach (int stride in Enumerable.Range(1, 5))
                {
                    foreach (int dilation in Enumerable.Range(1, 3))
                    {
                        var extent = WindowExtent.Of(size, window, stride, dilation, PaddingKind.Same);
                        long reach = WindowExtent.Reach(window, dilation);
                        string place = string.Create(CultureInfo.InvariantCulture, $"size {size}, window {window}, stride {stride}, dilation {dilation}");
                        Assert.True(extent.Output == (size + stride - 1) / stride, place);
                        Assert.True(extent.After - extent.Before is 0 or 1, place);
                        Assert.True(((size + extent.Before + extent.After - reach) / stride) + 1 == extent.Output, place);
                        Assert.True(((extent.Output - 1) * stride) - extent.Before < size, place);
                    }
                }
            }
        }
    }

    [Fact]
    public void A_pool_strides_by_its_window_unless_told_otherwise()
    {
        Network network = RoslynHost.NetworkOf("[Input(12, 12, 1)] [MaxPool(3, 2)] [MaxPool(3, 2, Stride = 1)] [AveragePool(2, Stride = 1, StrideWidth = 2)] [Dense(1, Activation.None)]");
        Assert.Equal(
            [(3, 2), (1, 1), (1, 2)],
            network.Layers.OfType<PoolingLayer>().Select(pool => (pool.Window.StrideHeight, pool.Window.StrideWidth)));
    }

    [Fact]
    public void A_stride_beyond_the_picture_is_the_smallest_that_leaves_one_place()
    {
        Network network = RoslynHost.NetworkOf("[Input(7, 9, 1)] [Conv2D(2, 3, Stride = 1000000)] [Conv2D(2, 3, Padding.Same, Stride = 50)] [Dense(1, Activation.None)]");
        Assert.Equal(
            [new Window(3, 3, 5, 7, 0, 0, 0, 0), new Window(3, 3, 1, 1, 1, 1, 1, 1)],
            network.Layers.OfType<ConvolutionLayer>().Select(layer => layer.Window));
        Assert.All(network.Layers.OfType<ConvolutionLayer>(), layer => Assert.Equal(new TensorShape(1, 1, 2), layer.Output));
    }

    [Fact]
    public void A_global_pool_is_a_pool_of_the_whole_picture_with_a_flat_output()
    {
        PoolingLayer pool = RoslynHost.NetworkOf("[Input(5, 7, 3)] [GlobalAveragePool] [Dense(1, Activation.None)]").Layers.OfType<PoolingLayer>().Single();
        Assert.True(pool.IsGlobal && pool.Output == TensorShape.Vector(3) && pool.Kind == PoolingKind.Average);
        Assert.Equal(new Window(5, 7, 5, 7, 0, 0, 0, 0), pool.Window);
    }

    [Fact]
    public void Each_layer_reads_the_one_above_and_the_first_the_input()
    {
        Network network = RoslynHost.NetworkOf("[Input(8, 8, 1)] [Conv2D(4, 3)] [Dense(3)] [Dense(2, Activation.Softmax)]");
        Assert.Equal([-1, 0, 1, 2], network.Layers.Select(layer => Assert.Single(layer.Inputs)));
        Assert.Equal(Enumerable.Range(0, 4), network.Layers.Select(layer => layer.Index));
        Assert.Equal(network.Layers.Select(layer => layer.Output).Prepend(network.Input).SkipLast(1), network.Layers.Select(layer => layer.Input));
    }

    private static string Describe(Network network) => string.Join(", ", network.Layers.Select(layer => $"{layer.Name} {layer.Output}"));
}
