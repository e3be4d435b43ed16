using CnnGen;

namespace Examples;

/// <summary>Tells ten subjects apart better than <see cref="SmallPictures"/>: wider convolutions with batch normalisation, and one average for each filter instead of dense layers. A batch normalisation makes the bias before it superfluous.</summary>
[Input(32, 32, 3)]
[Conv2D(64, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm(Momentum = 0.95)] [Activation(Activation.ReLU)]
[Conv2D(64, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm(Momentum = 0.95)] [Activation(Activation.ReLU)] [MaxPool(2)]
[Conv2D(128, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm(Momentum = 0.95)] [Activation(Activation.ReLU)]
[Conv2D(128, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm(Momentum = 0.95)] [Activation(Activation.ReLU)] [MaxPool(2)]
[Conv2D(256, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm(Momentum = 0.95)] [Activation(Activation.ReLU)]
[Conv2D(256, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm(Momentum = 0.95)] [Activation(Activation.ReLU)] [MaxPool(2)]
[Conv2D(512, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm(Momentum = 0.95)] [Activation(Activation.ReLU)]
[GlobalAveragePool] [Dropout(0.4)]
[Dense]
[Labels<Subject>]
public sealed partial class BestSmallPictures;
