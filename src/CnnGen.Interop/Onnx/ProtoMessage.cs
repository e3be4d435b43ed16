using Google.Protobuf;

namespace CnnGen.Interop.Onnx;

/// <summary>
/// A protocol-buffer message (protobuf.dev/programming-guides/encoding) put together field by field. Sizes are added up on the way,
/// so that nested messages are written in one go and the bytes of tensors are never copied. A message is complete when it is put into another.
/// </summary>
internal sealed class ProtoMessage
{
    private readonly List<Action<CodedOutputStream>> _fields = [];
    private int _size;

    /// <summary>A field of type int32, int64 or enum.</summary>
    public ProtoMessage Add(int field, long value) => Add(field, WireFormat.WireType.Varint, CodedOutputStream.ComputeInt64Size(value), output => output.WriteInt64(value));

    /// <summary>A field of type float.</summary>
    public ProtoMessage Add(int field, float value) => Add(field, WireFormat.WireType.Fixed32, sizeof(float), output => output.WriteFloat(value));

    /// <summary>A field of type string.</summary>
    public ProtoMessage Add(int field, string value) =>
        Add(field, WireFormat.WireType.LengthDelimited, CodedOutputStream.ComputeStringSize(value), output => output.WriteString(value));

    /// <summary>A field of type bytes. The array is not copied: it must not change until the message is written.</summary>
    public ProtoMessage Add(int field, byte[] value)
    {
        ByteString bytes = UnsafeByteOperations.UnsafeWrap(value);
        return Add(field, WireFormat.WireType.LengthDelimited, CodedOutputStream.ComputeBytesSize(bytes), output => output.WriteBytes(bytes));
    }

    /// <summary>A field that is a message.</summary>
    public ProtoMessage Add(int field, ProtoMessage value)
    {
        int size = value._size;
        return Add(field, WireFormat.WireType.LengthDelimited, checked(CodedOutputStream.ComputeLengthSize(size) + size), output =>
        {
            output.WriteLength(size);
            value.WriteFields(output);
        });
    }

    /// <summary>Writes the whole message.</summary>
    public void WriteTo(Stream stream)
    {
        using var output = new CodedOutputStream(stream, leaveOpen: true);
        WriteFields(output);
    }

    private ProtoMessage Add(int field, WireFormat.WireType type, int size, Action<CodedOutputStream> write)
    {
        _size = checked(_size + CodedOutputStream.ComputeTagSize(field) + size);
        _fields.Add(output =>
        {
            output.WriteTag(field, type);
            write(output);
        });
        return this;
    }

    private void WriteFields(CodedOutputStream output)
    {
        foreach (Action<CodedOutputStream> write in _fields) write(output);
    }
}
