using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CnnGen.Generator.Parsing;

/// <summary>The user's own members that may collide with generated ones. Those of no interest are left out, so that editing them changes nothing.</summary>
internal static class MemberParser
{
    public static EquatableArray<MemberDeclaration> Parse(INamedTypeSymbol model, UserParts parts, INamedTypeSymbol? compiledModel)
    {
        var members = new List<MemberDeclaration>();
        foreach (ISymbol member in model.GetMembers())
        {
            if (member.IsImplicitlyDeclared || member.DeclaringSyntaxReferences.IsDefaultOrEmpty || IsAccessor(member)) continue;
            if (parts.Find(member.Locations.FirstOrDefault()) is not { } location) continue;
            bool isRequired = member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true };
            bool inherited = IsInherited(member, compiledModel);
            MemberKind kind = KindOf(member);
            if (isRequired || inherited || kind == MemberKind.Constructor || GeneratedNames.MayBeGenerated(member.Name))
            {
                members.Add(new MemberDeclaration(member.Name, kind, ParametersOf(member), inherited, isRequired, location));
            }
        }

        return members.OrderBy(member => (member.Location.Part, member.Location.Start)).ToEquatableArray();
    }

    private static bool IsAccessor(ISymbol member) => member is IMethodSymbol { AssociatedSymbol: not null };

    private static MemberKind KindOf(ISymbol member) => member switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor } => MemberKind.Constructor,
        IMethodSymbol => MemberKind.Method,
        _ => MemberKind.Other,
    };

    private static string ParametersOf(ISymbol member) => member is IMethodSymbol method
        ? string.Join(", ", method.Parameters.Select(parameter => parameter.Type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat)))
        : string.Empty;

    /// <summary>Methods of another signature are overloads and welcome, and so is an override.</summary>
    private static bool IsInherited(ISymbol member, INamedTypeSymbol? compiledModel) =>
        compiledModel is not null && !member.IsOverride && member is not IMethodSymbol { MethodKind: not MethodKind.Ordinary }
        && compiledModel.GetMembers(member.Name).Any(inherited =>
            inherited.DeclaredAccessibility != Accessibility.Private
            && (inherited is not IMethodSymbol || member is not IMethodSymbol || ParametersOf(inherited) == ParametersOf(member)));
}
