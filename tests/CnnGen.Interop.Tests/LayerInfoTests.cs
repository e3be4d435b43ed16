using Xunit;

namespace CnnGen.Interop.Tests;

/// <summary>What a compiled model tells of its layers.</summary>
public class LayerInfoTests
{
    [Fact]
    public void Layers_are_told_with_every_argument()
    {
        IReadOnlyList<LayerInfo> layers = Networks.Create("Mixed").Info.Layers;
        Assert.Equal(["Conv1", "BatchNorm1", "MaxPool1", "Conv2", "AveragePool1", "Flatten1", "Dense1", "Dropout1", "Dense2"], layers.Select(layer => layer.Name));
        Assert.Equal(
            new ConvolutionInfo(
                "Conv2", new ImageShape(6, 5, 8), new ImageShape(6, 5, 8), new WindowInfo(3, 3, 1, 1, 1, 1, 1, 1), DilationHeight: 1, DilationWidth: 1, Groups: 8, PadsWithEdge: true,
                Activation.SiLU, ActivationParameter: 0, Weights: 4, Bias: 5),
            layers[3]);
        Assert.Equal(new PoolInfo("AveragePool1", new ImageShape(6, 5, 8), new ImageShape(3, 3, 8), PoolKind.Average, new WindowInfo(3, 3, 2, 2, 0, 1, 1, 1), IsGlobal: false), layers[4]);
        Assert.Equal(new DropoutInfo("Dropout1", new ImageShape(1, 1, 16), new ImageShape(1, 1, 16), Rate: 0.5f), layers[7]);
        Assert.Equal(new DenseInfo("Dense1", new ImageShape(1, 1, 72), new ImageShape(1, 1, 16), Activation.ELU, ActivationParameter: 1, Weights: 6, Bias: 7), layers[6]);
    }

    [Fact]
    public void Preprocessing_is_told_with_its_figures()
    {
        var picture = new ImageShape(9, 7, 6);
        Assert.Equal(new RescaleInfo("Rescale1", picture, picture, Scale: 2, Offset: -1), Networks.Create("Rescaled").Info.Layers[0]);
        Assert.Equal(new StandardizeInfo("MeanNormalize1", picture, picture, Per.Pixel, Epsilon: 0, Mean: 0, Scale: null, Fitted: 1), Networks.Create("Mean_per_Pixel").Info.Layers[0]);
        Assert.Equal(new StandardizeInfo("Standardize1", picture, picture, Per.Channel, Epsilon: 1e-5, Mean: 2, Scale: 3, Fitted: 4), Networks.Create("Standardized_per_Channel_for_dense").Info.Layers[0]);
        Assert.Equal(
            new WhiteningInfo("PcaWhiten1", picture, new ImageShape(1, 1, 378), Whitening.Pca, Over.Values, Epsilon: 1e-5, Mean: 0, Matrix: 1, Fitted: 2),
            Networks.Create("Pca_over_values").Info.Layers[0]);
    }

    [Fact]
    public void Tensors_are_told_by_their_place()
    {
        ModelInfo info = Networks.Create("Mixed").Info;
        var norm = Assert.IsType<BatchNormInfo>(info.Layers[1]);
        Assert.Equal(
            ["batchnorm1.gamma", "batchnorm1.beta", "batchnorm1.running_mean", "batchnorm1.running_variance"],
            ((int[])[norm.Gamma, norm.Beta, norm.RunningMean, norm.RunningVariance]).Select(index => info.Parameters[index].Name));
        Assert.Null(Assert.IsType<DenseInfo>(Networks.Create("Dense_without_bias").Info.Layers[1]).Bias);
    }

    [Fact]
    public void Each_layer_reads_what_the_one_before_gives() =>
        Assert.All(Networks.Names.Select(Networks.Create), model =>
        {
            for (int i = 1; i < model.Info.Layers.Count; i++) Assert.Equal(model.Info.Layers[i - 1].Output, model.Info.Layers[i].Input);
            Assert.Equal(model.Info.Output, model.Info.Layers[^1].Output);
        });
}
