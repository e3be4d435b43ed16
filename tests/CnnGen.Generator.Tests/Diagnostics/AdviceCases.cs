using static CnnGen.Generator.Tests.Diagnostics.DiagnosticCase;

namespace CnnGen.Generator.Tests.Diagnostics;

/// <summary>CNN04xx.</summary>
internal static class AdviceCases
{
    private const string Head = "[Input(8, 8, 3)] ";
    private const string Tail = " [Dense(2, Activation.Softmax)]";

    public static IEnumerable<DiagnosticCase> All =>
    [
        OfAttributes(
            "CNN0401",
            Head + "[Dense(16, Activation.None)]" + Tail,
            "Dense(16, Activation.None)",
            "Dense1 is linear and nothing non-linear stands between it and Dense2, so that the two can do no more than one: give Dense1 an activation such as Activation.ReLU, or remove one of them",
            Head + "[Dense(16)]" + Tail),
        OfAttributes(
            "CNN0401",
            Head + "[Conv2D(4, 3, Activation.None)] [AveragePool(2)] [Dropout(0.1)] [Flatten]" + Tail,
            "Conv2D(4, 3, Activation.None)",
            "Conv1 is linear and nothing non-linear stands between it and Dense1, so that the two can do no more than one: give Conv1 an activation such as Activation.ReLU, or remove one of them",
            Head + "[Conv2D(4, 3, Activation.None)] [MaxPool(2)] [Dropout(0.1)] [Flatten]" + Tail),
        OfAttributes(
            "CNN0401",
            Head + "[Conv2D(4, 3, Activation.None, UseBias = false)] [BatchNorm] [Conv2D(4, 3)]" + Tail,
            "Conv2D(4, 3, Activation.None, UseBias = false)",
            "Conv1 is linear and nothing non-linear stands between it and Conv2, so that the two can do no more than one: give Conv1 an activation such as Activation.ReLU, or remove one of them",
            Head + "[Conv2D(4, 3, Activation.None, UseBias = false)] [BatchNorm] [Activation(Activation.ReLU)] [Conv2D(4, 3)]" + Tail),
        OfAttributes(
            "CNN0401",
            Head + "[Conv2D(6, 3, Activation.None)] [Conv2D(6, 1)]" + Tail,
            "Conv2D(6, 3, Activation.None)",
            "Conv1 is linear and nothing non-linear stands between it and Conv2, so that the two can do no more than one: give Conv1 an activation such as Activation.ReLU, or remove one of them",
            Head + "[Conv2D(6, 3, Activation.None, Groups = 3)] [Conv2D(6, 1)]" + Tail),
        OfAttributes(
            "CNN0402",
            Head + "[Dense(2, Activation.Softmax)] [Dropout(0.5)]",
            "Dropout(0.5)",
            "Dropout1: no layer follows, so that predictions themselves would be dropped while training; it is left out: remove it, or move it above the last layer",
            Head + "[Dropout(0.5)] [Dense(2, Activation.Softmax)]"),
        OfAttributes(
            "CNN0403",
            Head + "[Conv2D(4, 3, Slope = 0.1)]" + Tail,
            "Conv2D(4, 3, Slope = 0.1)",
            "Conv1: Slope has no effect, as only Activation.LeakyReLU has one and the activation is ReLU: remove it",
            Head + "[Conv2D(4, 3, Activation.LeakyReLU, Slope = 0.1)]" + Tail),
        OfAttributes(
            "CNN0403",
            Head + "[MaxPool(2, Stride = 1, StrideHeight = 2, StrideWidth = 2)]" + Tail,
            "MaxPool(2, Stride = 1, StrideHeight = 2, StrideWidth = 2)",
            "MaxPool1: Stride has no effect, as both StrideHeight and StrideWidth are set: remove it",
            Head + "[MaxPool(2, Stride = 1, StrideHeight = 2)]" + Tail),
        OfAttributes(
            "CNN0404",
            Head + "[Dense(4)] [Activation(Activation.Softmax)]",
            "Dense(4)",
            "Dense1 applies ReLU, as it names no activation, and Activation1 comes on top: write Activation.None in Dense1, or remove Activation1",
            Head + "[Dense(4, Activation.None)] [Activation(Activation.Softmax)]"),
        OfAttributes(
            "CNN0404",
            Head + "[Conv2D(4, 3)] [BatchNorm] [Activation(Activation.ReLU)]" + Tail,
            "Conv2D(4, 3)",
            "Conv1 applies ReLU, as it names no activation, and Activation1 comes on top: write Activation.None in Conv1, or remove Activation1",
            Head + "[Conv2D(4, 3)] [MaxPool(2)] [Activation(Activation.Tanh)]" + Tail),
        OfAttributes(
            "CNN0405",
            Head + "[Flatten] [Activation(Activation.Softmax)]",
            "Input(8, 8, 3)",
            "'Model' has no weights that training could change: add a Conv2D or a Dense layer",
            Head + "[Flatten] [BatchNorm] [Activation(Activation.Softmax)]"),
        OfAttributes(
            "CNN0406",
            Head + "[Conv2D(4, 3)] [BatchNorm]" + Tail,
            "BatchNorm",
            "BatchNorm1: ReLU stands between it and the weights of Conv1, so that it cannot be folded into them when predicting: write Conv1 with Activation.None, then BatchNorm, then [Activation(Activation.ReLU)]",
            Head + "[Conv2D(4, 3)] [MaxPool(2)] [BatchNorm]" + Tail),
        OfAttributes(
            "CNN0406",
            Head + "[Conv2D(4, 3, Activation.None)] [Activation(Activation.SiLU)] [BatchNorm]" + Tail,
            "BatchNorm",
            "BatchNorm1: SiLU stands between it and the weights of Conv1, so that it cannot be folded into them when predicting: write Conv1 with Activation.None, then BatchNorm, then [Activation(Activation.SiLU)]",
            Head + "[Conv2D(4, 3, Activation.None, UseBias = false)] [BatchNorm] [Activation(Activation.SiLU)]" + Tail),
        OfAttributes(
            "CNN0407",
            Head + "[Conv2D(4, 3, Activation.None)] [BatchNorm] [Activation(Activation.ReLU)]" + Tail,
            "Conv2D(4, 3, Activation.None)",
            "Conv1: BatchNorm1 below subtracts whatever the bias adds: write UseBias = false",
            Head + "[Conv2D(4, 3, Activation.None, UseBias = false)] [BatchNorm] [Activation(Activation.ReLU)]" + Tail),
    ];
}
