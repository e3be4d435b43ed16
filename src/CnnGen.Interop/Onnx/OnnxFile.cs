using System.Text;

namespace CnnGen.Interop.Onnx;

/// <summary>
/// Puts a graph into the messages of an ONNX file. Names and numbers of messages and fields are those of <c>onnx.proto</c>
/// (github.com/onnx/onnx, IR version 8; fields have kept their numbers in all versions).
/// </summary>
internal static class OnnxFile
{
    private const long IrVersion = 8;
    private const long OpsetVersion = 17;

    /// <summary>The ModelProto.</summary>
    public static ProtoMessage Describe(ModelInfo info, OnnxGraph graph)
    {
        const int irVersion = 1, producerName = 2, producerVersion = 3, docString = 6, graphField = 7, opsetImport = 8, metadataProps = 14;
        ProtoMessage message = new ProtoMessage()
            .Add(irVersion, IrVersion)
            .Add(producerName, "CnnGen")
            .Add(producerVersion, typeof(CompiledModel).Assembly.GetName().Version?.ToString(fieldCount: 3) ?? string.Empty)
            .Add(docString, info.Summary)
            .Add(graphField, Graph(info, graph))
            .Add(opsetImport, OperatorSet());
        foreach ((string key, string value) in Metadata(info)) message.Add(metadataProps, Entry(key, value));
        return message;
    }

    private static IEnumerable<(string Key, string Value)> Metadata(ModelInfo info)
    {
        yield return ("input", "NHWC, 0..1");
        yield return ("fingerprint", info.Fingerprint);
        if (info.ClassNames.Count > 0) yield return ("classes", string.Join(',', info.ClassNames));
    }

    /// <summary>StringStringEntryProto.</summary>
    private static ProtoMessage Entry(string key, string value)
    {
        const int keyField = 1, valueField = 2;
        return new ProtoMessage().Add(keyField, key).Add(valueField, value);
    }

    /// <summary>OperatorSetIdProto of the default domain.</summary>
    private static ProtoMessage OperatorSet()
    {
        const int domain = 1, version = 2;
        return new ProtoMessage().Add(domain, string.Empty).Add(version, OpsetVersion);
    }

    /// <summary>GraphProto.</summary>
    private static ProtoMessage Graph(ModelInfo info, OnnxGraph graph)
    {
        const int node = 1, name = 2, initializer = 5, input = 11, output = 12;
        var message = new ProtoMessage();
        foreach (OnnxNode each in graph.Nodes) message.Add(node, Node(each));
        message.Add(name, info.Name);
        foreach (OnnxTensor tensor in graph.Tensors) message.Add(initializer, Tensor(tensor));
        return message
            .Add(input, Value(OnnxGraph.Input, info.Input.Height, info.Input.Width, info.Input.Channels))
            .Add(output, info.Output is { Height: 1, Width: 1 }
                ? Value(OnnxGraph.Output, info.Output.Channels)
                : Value(OnnxGraph.Output, info.Output.Height, info.Output.Width, info.Output.Channels));
    }

    /// <summary>NodeProto.</summary>
    private static ProtoMessage Node(OnnxNode node)
    {
        const int input = 1, output = 2, name = 3, opType = 4, attribute = 5;
        var message = new ProtoMessage();
        foreach (string each in node.Inputs) message.Add(input, each);
        message.Add(output, node.Output).Add(name, node.Output).Add(opType, node.Operator);
        foreach (OnnxAttribute each in node.Attributes) message.Add(attribute, Attribute(each));
        return message;
    }

    /// <summary>AttributeProto; its field <c>type</c> says which of the others holds the value.</summary>
    private static ProtoMessage Attribute(OnnxAttribute attribute)
    {
        const int name = 1, f = 2, i = 3, s = 4, ints = 8, type = 20;
        const int typeFloat = 1, typeInt = 2, typeString = 3, typeInts = 7;
        ProtoMessage message = new ProtoMessage().Add(name, attribute.Name);
        switch (attribute)
        {
            case FloatAttribute value: return message.Add(f, value.Value).Add(type, typeFloat);
            case IntAttribute value: return message.Add(i, value.Value).Add(type, typeInt);
            case StringAttribute value: return message.Add(s, Encoding.UTF8.GetBytes(value.Value)).Add(type, typeString);
            case IntsAttribute value:
                foreach (long each in value.Values) message.Add(ints, each);
                return message.Add(type, typeInts);
            default: throw new InvalidOperationException($"ONNX has no {attribute.GetType().Name}.");
        }
    }

    /// <summary>TensorProto.</summary>
    private static ProtoMessage Tensor(OnnxTensor tensor)
    {
        const int dims = 1, dataType = 2, name = 8, rawData = 9;
        var message = new ProtoMessage();
        foreach (int size in tensor.Shape) message.Add(dims, size);
        return message.Add(dataType, (long)tensor.Type).Add(name, tensor.Name).Add(rawData, tensor.Bytes);
    }

    /// <summary>ValueInfoProto of floats with the batch before the given sizes.</summary>
    private static ProtoMessage Value(string valueName, params ReadOnlySpan<int> sizes)
    {
        const int name = 1, type = 2, tensorType = 1, elemType = 1, shape = 2, dim = 1, dimValue = 1, dimParam = 2;
        ProtoMessage dimensions = new ProtoMessage().Add(dim, new ProtoMessage().Add(dimParam, OnnxGraph.Batch));
        foreach (int size in sizes) dimensions.Add(dim, new ProtoMessage().Add(dimValue, size));
        ProtoMessage tensor = new ProtoMessage().Add(elemType, (long)OnnxType.Float).Add(shape, dimensions);
        return new ProtoMessage().Add(name, valueName).Add(type, new ProtoMessage().Add(tensorType, tensor));
    }
}
