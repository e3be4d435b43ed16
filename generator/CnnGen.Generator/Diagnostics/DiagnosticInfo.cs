using CnnGen.Generator.Infrastructure;
using Microsoft.CodeAnalysis;

namespace CnnGen.Generator.Diagnostics;

/// <summary>A diagnostic as plain data.</summary>
/// <param name="Arguments">What goes into the message's places, formatted in the invariant culture.</param>
internal sealed record DiagnosticInfo(DiagnosticDescriptor Descriptor, LocationInfo Location, EquatableArray<string> Arguments)
{
    public bool IsError => Descriptor.DefaultSeverity == DiagnosticSeverity.Error;

    public Diagnostic In(INamedTypeSymbol type) => Diagnostic.Create(Descriptor, Location.In(type), Arguments.ToArray<object>());
}
