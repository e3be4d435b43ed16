using CnnGen.Interop;
using Microsoft.ML.OnnxRuntime;

namespace CnnGen.Benchmarks.Peers.Engines;

/// <summary>ONNX Runtime on the exported model: processor only, every optimisation of the graph, the batch fixed, buffers bound once.</summary>
internal sealed class OnnxRuntimeEngine : IEngine
{
    private static readonly string[] Inputs = ["input"];
    private static readonly string[] Outputs = ["output"];

    private readonly RunOptions _options = new();
    private readonly InferenceSession _session;
    private readonly OrtValue[] _input;
    private readonly OrtValue[] _output;
    private readonly float[] _values;

    public OnnxRuntimeEngine(CompiledModel model, float[] pixels, Cell cell)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = cell.Threads,
            InterOpNumThreads = 1,
        };
        options.AddFreeDimensionOverrideByName("N", cell.Batch);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cnngen-peers-");
        try
        {
            string path = Path.Combine(folder.FullName, "model.onnx");
            model.ExportOnnx(path);
            _session = new InferenceSession(path, options);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        ImageShape shape = model.Info.Input;
        _values = new float[cell.Batch * model.Info.Output.Length];
        _input = [OrtValue.CreateTensorValueFromMemory(pixels, [cell.Batch, shape.Height, shape.Width, shape.Channels])];
        _output = [OrtValue.CreateTensorValueFromMemory(_values, [cell.Batch, model.Info.Output.Length])];
    }

    public string InstructionSet => "auto";

    public float[] Predict()
    {
        Step();
        return _values;
    }

    public void Step() => _session.Run(_options, Inputs, _input, Outputs, _output);

    public void Dispose()
    {
        _input[0].Dispose();
        _output[0].Dispose();
        _session.Dispose();
        _options.Dispose();
    }
}
