using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CnnGen;

/// <summary>A tensor to be written.</summary>
/// <param name="Name">Its name, unique in the file.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Values">As many values as the shape has.</param>
internal readonly record struct SafetensorsTensor(string Name, IReadOnlyList<int> Shape, ReadOnlyMemory<float> Values);

/// <summary>Writes a safetensors file: F32 tensors one after the other, from a multiple of 8 bytes on.</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes all parameters.</summary>
    /// <param name="stream">Where the file goes.</param>
    /// <param name="parameters">What is written, in the order of the model.</param>
    /// <param name="metadata">Strings by name.</param>
    public static void Write(Stream stream, ParameterStore parameters, IReadOnlyList<KeyValuePair<string, string>> metadata) =>
        Write(stream, [.. parameters.Info.Parameters.Select(parameter => new SafetensorsTensor(parameter.Name, parameter.Shape, parameters.AllMemory.Slice(parameter.Offset, parameter.Length)))], metadata);

    /// <summary>Writes tensors.</summary>
    /// <param name="stream">Where the file goes.</param>
    /// <param name="tensors">What is written, in this order.</param>
    /// <param name="metadata">Strings by name.</param>
    public static void Write(Stream stream, IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        ReadOnlySpan<byte> header = BuildHeader(tensors, metadata);
        int padding = (Alignment - (header.Length % Alignment)) % Alignment;
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)(header.Length + padding));
        stream.Write(length);
        stream.Write(header);
        for (int i = 0; i < padding; i++) stream.WriteByte((byte)' ');
        foreach (SafetensorsTensor tensor in tensors) WriteValues(stream, tensor.Values.Span);
    }

    private static ReadOnlySpan<byte> BuildHeader(IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartObject(SafetensorsHeader.MetadataName);
        foreach ((string name, string value) in metadata) json.WriteString(name, value);
        json.WriteEndObject();

        long offset = 0;
        foreach (SafetensorsTensor tensor in tensors)
        {
            long end = offset + ((long)tensor.Values.Length * sizeof(float));
            json.WriteStartObject(tensor.Name);
            json.WriteString("dtype", "F32");
            json.WriteStartArray("shape");
            foreach (int size in tensor.Shape) json.WriteNumberValue(size);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(offset);
            json.WriteNumberValue(end);
            json.WriteEndArray();
            json.WriteEndObject();
            offset = end;
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan;
    }

    private static void WriteValues(Stream stream, ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(MemoryMarshal.AsBytes(values));
            return;
        }

        float[] swapped = values.ToArray();
        SafetensorsReader.ReverseBytes(swapped);
        stream.Write(MemoryMarshal.AsBytes<float>(swapped));
    }
}
