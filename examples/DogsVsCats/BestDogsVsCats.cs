using CnnGen;

namespace Examples;

/// <summary>
/// Tells cats from dogs better than <see cref="DogsVsCats"/>: seven convolutions with batch normalisation instead of four without, and one average for each filter instead of dense layers, which
/// leaves two fifths of the parameters and little to learn photographs by heart with. A batch normalisation makes the bias before it superfluous.
/// </summary>
[Input(128, 128, 3)]
[Conv2D(32, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm(Momentum = 0.95)] [Activation(Activation.ReLU)] [MaxPool(2)]
[Conv2D(64, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm(Momentum = 0.95)] [Activation(Activation.ReLU)] [MaxPool(2)]
[Conv2D(128, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm(Momentum = 0.95)] [Activation(Activation.ReLU)] [MaxPool(2)]
[Conv2D(128, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm(Momentum = 0.95)] [Activation(Activation.ReLU)]
[Conv2D(256, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm(Momentum = 0.95)] [Activation(Activation.ReLU)] [MaxPool(2)]
[Conv2D(256, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm(Momentum = 0.95)] [Activation(Activation.ReLU)]
[Conv2D(512, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm(Momentum = 0.95)] [Activation(Activation.ReLU)]
[GlobalAveragePool] [Dropout(0.3)]
[Dense(1, Activation.Sigmoid)]
[Labels<Animal>]
public sealed partial class BestDogsVsCats;
