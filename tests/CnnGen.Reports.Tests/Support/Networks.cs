namespace CnnGen.Reports.Tests;

/// <summary>A yes or no.</summary>
[Input(16, 16, 3)]
[Standardize(Per.Channel)]
[Conv2D(4, 3, Padding.Same, Activation.None)] [BatchNorm] [Activation(Activation.ReLU)] [MaxPool(2)]
[Conv2D(8, 3)] [GlobalAveragePool] [Dropout(0.2)]
[Dense(1, Activation.Sigmoid)]
public sealed partial class YesOrNo;

/// <summary>One of three classes.</summary>
[Input(16, 16, 3)]
[Conv2D(6, 3)] [MaxPool(2)] [Flatten] [Dropout(0.2)]
[Dense(3, Activation.Softmax)]
public sealed partial class OneOfThree;

/// <summary>One of thirty classes, by the logarithms of their probabilities.</summary>
[Input(8, 8, 1)]
[Dense(30, Activation.LogSoftmax)]
public sealed partial class OneOfThirty;

/// <summary>Two labels that do not exclude each other.</summary>
[Input(8, 8, 1)]
[Dense(2, Activation.Sigmoid)]
public sealed partial class TwoLabels;

/// <summary>A regression, on what is no picture: two channels.</summary>
[Input(8, 8, 2)]
[Conv2D(2, 2, Stride = 2)] [MaxPool(2, Stride = 1)]
[Dense(1, Activation.None)]
public sealed partial class Level;

/// <summary>Networks of the same names whose weights mean the same, trained otherwise.</summary>
public static partial class Changed
{
    /// <summary>Another initialiser, other epsilons, momentum and dropout.</summary>
    [Input(16, 16, 3)]
    [Standardize(Per.Channel, 1e-3)]
    [Conv2D(4, 3, Padding.Same, Activation.None, Initializer = Initializer.HeNormal)] [BatchNorm(Momentum = 0.9)] [Activation(Activation.ReLU)] [MaxPool(2)]
    [Conv2D(8, 3)] [GlobalAveragePool] [Dropout(0.5)]
    [Dense(1, Activation.Sigmoid)]
    public sealed partial class YesOrNo;

    /// <summary>Another loss.</summary>
    [Input(8, 8, 2)]
    [Conv2D(2, 2, Stride = 2)] [MaxPool(2, Stride = 1)]
    [Dense(1, Activation.None)]
    [Loss(LossFunction.Huber)]
    public sealed partial class Level;
}
