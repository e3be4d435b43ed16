namespace CnnGen.Benchmarks.Peers.Networks;

/// <summary>A network that is measured.</summary>
/// <param name="Name">As the command line has it.</param>
/// <param name="Create">A new model.</param>
/// <param name="Load">A model with the weights of a file.</param>
internal sealed record Network(string Name, Func<CompiledModel> Create, Func<string, CompiledModel> Load)
{
    /// <summary>Pictures of a training step unless told otherwise.</summary>
    public int TrainingBatch { get; init; } = 32;

    /// <summary>Name of the same network without dropout, where it has dropout: training is compared on it.</summary>
    public string? WithoutDropout { get; init; }

    /// <summary>Whether its weights fill memory, so that only one engine is loaded at a time, anew for each turn.</summary>
    public bool IsLarge { get; init; }
}

/// <summary>The networks by their names, and the pictures that they are shown.</summary>
internal static class NetworkCatalog
{
    private const int Seed = 1;

    private static readonly Network[] All =
    [
        new("mnist", () => new MnistNetwork(), MnistNetwork.Load) { TrainingBatch = 128 },
        new("dogscats", () => new DogsCatsNetwork(), DogsCatsNetwork.Load) { WithoutDropout = "dogscats-without-dropout" },
        new("dogscats-without-dropout", () => new DogsCatsWithoutDropoutNetwork(), DogsCatsWithoutDropoutNetwork.Load),
        new("cifar", () => new CifarNetwork(), CifarNetwork.Load) { TrainingBatch = 128 },
        new("cifar_bn", () => new CifarBatchNormNetwork(), CifarBatchNormNetwork.Load) { TrainingBatch = 128 },
        new("strided", () => new StridedNetwork(), StridedNetwork.Load),
        new("separable", () => new SeparableNetwork(), SeparableNetwork.Load),
        new("vgg16", () => new Vgg16Network(), Vgg16Network.Load) { IsLarge = true },
    ];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(network => network.Name)];

    /// <summary>Those that predict unless told otherwise.</summary>
    public static IReadOnlyList<string> Predicting { get; } = ["mnist", "dogscats", "cifar", "strided", "separable", "vgg16"];

    /// <summary>Those that train unless told otherwise.</summary>
    public static IReadOnlyList<string> Training { get; } = ["mnist", "dogscats", "cifar", "cifar_bn"];

    /// <summary>The network of a name.</summary>
    public static Network Find(string name) => All.First(network => network.Name == name);

    /// <summary>A batch of pictures of noise, [batch, height, width, channels], 0..1; the same in every process.</summary>
    public static float[] Pixels(ImageShape shape, int batch)
    {
        var random = new Random(Seed);
        var pixels = new float[batch * shape.Length];
        foreach (ref float pixel in pixels.AsSpan()) pixel = random.NextSingle();
        return pixels;
    }

    /// <summary>The class of each picture of a batch.</summary>
    public static int[] Labels(ImageShape output, int batch) => [.. Enumerable.Range(0, batch).Select(i => i % Math.Max(2, output.Length))];
}
