using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis;

/// <summary>What a model says of how it is to be computed.</summary>
internal static class ComputationRules
{
    /// <summary>The bound of <c>[Precision]</c>, or the one that holds without it.</summary>
    public static double MaxRelativeError(ModelDeclaration declaration, DiagnosticBag diagnostics)
    {
        if (declaration.Precisions is not [{ MaxRelativeError: { } error } precision, ..]) return Network.DefaultMaxRelativeError;
        if (error is > 0 and < 1) return error;
        diagnostics.Add(ArgumentDiagnostics.OutOfRange, precision.Location, "Precision", "maxRelativeError", Text.Of(error), "a number above 0 and below 1, such as 1e-5");
        return Network.DefaultMaxRelativeError;
    }

    /// <summary>The format of <c>[Weights]</c>, or single precision.</summary>
    public static StorageKind DenseStorage(ModelDeclaration declaration, DiagnosticBag diagnostics)
    {
        if (declaration.Storages is not [{ Storage: { } storage } weights, ..]) return StorageKind.Float32;
        if (Enum.IsDefined(typeof(StorageKind), storage)) return (StorageKind)storage;
        diagnostics.Add(ArgumentDiagnostics.UndefinedEnum, weights.Location, "Weights", "Storage", Text.Of(storage), Text.Alternatives(Enum.GetNames(typeof(StorageKind))));
        return StorageKind.Float32;
    }
}
