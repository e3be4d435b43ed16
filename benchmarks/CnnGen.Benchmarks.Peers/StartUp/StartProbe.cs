using CnnGen.Benchmarks.Peers.Engines;
using CnnGen.Benchmarks.Peers.Networks;

namespace CnnGen.Benchmarks.Peers.StartUp;

/// <summary>A program that starts, predicts one digit, says which, and ends.</summary>
internal static class StartProbe
{
    /// <summary>First argument of the process; the engine and its file follow.</summary>
    public const string Command = "start-probe";

    /// <summary>In place of an engine: the program does nothing, and says nothing but that.</summary>
    public const string Empty = "empty";

    /// <summary>Engines that can be started so.</summary>
    public static IReadOnlyList<string> Engines { get; } = [Empty, EngineCatalog.Ours, EngineCatalog.OnnxRuntime];

    private static readonly Cell One = new(Cell.Predicting, Cell.None, "mnist", Batch: 1, Threads: 1);

    /// <summary>Runs the program.</summary>
    public static int Run(string engine, string file)
    {
        Console.WriteLine(engine switch
        {
            EngineCatalog.Ours => PredictWithOurs(file),
            EngineCatalog.OnnxRuntime => PredictWithOnnxRuntime(file),
            _ => 0,
        });
        return 0;
    }

    private static int PredictWithOurs(string file)
    {
        MnistNetwork model = MnistNetwork.Load(file);
        return model.Predict(NetworkCatalog.Pixels(model.Info.Input, One.Batch)).Label;
    }

    private static int PredictWithOnnxRuntime(string file)
    {
        var shape = new ImageShape(MnistNetwork.InputHeight, MnistNetwork.InputWidth, MnistNetwork.InputChannels);
        using var engine = new OnnxRuntimeEngine(file, NetworkCatalog.Pixels(shape, One.Batch), shape, MnistNetwork.OutputLength, One);
        float[] outputs = engine.Predict();
        return Array.IndexOf(outputs, outputs.Max());
    }
}
