using static CnnGen.Generator.Tests.Diagnostics.DiagnosticCase;

namespace CnnGen.Generator.Tests.Diagnostics;

/// <summary>CNN01xx.</summary>
internal static class ArgumentCases
{
    private const string Head = "[Input(16, 16, 3)] ";
    private const string Tail = " [Dense(2, Activation.Softmax)]";

    public static IEnumerable<DiagnosticCase> All =>
    [
        Between("CNN0101", "Conv2D(0, 3)", "Conv1: filters is 0: give 1 or more", "Conv2D(1, 3)"),
        Between("CNN0101", "Conv2D(4, -3)", "Conv1: kernel is -3: give 1 or more", "Conv2D(4, 1)"),
        Between("CNN0101", "Conv2D(4, 3, 0)", "Conv1: kernelWidth is 0: give 1 or more", "Conv2D(4, 3, 1)"),
        Between("CNN0101", "Conv2D(4, 3, Stride = 0)", "Conv1: Stride is 0: give 1 or more", "Conv2D(4, 3, Stride = 1)"),
        Between("CNN0101", "Conv2D(4, 3, StrideWidth = 0)", "Conv1: StrideWidth is 0: give 1 or more", "Conv2D(4, 3, StrideWidth = 2)"),
        Between("CNN0101", "Conv2D(4, 3, DilationHeight = -1)", "Conv1: DilationHeight is -1: give 1 or more", "Conv2D(4, 3, DilationHeight = 2)"),
        Between("CNN0101", "Conv2D(4, 3, Groups = 0)", "Conv1: Groups is 0: give 1 or more", "Conv2D(4, 3, Groups = 1)"),
        Between("CNN0101", "MaxPool(0)", "MaxPool1: window is 0: give 1 or more", "MaxPool(1)"),
        Between("CNN0101", "AveragePool(2, 0)", "AveragePool1: windowWidth is 0: give 1 or more", "AveragePool(2, 1)"),
        Between("CNN0101", "MaxPool(2, Stride = -2)", "MaxPool1: Stride is -2: give 1 or more", "MaxPool(2, Stride = 1)"),
        Between("CNN0101", "Dense(-5)", "Dense1: units is -5: give 1 or more", "Dense(5)"),
        OfAttributes(
            "CNN0101", "[Input(8, 0, 1)]" + Tail, "Input(8, 0, 1)", "Input: width is 0: give 1 or more", "[Input(8, 1, 1)]" + Tail),
        Between(
            "CNN0102", "Conv2D(4, 3, (Padding)7)", "Conv1: Padding has no member 7: use Valid, Same or SameEdge", "Conv2D(4, 3, (Padding)1)"),
        Between(
            "CNN0102", "MaxPool(2, (Padding)7)", "MaxPool1: Padding has no member 7: use Valid or Same", "MaxPool(2, (Padding)1)"),
        Between(
            "CNN0102",
            "Conv2D(4, 3, (Activation)99)",
            "Conv1: Activation has no member 99: use None, ReLU, LeakyReLU, ELU, GELU, SiLU, Softplus, Sigmoid, Tanh, Softmax or LogSoftmax",
            "Conv2D(4, 3, (Activation)5)"),
        Between(
            "CNN0102",
            "Dense(4, Initializer = (Initializer)(-1))",
            "Dense1: Initializer has no member -1: use GlorotUniform, GlorotNormal, HeUniform or HeNormal",
            "Dense(4, Initializer = Initializer.HeNormal)"),
        OfAttributes(
            "CNN0102",
            Head + "[Dense(2, Activation.Softmax)] [Loss((LossFunction)42)]",
            "Loss((LossFunction)42)",
            "Loss: LossFunction has no member 42: use CategoricalCrossEntropy, NegativeLogLikelihood, BinaryCrossEntropy, MeanSquaredError, MeanAbsoluteError or Huber",
            Head + "[Dense(2, Activation.Softmax)] [Loss((LossFunction)0)]"),
        OfAttributes(
            "CNN0102",
            Head + "[Dense(2, Activation.Softmax)] [Weights((Storage)2)]",
            "Weights((Storage)2)",
            "Weights: Storage has no member 2: use Float32 or BFloat16",
            Head + "[Dense(2, Activation.Softmax)] [Weights((Storage)1)]"),
        Between(
            "CNN0102", "Standardize((Per)2)", "Standardize1: Per has no member 2: use Channel or Pixel", "Standardize((Per)1)"),
        Between(
            "CNN0102", "PcaWhiten((Over)9)", "PcaWhiten1: Over has no member 9: use Channels or Values", "PcaWhiten((Over)1)"),
        Between(
            "CNN0103",
            "Conv2D(4, 3, Groups = 2)",
            "Conv1: 2 groups have to divide both the 3 input channels and the 4 filters: use 1",
            "Conv2D(6, 3, Groups = 3)"),
        OfAttributes(
            "CNN0103",
            Head + "[Conv2D(12, 3)] [Conv2D(18, 3, Groups = 4)]" + Tail,
            "Conv2D(18, 3, Groups = 4)",
            "Conv2: 4 groups have to divide both the 12 input channels and the 18 filters: use 1, 2, 3 or 6",
            Head + "[Conv2D(12, 3)] [Conv2D(18, 3, Groups = 6)]" + Tail),
        Between(
            "CNN0104",
            "Dropout(1)",
            "Dropout1: rate is 1: it is the probability that a value is dropped, so give 0 or more and less than 1, such as 0.5",
            "Dropout(0)"),
        Between(
            "CNN0104",
            "Dropout(0.99999999999)",
            "Dropout1: rate is 0.99999999999: it is the probability that a value is dropped, so give 0 or more and less than 1, such as 0.5",
            "Dropout(0.999999)"),
        Between(
            "CNN0104",
            "Dropout(double.NaN)",
            "Dropout1: rate is NaN: it is the probability that a value is dropped, so give 0 or more and less than 1, such as 0.5",
            "Dropout(0.5)"),
        Between(
            "CNN0105",
            "Conv2D(4, 3, Activation.LeakyReLU, Slope = -0.1)",
            "Conv1: Slope is -0.1: give a finite number of 0 or more, such as 0.3",
            "Conv2D(4, 3, Activation.LeakyReLU, Slope = 0)"),
        Between(
            "CNN0105",
            "Activation(Activation.ELU, Alpha = double.PositiveInfinity)",
            "Activation1: Alpha is Infinity: give a finite number of 0 or more, such as 1",
            "Activation(Activation.ELU, Alpha = 2)"),
        Between("CNN0105", "BatchNorm(Momentum = 1.5)", "BatchNorm1: Momentum is 1.5: give 0 to 1, such as 0.99", "BatchNorm(Momentum = 1)"),
        Between(
            "CNN0105",
            "BatchNorm(Epsilon = 1e-60)",
            "BatchNorm1: Epsilon is 1E-60: give a finite number above 0, such as 0.001",
            "BatchNorm(Epsilon = 1e-30)"),
        Between("CNN0105", "Rescale(0)", "Rescale1: scale is 0: give a finite number other than 0, such as 2", "Rescale(-0.5)"),
        Between("CNN0105", "Rescale(1e-60)", "Rescale1: scale is 1E-60: give a finite number other than 0, such as 2", "Rescale(1e-30)"),
        Between("CNN0105", "Rescale(2, double.NaN)", "Rescale1: offset is NaN: give a finite number, such as -1", "Rescale(2, -1)"),
        Between("CNN0105", "Standardize(Per.Channel, 0)", "Standardize1: epsilon is 0: give a finite number above 0, such as 1E-05", "Standardize(Per.Channel, 1e-30)"),
        Between("CNN0105", "ZcaWhiten(Over.Channels, -1)", "ZcaWhiten1: epsilon is -1: give a finite number above 0, such as 1E-05", "ZcaWhiten(Over.Channels, 1)"),
        OfAttributes(
            "CNN0105",
            Head + "[Dense(2, Activation.Softmax)] [Precision(0)]",
            "Precision(0)",
            "Precision: maxRelativeError is 0: give a number above 0 and below 1, such as 1e-5",
            Head + "[Dense(2, Activation.Softmax)] [Precision(1e-5)]"),
        OfAttributes(
            "CNN0105",
            Head + "[Dense(2, Activation.Softmax)] [Precision(double.NaN)]",
            "Precision(double.NaN)",
            "Precision: maxRelativeError is NaN: give a number above 0 and below 1, such as 1e-5",
            Head + "[Dense(2, Activation.Softmax)] [Precision(0.5)]"),
        Between(
            "CNN0106",
            "MaxPool(2, Padding.SameEdge)",
            "MaxPool1: Padding.SameEdge is for Conv2D only, as a pool leaves its padding out of the result: use Padding.Same",
            "MaxPool(2, Padding.Same)"),
        OfAttributes(
            "CNN0107",
            Head + "[Dense]",
            "Dense",
            "Dense1: how many units is open: write [Dense(units)], or for the last layer add [Labels<T>] to the class with an enum of the classes",
            Head + "[Dense] [Labels<Animal>]"),
        OfAttributes(
            "CNN0107",
            Head + "[Dense] [Dense] [Labels<Animal>]",
            "Dense",
            "Dense1: how many units is open: write [Dense(units)], as only the last layer takes them from Animal",
            Head + "[Dense(9)] [Dense] [Labels<Animal>]"),
    ];

    /// <summary>A layer between a 16×16×3 input and an output.</summary>
    private static DiagnosticCase Between(string id, string layer, string message, string nearMiss) =>
        OfAttributes(id, $"{Head}[{layer}]{Tail}", layer, message, $"{Head}[{nearMiss}]{Tail}");
}
