using System.Buffers.Binary;
using System.Text.Json;

namespace CnnGen.Kernels.Tests.Golden;

/// <summary>A tensor of a golden file: its sizes and its values, whole numbers and floats widened to double.</summary>
internal sealed record GoldenTensor(string Name, int[] Shape, double[] Values);

/// <summary>Reads a safetensors file: eight bytes with the length of the header, a JSON header of names, types, shapes and places, and the values. F32, F64 and I64, all little-endian.</summary>
internal sealed class GoldenFile
{
    private const int LongestHeader = 100_000_000;

    private readonly string _path;
    private readonly byte[] _bytes;
    private readonly int _dataStart;
    private readonly Dictionary<string, JsonElement> _entries = [];

    private GoldenFile(string path, byte[] bytes)
    {
        _path = path;
        _bytes = bytes;
        if (bytes.Length < 8) throw Bad("is shorter than the eight bytes that give the header's length");
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (headerLength > LongestHeader || headerLength > (ulong)(bytes.Length - 8)) throw Bad($"says that its header has {headerLength} bytes, of {bytes.Length} in the file");
        _dataStart = 8 + (int)headerLength;
        try
        {
            using var header = JsonDocument.Parse(bytes.AsMemory(8, (int)headerLength));
            foreach (JsonProperty entry in header.RootElement.EnumerateObject())
            {
                if (entry.Name != "__metadata__") _entries[entry.Name] = entry.Value.Clone();
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw Bad($"has a header that is not a JSON object: {exception.Message}");
        }
    }

    public static GoldenFile Read(string path) => new(path, File.ReadAllBytes(path));

    /// <summary>One tensor by its name.</summary>
    /// <exception cref="InvalidDataException">It is not there, or its type, shape and place do not agree with each other and the file.</exception>
    public GoldenTensor this[string name]
    {
        get
        {
            if (!_entries.TryGetValue(name, out JsonElement entry)) throw Bad($"has no tensor {name}");
            try
            {
                return Decode(name, entry);
            }
            catch (Exception exception) when (exception is KeyNotFoundException or FormatException or InvalidOperationException or OverflowException)
            {
                throw Bad($"describes {name} in a way that cannot be read: {exception.Message}");
            }
        }
    }

    private GoldenTensor Decode(string name, JsonElement entry)
    {
        string type = entry.GetProperty("dtype").GetString() ?? string.Empty;
        int size = type switch
        {
            "F32" => 4,
            "F64" or "I64" => 8,
            _ => throw Bad($"keeps {name} as {type}; only F32, F64 and I64 are read"),
        };
        int[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())];
        if (shape.Any(length => length < 0)) throw Bad($"gives {name} a negative size");
        long count = shape.Aggregate(1L, (product, length) => checked(product * length));
        JsonElement offsets = entry.GetProperty("data_offsets");
        if (offsets.GetArrayLength() != 2) throw Bad($"does not give {name} a beginning and an end");
        long begin = offsets[0].GetInt64();
        long end = offsets[1].GetInt64();
        if (begin < 0 || end < begin || end > _bytes.Length - _dataStart) throw Bad($"places {name} at {begin}..{end}, but has {_bytes.Length - _dataStart} bytes of values");
        if (end - begin != checked(count * size)) throw Bad($"gives {name} {end - begin} bytes, which are not {count} values of {size}");

        ReadOnlySpan<byte> bytes = _bytes.AsSpan(_dataStart + (int)begin, (int)(end - begin));
        var values = new double[count];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> value = bytes.Slice(i * size, size);
            values[i] = type switch
            {
                "F32" => BinaryPrimitives.ReadSingleLittleEndian(value),
                "F64" => BinaryPrimitives.ReadDoubleLittleEndian(value),
                _ => BinaryPrimitives.ReadInt64LittleEndian(value),
            };
        }

        return new(name, shape, values);
    }

    private InvalidDataException Bad(string what) => new($"{_path} {what}.");
}
