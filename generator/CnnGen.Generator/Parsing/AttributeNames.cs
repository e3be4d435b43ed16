using Microsoft.CodeAnalysis;

namespace CnnGen.Generator.Parsing;

/// <summary>Names of the public attributes, as metadata has them, and the question whether a class is one of them.</summary>
internal static class AttributeNames
{
    public const string Namespace = "CnnGen";
    public const string Input = "InputAttribute";
    public const string Labels = "LabelsAttribute`1";
    public const string Loss = "LossAttribute";
    public const string Precision = "PrecisionAttribute";
    public const string Recompute = "RecomputeAttribute";
    public const string Weights = "WeightsAttribute";
    public const string Layer = "LayerAttribute";

    /// <summary>What the pipeline looks for.</summary>
    public const string FullInput = Namespace + "." + Input;

    /// <summary>The metadata name of an attribute of CnnGen, or null.</summary>
    public static string? Of(INamedTypeSymbol? attribute) =>
        attribute is { ContainingNamespace: { Name: Namespace, ContainingNamespace.IsGlobalNamespace: true }, ContainingType: null }
            ? attribute.MetadataName
            : null;

    /// <summary>Whether the attribute derives from that of all layers, by way of another or not.</summary>
    public static bool IsLayer(INamedTypeSymbol? attribute)
    {
        INamedTypeSymbol? type = attribute?.BaseType;
        while (type is not null && Of(type) != Layer) type = type.BaseType;
        return type is not null;
    }

    /// <summary>Whether the attribute says anything about a model.</summary>
    public static bool IsAny(INamedTypeSymbol? attribute) => IsLayer(attribute) || Of(attribute) is Input or Labels or Loss or Precision or Recompute or Weights;
}
