using CnnGen.Generator.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CnnGen.Generator.Parsing;

/// <summary>
/// The declarations of a class that people wrote. The analyzer sees the generated ones as well, which the generator does not,
/// and both have to come to the same result.
/// </summary>
internal sealed class UserParts
{
    private readonly List<(int Part, TypeDeclarationSyntax Syntax)> _parts = [];

    public UserParts(INamedTypeSymbol type, CancellationToken cancellation)
    {
        for (int part = 0; part < type.DeclaringSyntaxReferences.Length; part++)
        {
            SyntaxReference reference = type.DeclaringSyntaxReferences[part];
            if (!IsOurs(reference.SyntaxTree) && reference.GetSyntax(cancellation) is TypeDeclarationSyntax syntax) _parts.Add((part, syntax));
        }
    }

    /// <summary>Each declaration with its index in the class's <see cref="ISymbol.DeclaringSyntaxReferences"/>.</summary>
    public IReadOnlyList<(int Part, TypeDeclarationSyntax Syntax)> All => _parts;

    /// <summary>The place as data, or null where it lies in no part that a person wrote.</summary>
    public LocationInfo? Find(Location? location)
    {
        foreach ((int part, TypeDeclarationSyntax syntax) in _parts)
        {
            if (syntax.SyntaxTree == location?.SourceTree && syntax.FullSpan.Contains(location.SourceSpan))
            {
                return new LocationInfo(part, location.SourceSpan.Start, location.SourceSpan.Length);
            }
        }

        return null;
    }

    public LocationInfo? Find(SyntaxReference? reference) =>
        reference is null ? null : Find(Location.Create(reference.SyntaxTree, reference.Span));

    /// <summary>Generated files lie in a folder named after their generator.</summary>
    private static bool IsOurs(SyntaxTree tree) => tree.FilePath.IndexOf(typeof(CnnModelGenerator).FullName!, StringComparison.Ordinal) >= 0;
}
