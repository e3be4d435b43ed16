namespace CnnGen.Benchmarks;

/// <summary>The first convolution of a photograph: few channels, many pixels; 19 million multiply-adds.</summary>
[Input(150, 150, 3)]
[Conv2D(32, 3, Padding.Same, Activation.ReLU)]
[Loss(LossFunction.MeanSquaredError)]
internal sealed partial class Conv150x3To32;

/// <summary>A convolution of large pictures; 104 million multiply-adds.</summary>
[Input(75, 75, 32)]
[Conv2D(64, 3, Padding.Same, Activation.ReLU)]
[Loss(LossFunction.MeanSquaredError)]
internal sealed partial class Conv75x32To64;

/// <summary>A convolution in the middle of a network; 101 million multiply-adds.</summary>
[Input(37, 37, 64)]
[Conv2D(128, 3, Padding.Same, Activation.ReLU)]
[Loss(LossFunction.MeanSquaredError)]
internal sealed partial class Conv37x64To128;

/// <summary>The same by direct sums, for the share of the peak that they reach.</summary>
[Input(37, 37, 64)]
[Conv2D(128, 3, Padding.Same, Activation.ReLU)]
[Loss(LossFunction.MeanSquaredError)]
[Precision(1e-6)]
internal sealed partial class Conv37x64To128Direct;

/// <summary>A late convolution: many channels, few pixels; 48 million multiply-adds.</summary>
[Input(18, 18, 128)]
[Conv2D(128, 3, Padding.Same, Activation.ReLU)]
[Loss(LossFunction.MeanSquaredError)]
internal sealed partial class Conv18x128To128;

/// <summary>Every second row and column; 25 million multiply-adds.</summary>
[Input(37, 37, 64)]
[Conv2D(128, 3, Padding.Same, Activation.ReLU, Stride = 2)]
[Loss(LossFunction.MeanSquaredError)]
internal sealed partial class Conv37x64To128Stride2;

/// <summary>A convolution of single pixels; 11 million multiply-adds.</summary>
[Input(37, 37, 64)]
[Conv2D(128, 1, Activation.ReLU)]
[Loss(LossFunction.MeanSquaredError)]
internal sealed partial class Conv37x64To128Of1x1;

/// <summary>A filter a channel; 0.8 million multiply-adds.</summary>
[Input(37, 37, 64)]
[Conv2D(64, 3, Padding.Same, Activation.ReLU, Groups = 64)]
[Loss(LossFunction.MeanSquaredError)]
internal sealed partial class Depthwise37x64;

/// <summary>A dense layer over a flattened picture, 21 MB of weights; 5.3 million multiply-adds.</summary>
[Input(9, 9, 128)]
[Dense(512, Activation.ReLU)]
[Loss(LossFunction.MeanSquaredError)]
internal sealed partial class Dense10368To512;

/// <summary>The same with weights of 16 bits.</summary>
[Input(9, 9, 128)]
[Dense(512, Activation.ReLU)]
[Loss(LossFunction.MeanSquaredError)]
[Weights(Storage.BFloat16)]
internal sealed partial class Dense10368To512Half;

#pragma warning disable CNN0405 // A pool alone is what is to be measured.

/// <summary>A max pool of large pictures.</summary>
[Input(150, 150, 32)]
[MaxPool(2)]
[Activation(Activation.None)]
internal sealed partial class MaxPool150x32;

/// <summary>A max pool whose windows overlap.</summary>
[Input(75, 75, 64)]
[MaxPool(3, Padding.Same, Stride = 2)]
[Activation(Activation.None)]
internal sealed partial class MaxPool75x64Overlapping;

/// <summary>An average pool of large pictures.</summary>
[Input(150, 150, 32)]
[AveragePool(2)]
[Activation(Activation.None)]
internal sealed partial class AveragePool150x32;

/// <summary>The mean of each channel.</summary>
[Input(37, 37, 128)]
[GlobalAveragePool]
[Activation(Activation.None)]
internal sealed partial class GlobalAveragePool37x128;

#pragma warning restore CNN0405

/// <summary>Models of one layer, by the names of their classes.</summary>
internal static class Layers
{
    private static readonly Dictionary<string, Func<CompiledModel>> Makers = new()
    {
        [nameof(Conv150x3To32)] = () => new Conv150x3To32(),
        [nameof(Conv75x32To64)] = () => new Conv75x32To64(),
        [nameof(Conv37x64To128)] = () => new Conv37x64To128(),
        [nameof(Conv37x64To128Direct)] = () => new Conv37x64To128Direct(),
        [nameof(Conv18x128To128)] = () => new Conv18x128To128(),
        [nameof(Conv37x64To128Stride2)] = () => new Conv37x64To128Stride2(),
        [nameof(Conv37x64To128Of1x1)] = () => new Conv37x64To128Of1x1(),
        [nameof(Depthwise37x64)] = () => new Depthwise37x64(),
        [nameof(Dense10368To512)] = () => new Dense10368To512(),
        [nameof(Dense10368To512Half)] = () => new Dense10368To512Half(),
        [nameof(MaxPool150x32)] = () => new MaxPool150x32(),
        [nameof(MaxPool75x64Overlapping)] = () => new MaxPool75x64Overlapping(),
        [nameof(AveragePool150x32)] = () => new AveragePool150x32(),
        [nameof(GlobalAveragePool37x128)] = () => new GlobalAveragePool37x128(),
    };

    /// <summary>All of them.</summary>
    public static IEnumerable<string> Names => Makers.Keys;

    /// <summary>A new model.</summary>
    public static CompiledModel Create(string name) => Makers[name]();
}
