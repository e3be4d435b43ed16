namespace CnnGen.Benchmarks.Peers;

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
[Dense(512)]
[Dense(1, Activation.Sigmoid)]
internal sealed partial class DogsCatsNetwork;

/// <summary>Pairs of convolutions on small pictures; 39 million multiply-adds.</summary>
[Input(32, 32, 3)]
[Conv2D(32, 3, Padding.Same)] [Conv2D(32, 3, Padding.Same)] [MaxPool(2)]
[Conv2D(64, 3, Padding.Same)] [Conv2D(64, 3, Padding.Same)] [MaxPool(2)]
[Conv2D(128, 3, Padding.Same)] [Conv2D(128, 3, Padding.Same)] [MaxPool(2)]
[Flatten]
[Dense(128)]
[Dense(10, Activation.Softmax)]
internal sealed partial class CifarNetwork;

/// <summary>Strides instead of pools, a convolution of single pixels, a global pool; 9.3 million multiply-adds.</summary>
[Input(64, 64, 3)]
[Conv2D(32, 5, Padding.Same, Stride = 2)]
[Conv2D(64, 3, Padding.Same, Stride = 2)]
[Conv2D(128, 1)]
[GlobalAveragePool]
[Dense(10, Activation.Softmax)]
internal sealed partial class StridedNetwork;

/// <summary>The networks by the names of the command line. Every process draws the same weights and pictures.</summary>
internal static class Networks
{
    private const int Seed = 1;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["mnist", "dogscats", "cifar", "strided"];

    /// <summary>A new model.</summary>
    public static CompiledModel Create(string name) => name switch
    {
        "mnist" => new MnistNetwork(Seed),
        "dogscats" => new DogsCatsNetwork(Seed),
        "cifar" => new CifarNetwork(Seed),
        "strided" => new StridedNetwork(Seed),
        _ => throw new ArgumentException($"There is no network {name}: {string.Join(", ", Names)}."),
    };

    /// <summary>A batch of pictures of noise, [batch, height, width, channels], 0..1.</summary>
    public static float[] Pixels(ImageShape shape, int batch)
    {
        var random = new Random(Seed);
        return [.. Enumerable.Range(0, batch * shape.Length).Select(_ => random.NextSingle())];
    }

    /// <summary>The class of each picture of a batch.</summary>
    public static int[] Labels(ImageShape output, int batch) => [.. Enumerable.Range(0, batch).Select(i => i % Math.Max(2, output.Length))];
}
