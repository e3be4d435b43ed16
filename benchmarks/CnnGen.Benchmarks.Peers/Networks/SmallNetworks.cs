namespace CnnGen.Benchmarks.Peers.Networks;

/// <summary>Handwritten digits; 4.2 million multiply-adds.</summary>
[Input(28, 28, 1)]
[Conv2D(32, 3, Padding.Same)] [MaxPool(2)]
[Conv2D(64, 3, Padding.Same)] [MaxPool(2)]
[Flatten]
[Dense(128)]
[Dense(10, Activation.Softmax)]
internal sealed partial class MnistNetwork;

/// <summary>Cats and dogs; 277 million multiply-adds.</summary>
[Input(150, 150, 3)]
[Conv2D(32, 3, Padding.Same)] [MaxPool(2)]
[Conv2D(64, 3, Padding.Same)] [MaxPool(2)]
[Conv2D(128, 3, Padding.Same)] [MaxPool(2)]
[Conv2D(128, 3, Padding.Same)] [MaxPool(2)]
[Flatten] [Dropout(0.5)]
[Dense(512)] [Dense(256)]
[Dense(1, Activation.Sigmoid)]
internal sealed partial class DogsCatsNetwork;

/// <summary><see cref="DogsCatsNetwork"/> as training is compared: every library draws its dropout for itself.</summary>
[Input(150, 150, 3)]
[Conv2D(32, 3, Padding.Same)] [MaxPool(2)]
[Conv2D(64, 3, Padding.Same)] [MaxPool(2)]
[Conv2D(128, 3, Padding.Same)] [MaxPool(2)]
[Conv2D(128, 3, Padding.Same)] [MaxPool(2)]
[Flatten]
[Dense(512)] [Dense(256)]
[Dense(1, Activation.Sigmoid)]
internal sealed partial class DogsCatsWithoutDropoutNetwork;

/// <summary>Pairs of convolutions on small pictures; 39 million multiply-adds.</summary>
[Input(32, 32, 3)]
[Conv2D(32, 3, Padding.Same)] [Conv2D(32, 3, Padding.Same)] [MaxPool(2)]
[Conv2D(64, 3, Padding.Same)] [Conv2D(64, 3, Padding.Same)] [MaxPool(2)]
[Conv2D(128, 3, Padding.Same)] [Conv2D(128, 3, Padding.Same)] [MaxPool(2)]
[Flatten]
[Dense(128)]
[Dense(10, Activation.Softmax)]
internal sealed partial class CifarNetwork;

/// <summary><see cref="CifarNetwork"/> with a batch normalisation between each convolution and its ReLU.</summary>
[Input(32, 32, 3)]
[Conv2D(32, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm] [Activation(Activation.ReLU)]
[Conv2D(32, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm] [Activation(Activation.ReLU)]
[MaxPool(2)]
[Conv2D(64, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm] [Activation(Activation.ReLU)]
[Conv2D(64, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm] [Activation(Activation.ReLU)]
[MaxPool(2)]
[Conv2D(128, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm] [Activation(Activation.ReLU)]
[Conv2D(128, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm] [Activation(Activation.ReLU)]
[MaxPool(2)]
[Flatten]
[Dense(128)]
[Dense(10, Activation.Softmax)]
internal sealed partial class CifarBatchNormNetwork;

/// <summary>Strides instead of pools, a convolution of single pixels, a global pool; 9.3 million multiply-adds.</summary>
[Input(64, 64, 3)]
[Conv2D(32, 5, Padding.Same, Stride = 2)]
[Conv2D(64, 3, Padding.Same, Stride = 2)]
[Conv2D(128, 1)]
[GlobalAveragePool]
[Dense(10, Activation.Softmax)]
internal sealed partial class StridedNetwork;
