namespace CnnGen.Generator.Model;

/// <summary>The names that generated code declares in a model's class, beside those inherited from <c>CompiledModel</c>.</summary>
internal static class GeneratedNames
{
    /// <summary>Members that tolerate no namesake at all.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "Summary", "InputHeight", "InputWidth", "InputChannels", "InputLength", "OutputLength", "Compiled", "Kernels", "Steps",
    };

    /// <summary>Methods that may be overloaded, by the parameters that are taken. A trailing star stands for the rest of the last one.</summary>
    private static readonly Dictionary<string, string[]> Methods = new(StringComparer.Ordinal)
    {
        ["Fork"] = [""],
        ["Load"] = ["string"],
        ["Predict"] = ["System.ReadOnlySpan<float>", "System.ReadOnlySpan<float>, System.Span<CnnGen.Prediction<*"],
    };

    /// <summary>What layers with weights, which have members of their names, are called without their numbers.</summary>
    private static readonly string[] LayerKinds = ["Conv", "Dense", "BatchNorm"];

    /// <summary>Whether some model has a generated member of the name.</summary>
    public static bool MayBeGenerated(string name) => IsMember(name) || IsLayer(name);

    /// <summary>Whether every model has a generated member of the name.</summary>
    public static bool IsMember(string name) => Reserved.Contains(name) || Methods.ContainsKey(name);

    /// <summary>Whether a member leaves room for the generated one of its name.</summary>
    public static bool IsOverload(string name, MemberKind kind, string parameters) =>
        kind == MemberKind.Method && Methods.TryGetValue(name, out string[]? taken) && !taken.Any(signature => Matches(signature, parameters));

    private static bool Matches(string signature, string parameters) => signature.EndsWith("*", StringComparison.Ordinal)
        ? parameters.StartsWith(signature.Substring(0, signature.Length - 1), StringComparison.Ordinal)
        : parameters == signature;

    private static bool IsLayer(string name)
    {
        string kind = name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return kind.Length < name.Length && LayerKinds.Contains(kind);
    }
}
