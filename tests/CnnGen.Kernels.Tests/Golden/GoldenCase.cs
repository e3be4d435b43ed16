using System.Text.Json;

namespace CnnGen.Kernels.Tests.Golden;

/// <summary>
/// One case: an operation, its attributes, its tensors. It keeps account of what was read, so that an attribute or an expected result
/// that nobody looked at fails the case instead of being passed over.
/// </summary>
internal sealed class GoldenCase(string id, JsonElement entry, Lazy<GoldenFile> file)
{
    /// <summary>Attributes that say nothing about the arithmetic.</summary>
    private static readonly string[] Remarks = ["description", "update", "padding"];

    public string Id => id;

    public string Operation { get; } = entry.GetProperty("op").GetString() ?? string.Empty;

    /// <summary>The class that the case's network is compiled to.</summary>
    public string ClassName => "Golden_" + string.Concat(Id.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));

    /// <summary>Begins to read the case anew; readers do not share their accounts.</summary>
    public GoldenReader Open() => new(this, entry, file);

    public override string ToString() => $"{Id} ({Operation})";

    public static bool IsRemark(string attribute) => Remarks.Contains(attribute);
}

/// <summary>Reads one case once.</summary>
internal sealed class GoldenReader(GoldenCase golden, JsonElement entry, Lazy<GoldenFile> file)
{
    private readonly HashSet<string> _read = [];

    public GoldenCase Case => golden;

    public bool Has(string tensor) => entry.GetProperty("tensors").TryGetProperty(tensor, out _);

    /// <summary>Roles of the tensors whose role begins with the prefix, without it.</summary>
    public IEnumerable<string> TensorsUnder(string prefix) =>
        entry.GetProperty("tensors").EnumerateObject().Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(tensor => tensor.Name[prefix.Length..]);

    public GoldenTensor Tensor(string name)
    {
        if (!entry.GetProperty("tensors").TryGetProperty(name, out JsonElement description)) throw Unusable($"has no tensor '{name}'");
        _read.Add(name);
        GoldenTensor tensor = file.Value[description.GetProperty("tensor").GetString() ?? string.Empty];
        int[] shape = [.. description.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())];
        return tensor.Shape.SequenceEqual(shape)
            ? tensor
            : throw Unusable($"says that '{name}' is {string.Join("×", shape)}, but the file has {string.Join("×", tensor.Shape)}");
    }

    public double[] Values(string tensor) => Tensor(tensor).Values;

    /// <summary>A result that CnnGen does not compute, with the reason.</summary>
    public void PassOver(string tensor, string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        _read.Add(tensor);
    }

    /// <summary>What plain float32 arithmetic gives for a result, as max |x − expected| / max |expected|; 0 where the case does not say.</summary>
    public double Float32Error(string tensor) =>
        entry.TryGetProperty("float32_error", out JsonElement errors) && errors.TryGetProperty(tensor, out JsonElement error) ? error.GetDouble() : 0;

    public double Number(string attribute, double? fallback = null) => Attribute(attribute) is { } value
        ? value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw Unusable($"has the attribute {attribute} = {value}, which is not a number")
        : fallback ?? throw Unusable($"lacks the attribute {attribute}");

    public bool Flag(string attribute, bool fallback) => Attribute(attribute) is { } value
        ? value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Unusable($"has the attribute {attribute} = {value}, which is not true or false")
        : fallback;

    public string Text(string attribute, string? fallback = null) => Attribute(attribute) is { } value
        ? value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Unusable($"has the attribute {attribute} = {value}, which is not text")
        : fallback ?? throw Unusable($"lacks the attribute {attribute}");

    /// <summary>As many whole numbers as asked for; one number stands for two equal ones.</summary>
    public int[] Integers(string attribute, int count, int[]? fallback = null)
    {
        if (Attribute(attribute) is not { } value) return fallback ?? throw Unusable($"lacks the attribute {attribute}");
        if (value.ValueKind == JsonValueKind.Number && count == 2 && value.TryGetInt32(out int both)) return [both, both];
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != count) throw Unusable($"has the attribute {attribute} = {value}, which is not {count} numbers");
        return [.. value.EnumerateArray().Select(item => item.TryGetInt32(out int number) ? number : throw Unusable($"has the attribute {attribute} = {value}, which is not of whole numbers"))];
    }

    /// <summary>Fails unless the attribute is absent or has one of the values that CnnGen knows.</summary>
    public void Demand(string attribute, params string[] known)
    {
        if (Attribute(attribute) is { } value && !known.Contains(value.ToString())) throw Unsupported(attribute, value);
    }

    /// <summary>Fails if an attribute or an expected result was not looked at.</summary>
    public void DemandAllRead()
    {
        foreach (JsonProperty attribute in entry.GetProperty("attributes").EnumerateObject())
        {
            if (!_read.Contains(attribute.Name) && !GoldenCase.IsRemark(attribute.Name)) throw Unsupported(attribute.Name, attribute.Value);
        }

        foreach (JsonProperty tensor in entry.GetProperty("tensors").EnumerateObject())
        {
            if (!_read.Contains(tensor.Name)) throw Unusable($"has a tensor '{tensor.Name}' that CnnGen has nothing to compare with");
        }
    }

    public Exception Unusable(string why) => new NotSupportedException($"Golden case {golden} {why}.");

    private Exception Unsupported(string attribute, JsonElement value) => Unusable($"has the attribute {attribute} = {value}, which CnnGen does not have");

    private JsonElement? Attribute(string name)
    {
        _read.Add(name);
        return entry.GetProperty("attributes").TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }
}
