using CnnGen.Generator.Analysis;
using CnnGen.Generator.Model;
using CnnGen.Generator.Tests.Infrastructure;
using Xunit;

namespace CnnGen.Generator.Tests.Analysis;

/// <summary>Parameters, multiply-adds and receptive fields against figures worked out by hand.</summary>
public class CostTests
{
    /// <summary>The network of the dogs-and-cats tutorial.</summary>
    private const string DogsVsCats = """
        [Input(150, 150, 3)]
        [Conv2D(32, 3, Padding.Same)] [MaxPool(2)]
        [Conv2D(64, 3, Padding.Same)] [MaxPool(2)]
        [Conv2D(128, 3, Padding.Same)] [MaxPool(2)]
        [Conv2D(128, 3, Padding.Same)] [MaxPool(2)]
        [Flatten] [Dropout(0.5)] [Dense(512)] [Dense(256)] [Dense(1, Activation.Sigmoid)] [Labels<Animal>]
        """;

    [Fact]
    public void The_tutorials_network_costs_what_it_should()
    {
        Network network = RoslynHost.NetworkOf(DogsVsCats);

        // 3·3·3·32+32, 3·3·32·64+64, 3·3·64·128+128, 3·3·128·128+128, 9·9·128·512+512, 512·256+256, 256+1
        Assert.Equal(
            [896, 18_496, 73_856, 147_584, 5_308_928, 131_328, 257],
            network.Layers.Select(LayerCost.Parameters).Where(count => count > 0));
        Assert.Equal(5_681_345, LayerCost.Parameters(network));
        Assert.Equal(5_681_345, LayerCost.TrainableParameters(network));

        // Pixels of the output × weights.
        Assert.Equal(
            [150L * 150 * 864, 75L * 75 * 18_432, 37L * 37 * 73_728, 18L * 18 * 147_456, 5_308_416, 131_072, 256],
            network.Layers.Select(LayerCost.MultiplyAdds).Where(count => count > 0));
    }

    [Fact]
    public void Groups_divide_the_work_and_batch_normalisation_counts_its_running_averages()
    {
        Network network = RoslynHost.NetworkOf(
            "[Input(6, 6, 8)] [Conv2D(16, 3, Activation.None, Groups = 4, UseBias = false)] [BatchNorm] [Activation(Activation.ReLU)] [Dense(2, Activation.Softmax, UseBias = false)]");
        Assert.Equal([288, 64, 0, 0, 512], network.Layers.Select(LayerCost.Parameters));
        Assert.Equal([288, 32, 0, 0, 512], network.Layers.Select(LayerCost.TrainableParameters));
        Assert.Equal([4 * 4 * 288, 256, 0, 0, 512], network.Layers.Select(LayerCost.MultiplyAdds));
    }

    [Theory]
    [InlineData("Rescale(2)", 0, 60)]
    [InlineData("MeanNormalize(Per.Channel)", 4, 60)] // means, and whether they are fitted
    [InlineData("MeanNormalize(Per.Pixel)", 61, 60)]
    [InlineData("Standardize(Per.Channel)", 7, 60)]
    [InlineData("Standardize(Per.Pixel)", 121, 60)]
    [InlineData("PcaWhiten(Over.Channels)", 13, 180)]
    [InlineData("ZcaWhiten(Over.Values)", 3661, 3600)]
    public void Preprocessing_counts_its_figures_and_is_not_trained(string attribute, long parameters, long multiplyAdds)
    {
        Layer layer = RoslynHost.NetworkOf($"[Input(5, 4, 3)] [{attribute}] [Dense(1, Activation.None)]").Layers[0];
        Assert.Equal((parameters, 0, multiplyAdds), (LayerCost.Parameters(layer), LayerCost.TrainableParameters(layer), LayerCost.MultiplyAdds(layer)));
    }

    [Fact]
    public void Receptive_fields_grow_with_windows_strides_and_dilation()
    {
        Network network = RoslynHost.NetworkOf(
            "[Input(64, 48, 1)] [Conv2D(4, 3)] [MaxPool(2)] [Conv2D(4, 3, 1)] [Conv2D(4, 3, Stride = 2, Dilation = 2)] [Dropout(0.1)] [MaxPool(2)] [Dense(1, Activation.None)]");
        Assert.Equal(
            [
                new ReceptiveField(3, 3, 1, 1),
                new ReceptiveField(4, 4, 2, 2),
                new ReceptiveField(8, 4, 2, 2),
                new ReceptiveField(16, 12, 4, 4),
                new ReceptiveField(16, 12, 4, 4),
                new ReceptiveField(20, 16, 8, 8),
                new ReceptiveField(20, 16, 8, 8),
                new ReceptiveField(64, 48, 64, 48),
            ],
            ReceptiveField.Of(network));
    }

    [Theory]
    [InlineData("Values", 5, 4)]
    [InlineData("Channels", 1, 1)]
    public void Whitening_over_values_sees_the_whole_picture(string over, int height, int width) => Assert.Equal(
        new ReceptiveField(height, width, height, width), ReceptiveField.Of(RoslynHost.NetworkOf($"[Input(5, 4, 3)] [ZcaWhiten(Over.{over})] [Conv2D(1, 1, Activation.None)]"))[0]);
}
