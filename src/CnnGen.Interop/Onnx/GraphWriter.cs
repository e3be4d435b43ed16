using System.Buffers.Binary;

namespace CnnGen.Interop.Onnx;

/// <summary>Collects the nodes and tensors of a graph.</summary>
internal sealed class GraphWriter
{
    private readonly List<OnnxNode> _nodes = [];
    private readonly Dictionary<string, OnnxTensor> _tensors = [];

    /// <summary>Adds an operator that gives one value, and returns the value's name.</summary>
    public string Node(string type, string name, IReadOnlyList<string> inputs, params OnnxAttribute[] attributes)
    {
        _nodes.Add(new OnnxNode(type, inputs, name, attributes));
        return name;
    }

    /// <summary>Adds weights, and returns their name.</summary>
    public string Weights(string name, float[] values, IReadOnlyList<int> shape)
    {
        var bytes = new byte[checked(values.Length * sizeof(float))];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        _tensors[name] = new OnnxTensor(name, OnnxType.Float, shape, bytes);
        return name;
    }

    /// <summary>Adds a vector of whole numbers, and returns its name.</summary>
    public string Constant(string name, long[] values)
    {
        var bytes = new byte[values.Length * sizeof(long)];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        _tensors[name] = new OnnxTensor(name, OnnxType.Int64, [values.Length], bytes);
        return name;
    }

    /// <summary>Adds a number, once for all who ask for the name, and returns the name.</summary>
    public string Constant(string name, float value) => _tensors.ContainsKey(name) ? name : Weights(name, [value], []);

    /// <summary>The graph, whose output is the value that was made last.</summary>
    /// <param name="value">Name of that value.</param>
    public OnnxGraph Finish(string value)
    {
        if (_nodes.Count == 0) Node("Identity", value = "same", [OnnxGraph.Input]);
        if (_nodes[^1].Output != value) throw new InvalidOperationException($"{value} is not what the last node gives.");
        _nodes[^1] = _nodes[^1] with { Output = OnnxGraph.Output };
        return new OnnxGraph(_nodes, [.. _tensors.Values]);
    }
}
