using static CnnGen.Generator.Tests.Diagnostics.DiagnosticCase;

namespace CnnGen.Generator.Tests.Diagnostics;

/// <summary>CNN02xx.</summary>
internal static class ShapeCases
{
    private const string Tail = " [Dense(2, Activation.Softmax)]";

    public static IEnumerable<DiagnosticCase> All =>
    [
        OfAttributes(
            "CNN0201",
            "[Input(14, 14, 1)] [MaxPool(2)] [Conv2D(4, 9)]" + Tail,
            "Conv2D(4, 9)",
            "Conv1: input is 7×7, kernel 9×9 with Valid padding leaves nothing: use Padding.Same, a smaller kernel, or drop a pooling layer above",
            "[Input(14, 14, 1)] [MaxPool(2)] [Conv2D(4, 7)]" + Tail),
        OfAttributes(
            "CNN0201",
            "[Input(7, 12, 1)] [Conv2D(4, 3, DilationHeight = 4)]" + Tail,
            "Conv2D(4, 3, DilationHeight = 4)",
            "Conv1: input is 7×12, kernel 3×3 dilated to 9×3 with Valid padding leaves nothing: use Padding.Same, a smaller kernel, or a larger [Input]",
            "[Input(7, 12, 1)] [Conv2D(4, 3, DilationHeight = 3)]" + Tail),
        OfAttributes(
            "CNN0201",
            "[Input(3, 8, 1)] [AveragePool(2)] [AveragePool(2)]" + Tail,
            "AveragePool(2)",
            "AveragePool2: input is 1×4, window 2×2 with Valid padding leaves nothing: use Padding.Same, a smaller window, or drop a pooling layer above",
            "[Input(3, 8, 1)] [AveragePool(2)] [AveragePool(1, 2)]" + Tail),
        OfAttributes(
            "CNN0202",
            "[Input(8, 8, 1)] [Flatten] [Conv2D(4, 3)]" + Tail,
            "Conv2D(4, 3)",
            "Conv1: input is a vector of 64 values, since Flatten1 made one: move Conv1 above Flatten1, or remove it",
            "[Input(8, 8, 1)] [Conv2D(4, 3)] [Flatten]" + Tail),
        OfAttributes(
            "CNN0202",
            "[Input(8, 8, 1)] [Dense(10)] [MaxPool(2)]" + Tail,
            "MaxPool(2)",
            "MaxPool1: input is a vector of 10 values, since Dense1 made one: move MaxPool1 above Dense1, or remove it",
            "[Input(8, 8, 1)] [MaxPool(2)] [Dense(10)]" + Tail),
        OfAttributes(
            "CNN0202",
            "[Input(8, 8, 3)] [GlobalAveragePool] [GlobalAveragePool]" + Tail,
            "GlobalAveragePool",
            "GlobalAveragePool2: input is a vector of 3 values, since GlobalAveragePool1 made one: move GlobalAveragePool2 above GlobalAveragePool1, or remove it",
            "[Input(8, 8, 3)] [GlobalAveragePool]" + Tail),
        OfAttributes(
            "CNN0202",
            "[Input(8, 8, 1)] [PcaWhiten(Over.Values)] [Conv2D(4, 3)]" + Tail,
            "Conv2D(4, 3)",
            "Conv1: input is a vector of 64 values, since PcaWhiten1 made one: move Conv1 above PcaWhiten1, or remove it",
            "[Input(8, 8, 1)] [ZcaWhiten(Over.Values)] [Conv2D(4, 3)]" + Tail),
        OfAttributes(
            "CNN0203",
            "[Input(8, 8, 1)] [Flatten] [Dropout(0.5)] [Flatten]" + Tail,
            "Flatten",
            "Flatten2: input is a vector of 64 values already, since Flatten1 made one: remove this Flatten",
            "[Input(8, 8, 1)] [Dropout(0.5)] [Flatten]" + Tail),
        OfAttributes(
            "CNN0203",
            "[Input(8, 8, 1)] [Dense(10)] [Flatten]" + Tail,
            "Flatten",
            "Flatten2: input is a vector of 10 values already, since Dense1 made one: remove this Flatten",
            "[Input(8, 8, 1)] [Flatten] [Dense(10)]" + Tail),
        OfAttributes(
            "CNN0204",
            "[Input(60000, 60000, 3)] [GlobalAveragePool]" + Tail,
            "Input(60000, 60000, 3)",
            "Input: the picture has 10,800,000,000 values, and a buffer holds no more than 2,147,000,000: use a smaller one",
            "[Input(6000, 6000, 3)] [GlobalAveragePool]" + Tail),
        OfAttributes(
            "CNN0204",
            "[Input(2147483647, 2147483647, 2147483647)] [GlobalAveragePool]" + Tail,
            "Input(2147483647, 2147483647, 2147483647)",
            "Input: the picture has more than 9,223,372,036,854,775,806 values, and a buffer holds no more than 2,147,000,000: use a smaller one",
            "[Input(2147000000, 1, 1)] [GlobalAveragePool]" + Tail),
        OfAttributes(
            "CNN0204",
            "[Input(1000, 1000, 1)] [Conv2D(4000, 3, Padding.Same)] [GlobalAveragePool]" + Tail,
            "Conv2D(4000, 3, Padding.Same)",
            "Conv1: the output has 4,000,000,000 values, and a buffer holds no more than 2,147,000,000: use fewer filters, a larger stride, or a smaller picture",
            "[Input(1000, 1000, 1)] [Conv2D(2000, 3, Padding.Same)] [GlobalAveragePool]" + Tail),
        OfAttributes(
            "CNN0204",
            "[Input(4, 4, 1)] [Conv2D(1, 3, Padding.Same, Dilation = 2147483647)]" + Tail,
            "Conv2D(1, 3, Padding.Same, Dilation = 2147483647)",
            "Conv1: the padded input has more than 9,223,372,036,854,775,806 values, and a buffer holds no more than 2,147,000,000: use a smaller kernel or dilation",
            "[Input(4, 4, 1)] [Conv2D(1, 3, Padding.Same, Dilation = 1000)]" + Tail),
        OfAttributes(
            "CNN0204",
            "[Input(4, 4, 1000)] [Conv2D(1000000, 3)]" + Tail,
            "Conv2D(1000000, 3)",
            "Conv1: the weight tensor has 9,000,000,000 values, and a buffer holds no more than 2,147,000,000: use fewer filters or a smaller kernel",
            "[Input(4, 4, 1000)] [Conv2D(100000, 3)]" + Tail),
        OfAttributes(
            "CNN0204",
            "[Input(1000, 1000, 3)] [Dense(1000)]" + Tail,
            "Dense(1000)",
            "Dense1: the weight tensor has 3,000,000,000 values, and a buffer holds no more than 2,147,000,000: use fewer units, or pool before the first Dense",
            "[Input(1000, 1000, 3)] [Dense(700)]" + Tail),
        OfAttributes(
            "CNN0205",
            "[Input(1000, 1000, 1)] [Dense(2000)] [Dense(200000)]" + Tail,
            "Dense(200000)",
            "Dense2: its 400,200,000 parameters bring the model to 2,400,202,000, and one buffer of 2,147,000,000 holds them all: use fewer or smaller layers, or pool before the first Dense",
            "[Input(1000, 1000, 1)] [Dense(2000)] [Dense(70000)]" + Tail),
        OfAttributes(
            "CNN0206",
            "[Input(8, 8, 1)] [Dense(10, Activation.Softmax)]" + Tail,
            "Dense(10, Activation.Softmax)",
            "Dense1: Softmax belongs at the very end, and there is 1 layer below: use Activation.ReLU here, or remove what follows",
            "[Input(8, 8, 1)] [Dense(10, Activation.Sigmoid)]" + Tail),
        OfAttributes(
            "CNN0206",
            "[Input(8, 8, 1)] [Conv2D(4, 3, Activation.None)] [Activation(Activation.LogSoftmax)] [Flatten]" + Tail,
            "Activation(Activation.LogSoftmax)",
            "Activation1: LogSoftmax belongs at the very end, and there are 2 layers below: use Activation.ReLU here, or remove what follows",
            "[Input(8, 8, 1)] [Conv2D(4, 3, Activation.None)] [Flatten] [Activation(Activation.LogSoftmax)]"),
        OfAttributes(
            "CNN0207",
            "[Input(64, 64, 3)] [Conv2D(8, 32, Stride = 17)]" + Tail,
            "Conv2D(8, 32, Stride = 17)",
            "Conv1: stride 17×17 under kernel 32×32 cuts the gradient into 289 kernels, and 256 are the most: use a smaller stride and pool below, or pool above",
            "[Input(64, 64, 3)] [Conv2D(8, 3, Stride = 17)]" + Tail),
        OfAttributes(
            "CNN0208",
            "[Input(8, 8, 3)] [Dropout(0.1)] [Conv2D(8, 3)] [Standardize(Per.Channel)]" + Tail,
            "Standardize(Per.Channel)",
            "Standardize1 prepares pictures for all layers, and Dropout1 stands above it: move Standardize1 directly below [Input], or use BatchNorm between layers",
            "[Standardize(Per.Channel)] [Input(8, 8, 3)] [Dropout(0.1)] [Conv2D(8, 3)]" + Tail),
        OfAttributes(
            "CNN0208",
            "[Input(8, 8, 3)] [Flatten] [Rescale(2)]" + Tail,
            "Rescale(2)",
            "Rescale1 prepares pictures for all layers, and Flatten1 stands above it: move Rescale1 directly below [Input], or use BatchNorm between layers",
            "[Input(8, 8, 3)] [Rescale(2)] [Flatten]" + Tail),
        OfAttributes(
            "CNN0209",
            "[Input(8, 8, 3)] [Rescale(2, -1)] [ZcaWhiten(Over.Channels)]" + Tail,
            "ZcaWhiten(Over.Channels)",
            "ZcaWhiten1: Rescale1 above prepares the pictures already, and figures are those of the pictures themselves: remove one of the two",
            "[Input(8, 8, 3)] [ZcaWhiten(Over.Channels)] [BatchNorm]" + Tail),
        OfAttributes(
            "CNN0209",
            "[Input(8, 8, 3)] [Standardize(Per.Pixel)] [Dropout(0.1)] [Standardize(Per.Channel)]" + Tail,
            "Standardize(Per.Channel)",
            "Standardize2: Standardize1 above prepares the pictures already, and figures are those of the pictures themselves: remove one of the two",
            "[Input(8, 8, 3)] [Standardize(Per.Pixel)] [Dropout(0.1)]" + Tail),
        OfAttributes(
            "CNN0210",
            "[Input(65, 64, 1)] [ZcaWhiten(Over.Values)]" + Tail,
            "ZcaWhiten(Over.Values)",
            "ZcaWhiten1: it would whiten 4,160 values together, and 4,096 are the most: their covariance has n² = 17,305,600 entries, and its eigenvectors cost n³ = 71,991,296,000 operations some ten times over: use Over.Channels, a smaller [Input], or Standardize(Per.Pixel)",
            "[Input(64, 64, 1)] [ZcaWhiten(Over.Values)]" + Tail),
        OfAttributes(
            "CNN0210",
            "[Input(2, 1, 5000)] [PcaWhiten(Over.Channels)]" + Tail,
            "PcaWhiten(Over.Channels)",
            "PcaWhiten1: it would whiten 5,000 values together, and 4,096 are the most: their covariance has n² = 25,000,000 entries, and its eigenvectors cost n³ = 125,000,000,000 operations some ten times over: use a smaller [Input], or Standardize",
            "[Input(2, 1, 4096)] [PcaWhiten(Over.Channels)]" + Tail),
    ];
}
