using CnnGen;

namespace Examples;

/// <summary>Reads handwritten digits better than <see cref="Digits"/>: five convolutions with batch normalisation, and one average for each filter instead of a dense layer. A batch normalisation makes the bias before it superfluous.</summary>
[Input(28, 28, 1)]
[Conv2D(32, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm] [Activation(Activation.ReLU)]
[Conv2D(32, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm] [Activation(Activation.ReLU)] [MaxPool(2)]
[Conv2D(64, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm] [Activation(Activation.ReLU)]
[Conv2D(64, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm] [Activation(Activation.ReLU)] [MaxPool(2)]
[Conv2D(128, 3, Padding.Same, Activation.None, UseBias = false)] [BatchNorm] [Activation(Activation.ReLU)]
[GlobalAveragePool] [Dropout(0.2)]
[Dense(10, Activation.Softmax)]
public sealed partial class BestDigits;
