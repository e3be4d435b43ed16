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

    /// <param name="path">The exported model.</param>
    /// <param name="pixels">A batch of pictures.</param>
    /// <param name="input">Shape of a picture.</param>
    /// <param name="outputs">Values that come out for each.</param>
    /// <param name="cell">Batch and threads.</param>
    public OnnxRuntimeEngine(string path, float[] pixels, ImageShape input, int outputs, Cell cell)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = cell.Threads,
            InterOpNumThreads = 1,
        };
        options.AddFreeDimensionOverrideByName("N", cell.Batch);
        _session = new InferenceSession(path, options);
        _values = new float[cell.Batch * outputs];
        _input = [OrtValue.CreateTensorValueFromMemory(pixels, [cell.Batch, input.Height, input.Width, input.Channels])];
        _output = [OrtValue.CreateTensorValueFromMemory(_values, [cell.Batch, outputs])];
    }

    public string InstructionSet => "auto";

    public double Loss => double.NaN;

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
