using static CnnGen.Generator.Tests.Diagnostics.DiagnosticCase;

namespace CnnGen.Generator.Tests.Diagnostics;

/// <summary>CNN03xx.</summary>
internal static class OutputCases
{
    private const string Head = "[Input(8, 8, 3)] ";
    private const string Choice = "Activation.Softmax for one of several classes, Activation.Sigmoid for yes or no, Activation.None for plain numbers";

    public static IEnumerable<DiagnosticCase> All =>
    [
        OfAttributes(
            "CNN0301",
            Head + "[Dense(10)]",
            "Dense(10)",
            "Dense1 is the last layer and names no activation, which also chooses the loss: add " + Choice,
            Head + "[Dense(10, Activation.None)]"),
        OfAttributes(
            "CNN0301",
            Head + "[Dense(2)] [Labels<Animal>]",
            "Dense(2)",
            "Dense1 is the last layer and names no activation, which also chooses the loss: write [Dense] to take units and Softmax from Animal, or add " + Choice,
            Head + "[Dense] [Labels<Animal>]"),
        OfAttributes(
            "CNN0301",
            Head + "[Conv2D(10, 8, Activation.None)] [GlobalAveragePool]",
            "GlobalAveragePool",
            "GlobalAveragePool1 is the last layer and names no activation, which also chooses the loss: add an [Activation] layer below with " + Choice,
            Head + "[Conv2D(10, 8, Activation.None)] [GlobalAveragePool] [Activation(Activation.Softmax)]"),
        OfAttributes(
            "CNN0301",
            Head + "[Flatten]",
            "Flatten",
            "Flatten1 is the last layer and names no activation, which also chooses the loss: add [Dense(units, activation)] below with " + Choice,
            Head + "[Flatten] [Dense(3, Activation.None)]"),
        OfAttributes(
            "CNN0302",
            Head + "[Dense(1, Activation.Softmax)]",
            "Dense(1, Activation.Softmax)",
            "Dense1: Softmax over one value is always 1: use Activation.Sigmoid for yes or no, or one unit for each class",
            Head + "[Dense(2, Activation.Softmax)]"),
        OfAttributes(
            "CNN0302",
            Head + "[Conv2D(1, 3, Activation.LogSoftmax)]",
            "Conv2D(1, 3, Activation.LogSoftmax)",
            "Conv1: LogSoftmax over one value is always 0: use Activation.Sigmoid for yes or no, or one filter for each class",
            Head + "[Conv2D(1, 3, Activation.Sigmoid)]"),
        OfAttributes(
            "CNN0303",
            Head + "[Dense(4, Activation.Tanh)]",
            "Dense(4, Activation.Tanh)",
            "Dense1: Tanh at the output goes with no loss by itself: add [Loss(LossFunction.MeanSquaredError)] or another to the class, or use Softmax, LogSoftmax, Sigmoid or None",
            Head + "[Dense(4, Activation.Tanh)] [Loss(LossFunction.Huber)]"),
        OfAttributes(
            "CNN0304",
            Head + "[Loss(LossFunction.BinaryCrossEntropy)] [Dense(4, Activation.Softmax)]",
            "Loss(LossFunction.BinaryCrossEntropy)",
            "BinaryCrossEntropy needs Activation.Sigmoid, but Dense1 at the output has Softmax: remove [Loss] to have CategoricalCrossEntropy, or change the activation",
            Head + "[Loss(LossFunction.BinaryCrossEntropy)] [Dense(4, Activation.Sigmoid)]"),
        OfAttributes(
            "CNN0304",
            Head + "[Loss(LossFunction.CategoricalCrossEntropy)] [Dense(4, Activation.ReLU)]",
            "Loss(LossFunction.CategoricalCrossEntropy)",
            "CategoricalCrossEntropy needs Activation.Softmax, but Dense1 at the output has ReLU: use LossFunction.MeanSquaredError, MeanAbsoluteError or Huber, or change the activation",
            Head + "[Loss(LossFunction.MeanAbsoluteError)] [Dense(4, Activation.ReLU)]"),
        OfAttributes(
            "CNN0304",
            Head + "[Loss(LossFunction.Huber)] [Dense(4, Activation.LogSoftmax)]",
            "Loss(LossFunction.Huber)",
            "Huber compares values, not logarithms of probabilities, but Dense1 at the output has LogSoftmax: remove [Loss] to have NegativeLogLikelihood, or change the activation",
            Head + "[Loss(LossFunction.Huber)] [Dense(4, Activation.Softmax)]"),
        OfAttributes(
            "CNN0305",
            Head + "[Dense(3, Activation.Softmax)] [Labels<Animal>]",
            "Dense(3, Activation.Softmax)",
            "Dense1: the output is 3 values, but Animal names 2 labels: write [Dense] to take units and Softmax from Animal, or 2 units",
            Head + "[Dense(2, Activation.Softmax)] [Labels<Animal>]"),
        new(
            "CNN0305",
            "public enum Pet { Cat, Dog, Fish } " + Head + "[Dense(1, Activation.Sigmoid)] [Labels<Pet>] public partial class Model;",
            "Dense(1, Activation.Sigmoid)",
            "Dense1: the output is 1 value, but Pet names 3 labels: write [Dense] to take units and Softmax from Pet, or 3 units",
            "public enum Pet { Cat, Dog } " + Head + "[Dense(1, Activation.Sigmoid)] [Labels<Pet>] public partial class Model;"),
        OfAttributes(
            "CNN0305",
            Head + "[Conv2D(2, 3, Activation.Softmax)] [Labels<Animal>]",
            "Conv2D(2, 3, Activation.Softmax)",
            "Conv1: the output is 6×6×2, but Animal names 2 labels: labels are of whole pictures, so end with [Dense] or a [GlobalAveragePool] above the last activation",
            Head + "[Conv2D(2, 8, Activation.Softmax)] [Labels<Animal>]"),
        OfEnum(
            "CNN0306",
            "public enum Pet { Cat, Dog = 5 }",
            "Pet: Dog is 5, but 2 labels have to be numbered 0 to 1, each once: remove the values, so that C# numbers them",
            "public enum Pet { Dog = 1, Cat = 0 }"),
        OfEnum(
            "CNN0306",
            "public enum Pet { Cat = 1, Dog }",
            "Pet: Cat is 1, but 2 labels have to be numbered 0 to 1, each once: remove the values, so that C# numbers them",
            "public enum Pet : ulong { Cat, Dog }"),
        OfEnum(
            "CNN0306",
            "public enum Pet { Cat, Kitten = 0, Dog }",
            "Pet: Kitten is 0, but 3 labels have to be numbered 0 to 2, each once: remove the values, so that C# numbers them",
            "public enum Pet { Cat, Kitten, Dog }"),
        OfEnum(
            "CNN0306",
            "public enum Pet : ulong { Cat, Dog = ulong.MaxValue }",
            "Pet: Dog is 18446744073709551615, but 2 labels have to be numbered 0 to 1, each once: remove the values, so that C# numbers them",
            "public enum Pet : sbyte { Cat, Dog }"),
        OfEnum("CNN0307", "public enum Pet { Cat }", "Pet has one member, and there is nothing to tell apart: give it two members or more", "public enum Pet { Cat, Dog }"),
        OfEnum("CNN0307", "public enum Pet;", "Pet has no members, and there is nothing to tell apart: give it two members or more", "public enum Pet { A, B, C }"),
        OfEnum("CNN0308", "internal enum Pet { Cat, Dog }", "Pet is less visible than 'Model', whose predictions it types: make the enum as visible as the class", "public enum Pet { Cat, Dog }"),
        new(
            "CNN0308",
            Head + "[Dense] [Labels<Model.Pet>] internal partial class Model { private enum Pet { Cat, Dog } }",
            "Labels<Model.Pet>",
            "Model.Pet is less visible than 'Model', whose predictions it types: make the enum as visible as the class",
            Head + "[Dense] [Labels<Model.Pet>] internal partial class Model { public enum Pet { Cat, Dog } }"),
        OfAttributes(
            "CNN0309",
            Head + "[Dense(2, Activation.None)] [Labels<Animal>]",
            "Dense(2, Activation.None)",
            "Dense1: labels need probabilities, and None gives none: use Softmax (or Sigmoid on one unit for two labels), or remove [Labels]",
            Head + "[Dense(2, Activation.LogSoftmax)] [Labels<Animal>]"),
    ];

    private static DiagnosticCase OfEnum(string id, string declaration, string message, string nearMiss)
    {
        const string Model = Head + "[Dense] [Labels<Pet>] public partial class Model; ";
        return new(id, Model + declaration, "Labels<Pet>", message, Model + nearMiss);
    }
}
