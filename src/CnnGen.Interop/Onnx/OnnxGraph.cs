namespace CnnGen.Interop.Onnx;

/// <summary>The nodes and constants of a graph, in the order in which they run.</summary>
/// <param name="Nodes">Operators; a chain.</param>
/// <param name="Tensors">Weights and constants.</param>
internal sealed record OnnxGraph(IReadOnlyList<OnnxNode> Nodes, IReadOnlyList<OnnxTensor> Tensors)
{
    /// <summary>Name of the graph's input.</summary>
    public const string Input = "input";

    /// <summary>Name of the graph's output.</summary>
    public const string Output = "output";

    /// <summary>Name of the batch dimension.</summary>
    public const string Batch = "N";
}

/// <summary>One operator.</summary>
/// <param name="Operator">Such as <c>Conv</c>, of the default domain.</param>
/// <param name="Inputs">Names of values and tensors.</param>
/// <param name="Output">Name of the value; the node has the same.</param>
/// <param name="Attributes">In the order of the file.</param>
internal sealed record OnnxNode(string Operator, IReadOnlyList<string> Inputs, string Output, IReadOnlyList<OnnxAttribute> Attributes);

/// <summary>A named argument of an operator: a <see cref="long"/>, <see cref="float"/>, <see cref="string"/> or an array of <see cref="long"/>.</summary>
internal abstract record OnnxAttribute(string Name);

/// <summary>A whole number.</summary>
internal sealed record IntAttribute(string Name, long Value) : OnnxAttribute(Name);

/// <summary>Several whole numbers.</summary>
internal sealed record IntsAttribute(string Name, params long[] Values) : OnnxAttribute(Name);

/// <summary>A number.</summary>
internal sealed record FloatAttribute(string Name, float Value) : OnnxAttribute(Name);

/// <summary>A word.</summary>
internal sealed record StringAttribute(string Name, string Value) : OnnxAttribute(Name);

/// <summary>A constant.</summary>
/// <param name="Name">Unique in the graph.</param>
/// <param name="Type">Of its values.</param>
/// <param name="Shape">Sizes, outermost first; empty for a single number.</param>
/// <param name="Bytes">The values, little-endian.</param>
internal sealed record OnnxTensor(string Name, OnnxType Type, IReadOnlyList<int> Shape, byte[] Bytes);

/// <summary><c>TensorProto.DataType</c>.</summary>
internal enum OnnxType
{
    /// <summary>32-bit floats.</summary>
    Float = 1,

    /// <summary>64-bit whole numbers.</summary>
    Int64 = 7,
}
