using System.Text.Json;

namespace CnnGen;

/// <summary>
/// The JSON header of a safetensors file (https://huggingface.co/docs/safetensors): each tensor's element type, shape and place,
/// and <c>__metadata__</c>, strings by name. What comes out of <see cref="Parse"/> is consistent: names are unique, every tensor
/// takes the bytes that its shape needs, and the tensors fill the data one after the other.
/// </summary>
internal sealed record SafetensorsHeader(IReadOnlyList<SafetensorsEntry> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Name of the entry that is no tensor.</summary>
    public const string MetadataName = "__metadata__";

    /// <summary>Most dimensions that a tensor may have here.</summary>
    private const int MaxDimensions = 16;

    /// <summary>Longest name: names stand in messages.</summary>
    private const int MaxNameLength = 1024;

    /// <summary>Reads and checks a header.</summary>
    /// <param name="json">The header.</param>
    /// <param name="dataLength">Bytes after it.</param>
    /// <exception cref="InvalidDataException">It is not a header of that much data; the message says why.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
            SafetensorsHeader header = ReadHeader(ref reader);
            CheckPlaces(header.Tensors, dataLength);
            return header;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            // InvalidOperationException is the reader's word for text that is not UTF-8, and for one kind of value in the place of another.
            throw new InvalidDataException($"the header is not the JSON of a safetensors file: {error.Message}", error);
        }
    }

    private static SafetensorsHeader ReadHeader(ref Utf8JsonReader reader)
    {
        var tensors = new List<SafetensorsEntry>();
        var names = new HashSet<string>();
        var metadata = new Dictionary<string, string>();
        Expect(ref reader, JsonTokenType.StartObject, "the header");
        while (NextProperty(ref reader, names, "the header") is { } name)
        {
            if (name == MetadataName)
            {
                ReadMetadata(ref reader, metadata);
            }
            else
            {
                tensors.Add(ReadTensor(ref reader, name));
            }
        }

        reader.Read(); // throws unless nothing but spaces follows
        return new SafetensorsHeader(tensors, metadata);
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, Dictionary<string, string> metadata)
    {
        var names = new HashSet<string>();
        Expect(ref reader, JsonTokenType.StartObject, MetadataName);
        while (NextProperty(ref reader, names, MetadataName) is { } name)
        {
            Expect(ref reader, JsonTokenType.String, $"{MetadataName} '{name}'");
            metadata.Add(name, reader.GetString()!);
        }
    }

    private static SafetensorsEntry ReadTensor(ref Utf8JsonReader reader, string tensor)
    {
        string what = $"tensor '{tensor}'";
        string? dataType = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        Expect(ref reader, JsonTokenType.StartObject, what);
        while (NextProperty(ref reader, names: null, what) is { } name)
        {
            switch (name)
            {
                case "dtype" when dataType is null:
                    Expect(ref reader, JsonTokenType.String, $"dtype of {what}");
                    dataType = reader.GetString()!;
                    if (dataType.Length > MaxNameLength) throw new InvalidDataException($"dtype of {what} takes {dataType.Length} characters");
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, $"shape of {what}");
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, $"data_offsets of {what}");
                    break;
                default:
                    throw new InvalidDataException($"{what} has a property '{name}' that safetensors does not know, or has it twice");
            }
        }

        if (dataType is null || shape is null || offsets is null) throw new InvalidDataException($"{what} lacks {(dataType is null ? "dtype" : shape is null ? "shape" : "data_offsets")}");
        if (offsets.Count != 2 || offsets[0] > offsets[1]) throw new InvalidDataException($"data_offsets of {what} are [{string.Join(", ", offsets)}], not begin and end");
        var entry = new SafetensorsEntry(tensor, dataType, shape, offsets[0], offsets[1]);
        CheckSize(entry);
        return entry;
    }

    private static List<long> ReadNumbers(ref Utf8JsonReader reader, string what)
    {
        var numbers = new List<long>();
        Expect(ref reader, JsonTokenType.StartArray, what);
        while (true)
        {
            if (!reader.Read()) throw new InvalidDataException($"{what} does not end");
            if (reader.TokenType == JsonTokenType.EndArray) return numbers;
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
            {
                throw new InvalidDataException($"{what} holds something other than whole numbers from 0 on");
            }

            if (numbers.Count == MaxDimensions) throw new InvalidDataException($"{what} holds more than {MaxDimensions} numbers");
            numbers.Add(number);
        }
    }

    private static void CheckSize(SafetensorsEntry entry)
    {
        int elementBytes = entry.DataType switch
        {
            "BOOL" or "U8" or "I8" or "F8_E4M3" or "F8_E5M2" => 1,
            "U16" or "I16" or "F16" or "BF16" => 2,
            "U32" or "I32" or "F32" => 4,
            "U64" or "I64" or "F64" => 8,
            _ => throw new InvalidDataException($"tensor '{entry.Name}' has dtype '{entry.DataType}', which is not known here"),
        };
        long bytes = entry.End - entry.Begin;
        Int128 needed = elementBytes;
        foreach (long size in entry.Shape)
        {
            needed *= size; // two longs' product always fits
            if (needed > long.MaxValue) throw new InvalidDataException($"tensor '{entry.Name}', {entry.Description}, needs more bytes than any file has");
        }

        if (needed != bytes) throw new InvalidDataException($"tensor '{entry.Name}', {entry.Description}, needs {needed} bytes, but its data_offsets [{entry.Begin}, {entry.End}] give {bytes}");
    }

    private static void CheckPlaces(IReadOnlyList<SafetensorsEntry> tensors, long dataLength)
    {
        long end = 0;
        string before = "the start of the data";
        foreach (SafetensorsEntry entry in tensors.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != end)
            {
                throw new InvalidDataException($"tensor '{entry.Name}' begins at {entry.Begin}, {(entry.Begin < end ? "inside" : "apart from")} {before}, which ends at {end}");
            }

            end = entry.End;
            before = $"tensor '{entry.Name}'";
        }

        if (end != dataLength) throw new InvalidDataException($"its tensors take {end} bytes of data, but {dataLength} bytes follow the header");
    }

    private static string? NextProperty(ref Utf8JsonReader reader, HashSet<string>? names, string what)
    {
        if (!reader.Read()) throw new InvalidDataException($"{what} does not end");
        if (reader.TokenType == JsonTokenType.EndObject) return null;
        string name = reader.GetString()!;
        if (name.Length > MaxNameLength) throw new InvalidDataException($"{what} has a name of {name.Length} characters; no more than {MaxNameLength} are read");
        return names is null || names.Add(name) ? name : throw new InvalidDataException($"{what} has '{name}' twice");
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (!reader.Read() || reader.TokenType != type) throw new InvalidDataException($"{what} is not a JSON {Describe(type)}");
    }

    private static string Describe(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "object",
        JsonTokenType.StartArray => "array",
        _ => "string",
    };
}
