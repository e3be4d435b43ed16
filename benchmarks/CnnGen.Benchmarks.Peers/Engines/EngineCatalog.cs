namespace CnnGen.Benchmarks.Peers.Engines;

/// <summary>What is measured.</summary>
/// <param name="Task"><c>infer</c> or <c>train</c>.</param>
/// <param name="Network">One of <see cref="Networks.Names"/>.</param>
/// <param name="Batch">Pictures of a call.</param>
/// <param name="Threads">Threads that an engine may use.</param>
internal sealed record Cell(string Task, string Network, int Batch, int Threads)
{
    /// <summary>Whether steps train.</summary>
    public bool Trains => Task == "train";
}

/// <summary>The engines by their names.</summary>
internal static class EngineCatalog
{
    /// <summary>Ends the name of an engine whose process asks for huge pages.</summary>
    public const string HugePages = "-huge";

    /// <summary>The one that the others are compared with.</summary>
    public const string Ours = "cnngen";

    private const string OnnxRuntime = "onnxruntime";
    private const string Libtorch = "libtorch";
    private const string LibtorchChannelsLast = "libtorch-channels-last";

    /// <summary>All engines; of libtorch's forms the best counts.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [Ours, OnnxRuntime, Libtorch, LibtorchChannelsLast, Libtorch + HugePages, LibtorchChannelsLast + HugePages];

    /// <summary>Whether an engine has the task: ONNX Runtime only predicts.</summary>
    public static bool Does(string engine, string task) => engine != OnnxRuntime || task == "infer";

    /// <summary>Makes an engine ready.</summary>
    public static IEngine Create(string engine, Cell cell)
    {
        CompiledModel model = Networks.Create(cell.Network);
        model.Threads = cell.Threads;
        float[] pixels = Networks.Pixels(model.Info.Input, cell.Batch);
        return engine.Replace(HugePages, string.Empty, StringComparison.Ordinal) switch
        {
            Ours => new CnnGenEngine(model, pixels, cell),
            OnnxRuntime => new OnnxRuntimeEngine(model, pixels, cell),
            Libtorch => Torch(channelsLast: false),
            LibtorchChannelsLast => Torch(channelsLast: true),
            _ => throw new ArgumentException($"There is no engine {engine}: {string.Join(", ", Names)}."),
        };

        LibtorchEngine Torch(bool channelsLast)
        {
            LibtorchLoader.Prepare();
            return new LibtorchEngine(model, pixels, cell, channelsLast);
        }
    }
}
