using System.Globalization;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CnnGen.Generator.Parsing;

/// <summary>The enum of <c>[Labels&lt;T&gt;]</c> as data.</summary>
internal static class LabelsParser
{
    public static LabelsDeclaration Parse(AttributeData attribute, INamedTypeSymbol model, LocationInfo location) =>
        attribute.AttributeClass?.TypeArguments.FirstOrDefault() is INamedTypeSymbol { TypeKind: TypeKind.Enum } type
            ? new LabelsDeclaration(location, ParseEnum(type, model))
            : new LabelsDeclaration(location, null);

    private static LabelEnum ParseEnum(INamedTypeSymbol type, INamedTypeSymbol model) => new(
        type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat),
        type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
        type.GetMembers().OfType<IFieldSymbol>().Where(field => field.IsConst).Select(ParseMember).ToEquatableArray(),
        IsVisible(type, model));

    private static LabelMember ParseMember(IFieldSymbol field) =>
        new(field.Name, field.ConstantValue is IConvertible value and not string ? Convert.ToDecimal(value, CultureInfo.InvariantCulture) : -1);

    /// <summary>Generated methods are public in the model and have the enum in their signatures: it has to be visible wherever the model is.</summary>
    private static bool IsVisible(INamedTypeSymbol type, INamedTypeSymbol model)
    {
        int modelReach = Reach(model, outermost: null);
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            if (SymbolEqualityComparer.Default.Equals(outer, model)) return Reach(type, outermost: model) == PublicReach;
        }

        return Reach(type, outermost: null) >= modelReach;
    }

    private const int PublicReach = 5;

    /// <summary>How far a type is seen: the least of its own accessibility and that of the types around it, up to <paramref name="outermost"/>.</summary>
    private static int Reach(INamedTypeSymbol type, INamedTypeSymbol? outermost)
    {
        int reach = PublicReach;
        for (INamedTypeSymbol? current = type; current is not null && !SymbolEqualityComparer.Default.Equals(current, outermost); current = current.ContainingType)
        {
            reach = Math.Min(reach, current.IsFileLocal ? 0 : current.DeclaredAccessibility switch
            {
                Accessibility.Public => PublicReach,
                Accessibility.ProtectedOrInternal => 4,
                Accessibility.Internal => 3,
                Accessibility.Protected => 3,
                Accessibility.ProtectedAndInternal => 2,
                _ => 1,
            });
        }

        return reach;
    }
}
