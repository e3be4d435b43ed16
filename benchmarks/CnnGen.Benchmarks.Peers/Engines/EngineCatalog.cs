using CnnGen.Benchmarks.Peers.Networks;

namespace CnnGen.Benchmarks.Peers.Engines;

/// <summary>The engines by their names.</summary>
internal static class EngineCatalog
{
    /// <summary>Ends the name of an engine whose process asks for huge pages.</summary>
    public const string HugePages = "-huge";

    /// <summary>The one that the others are compared with.</summary>
    public const string Ours = "cnngen";

    /// <summary>Begins the names of ONNX Runtime's forms.</summary>
    public const string OnnxRuntime = "onnxruntime";

    /// <summary>Begins the names of libtorch's forms.</summary>
    public const string Libtorch = "libtorch";

    private const string LibtorchChannelsLast = "libtorch-channels-last";

    /// <summary>All engines; of a library's forms the best counts.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [Ours, OnnxRuntime, OnnxRuntime + HugePages, Libtorch, LibtorchChannelsLast, Libtorch + HugePages, LibtorchChannelsLast + HugePages];

    /// <summary>Whether an engine has the task: ONNX Runtime only predicts.</summary>
    public static bool Does(string engine, string task) => !engine.StartsWith(OnnxRuntime, StringComparison.Ordinal) || task == Cell.Predicting;

    /// <summary>Makes an engine ready. One method for each library, so that none loads another's assemblies.</summary>
    /// <param name="engine">One of <see cref="Names"/>.</param>
    /// <param name="cell">What it is to do.</param>
    /// <param name="files">Of the cell's network.</param>
    public static IEngine Create(string engine, Cell cell, NetworkFiles files) => engine.Replace(HugePages, string.Empty, StringComparison.Ordinal) switch
    {
        Ours => CreateOurs(cell, files),
        OnnxRuntime => CreateOnnxRuntime(cell, files, NetworkDescription.Read(files.Description)),
        Libtorch => CreateLibtorch(cell, files, NetworkDescription.Read(files.Description), channelsLast: false),
        LibtorchChannelsLast => CreateLibtorch(cell, files, NetworkDescription.Read(files.Description), channelsLast: true),
        _ => throw new ArgumentException($"There is no engine {engine}: {string.Join(", ", Names)}."),
    };

    private static CnnGenEngine CreateOurs(Cell cell, NetworkFiles files)
    {
        CompiledModel model = NetworkCatalog.Find(cell.Network).Load(files.Weights);
        return new CnnGenEngine(model, NetworkCatalog.Pixels(model.Info.Input, cell.Batch), cell);
    }

    private static OnnxRuntimeEngine CreateOnnxRuntime(Cell cell, NetworkFiles files, NetworkDescription network) =>
        new(files.Onnx, NetworkCatalog.Pixels(network.Input(), cell.Batch), network.Input(), network.Output().Length, cell);

    private static LibtorchEngine CreateLibtorch(Cell cell, NetworkFiles files, NetworkDescription network, bool channelsLast)
    {
        LibtorchLoader.Prepare();
        return new LibtorchEngine(network, files.Libtorch, NetworkCatalog.Pixels(network.Input(), cell.Batch), cell, channelsLast);
    }
}
