using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CnnGen;

/// <summary>Writes the parameters of a model as a safetensors file: F32 tensors one after the other, from a multiple of 8 bytes on.</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes all parameters.</summary>
    /// <param name="stream">Where the file goes.</param>
    /// <param name="parameters">What is written, in the order of the model.</param>
    /// <param name="metadata">Strings by name.</param>
    public static void Write(Stream stream, ParameterStore parameters, IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        ReadOnlySpan<byte> header = BuildHeader(parameters.Info.Parameters, metadata);
        int padding = (Alignment - (header.Length % Alignment)) % Alignment;
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)(header.Length + padding));
        stream.Write(length);
        stream.Write(header);
        for (int i = 0; i < padding; i++) stream.WriteByte((byte)' ');
        for (int i = 0; i < parameters.Info.Parameters.Count; i++) WriteValues(stream, parameters[i]);
    }

    private static ReadOnlySpan<byte> BuildHeader(IReadOnlyList<ParameterInfo> parameters, IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartObject(SafetensorsHeader.MetadataName);
        foreach ((string name, string value) in metadata) json.WriteString(name, value);
        json.WriteEndObject();

        long offset = 0;
        foreach (ParameterInfo parameter in parameters)
        {
            long end = offset + ((long)parameter.Length * sizeof(float));
            json.WriteStartObject(parameter.Name);
            json.WriteString("dtype", "F32");
            json.WriteStartArray("shape");
            foreach (int size in parameter.Shape) json.WriteNumberValue(size);
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
