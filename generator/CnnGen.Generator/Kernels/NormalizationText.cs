using CnnGen.Generator.Isa;

namespace CnnGen.Generator.Kernels;

/// <summary>The arithmetic of a normalisation: the same operations in all kernels, so that a gate computed anew by the backward pass stands as it stood in the forward pass.</summary>
internal static class NormalizationText
{
    /// <summary>x̂.</summary>
    public static string Normalized(string x, string mean, string inverse) => $"({x} - {mean}) * {inverse}";

    /// <summary>gamma · x̂ + beta.</summary>
    public static string Scaled(VectorType v, string normalized, string gamma, string beta) => v.MultiplyAdd(normalized, gamma, beta);
}
