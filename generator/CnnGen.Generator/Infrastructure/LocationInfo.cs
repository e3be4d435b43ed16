using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CnnGen.Generator.Infrastructure;

/// <summary>A place in the text of a class, as plain data.</summary>
/// <param name="Part">Which of the class's declarations: an index into its <see cref="ISymbol.DeclaringSyntaxReferences"/>.</param>
/// <param name="Start">First character in that declaration's file.</param>
/// <param name="Length">Characters.</param>
internal readonly record struct LocationInfo(int Part, int Start, int Length)
{
    /// <summary>
    /// The place in the syntax tree again. Only a location that has its tree obeys <c>#pragma warning</c> and the tree's .editorconfig,
    /// which one made of a path and a position does not.
    /// </summary>
    /// <param name="type">The class that was parsed.</param>
    public Location In(INamedTypeSymbol type) => Part < type.DeclaringSyntaxReferences.Length
        ? Location.Create(type.DeclaringSyntaxReferences[Part].SyntaxTree, new TextSpan(Start, Length))
        : type.Locations.FirstOrDefault() ?? Location.None;
}
