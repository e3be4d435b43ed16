using Microsoft.CodeAnalysis;

namespace CnnGen.Generator.Parsing;

/// <summary>
/// The arguments of one attribute by name. Reading never throws: what is missing or of another type makes <see cref="AreReadable"/> false,
/// which happens only where the compiler reports an error of its own.
/// </summary>
internal sealed class AttributeArguments
{
    private readonly Dictionary<string, TypedConstant> _positional = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TypedConstant> _named = new(StringComparer.Ordinal);

    public AttributeArguments(AttributeData attribute)
    {
        if (attribute.AttributeConstructor is not { } constructor)
        {
            AreReadable = false;
            return;
        }

        int count = Math.Min(constructor.Parameters.Length, attribute.ConstructorArguments.Length);
        for (int i = 0; i < count; i++) _positional[constructor.Parameters[i].Name] = attribute.ConstructorArguments[i];
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments) _named[argument.Key] = argument.Value;
    }

    /// <summary>Whether all arguments asked for so far were there and of the type asked for.</summary>
    public bool AreReadable { get; private set; } = true;

    /// <summary>An argument that every constructor of the attribute has under one of these names.</summary>
    public int Required(string name, string? orElse = null) =>
        Positional<int>(name) ?? (orElse is null ? null : Positional<int>(orElse)) ?? Unreadable<int>();

    /// <summary>An argument that every constructor of the attribute has.</summary>
    public double RequiredNumber(string name) => Positional<double>(name) ?? Unreadable<double>();

    /// <summary>An argument that the constructor in use may not have.</summary>
    public T? Positional<T>(string name)
        where T : struct => Read<T>(_positional, name);

    /// <summary>A property, where it was set.</summary>
    public T? Named<T>(string name)
        where T : struct => Read<T>(_named, name);

    private T? Read<T>(Dictionary<string, TypedConstant> arguments, string name)
        where T : struct
    {
        if (!arguments.TryGetValue(name, out TypedConstant constant)) return null;
        return constant.Kind is TypedConstantKind.Primitive or TypedConstantKind.Enum && constant.Value is T value ? value : Unreadable<T>();
    }

    private T Unreadable<T>()
        where T : struct
    {
        AreReadable = false;
        return default;
    }
}
