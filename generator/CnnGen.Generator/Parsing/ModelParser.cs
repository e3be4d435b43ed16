using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CnnGen.Generator.Parsing;

/// <summary>From a class's symbol to what was written: the last place of the compiler that sees an <see cref="ISymbol"/>.</summary>
internal static class ModelParser
{
    /// <summary>What was declared, or null where the type is no class or carries no attribute of CnnGen.</summary>
    public static ModelDeclaration? Parse(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        if (type.TypeKind != TypeKind.Class) return null;
        List<AttributeData> attributes = type.GetAttributes().Where(attribute => AttributeNames.IsAny(attribute.AttributeClass)).ToList();
        if (attributes.Count == 0) return null;
        var parts = new UserParts(type, cancellation);
        if (parts.All.Count == 0) return null;

        var inputs = new List<InputDeclaration>();
        var layers = new List<LayerDeclaration>();
        var labels = new List<LabelsDeclaration>();
        var losses = new List<LossDeclaration>();
        var precisions = new List<PrecisionDeclaration>();
        var recomputations = new List<RecomputeDeclaration>();
        var storages = new List<StorageDeclaration>();
        foreach (AttributeData attribute in attributes)
        {
            cancellation.ThrowIfCancellationRequested();
            if (parts.Find(attribute.ApplicationSyntaxReference) is not { } location) continue;
            switch (AttributeNames.Of(attribute.AttributeClass))
            {
                case AttributeNames.Input: inputs.Add(ParseInput(attribute, location)); break;
                case AttributeNames.Labels: labels.Add(LabelsParser.Parse(attribute, type, location)); break;
                case AttributeNames.Loss: losses.Add(ParseLoss(attribute, location)); break;
                case AttributeNames.Precision: precisions.Add(ParsePrecision(attribute, location)); break;
                case AttributeNames.Recompute: recomputations.Add(new RecomputeDeclaration(location)); break;
                case AttributeNames.Weights: storages.Add(ParseStorage(attribute, location)); break;
                default: layers.Add(LayerParser.Parse(attribute, location)); break;
            }
        }

        return new ModelDeclaration(
            ParseIdentity(type),
            ParseClass(type, parts, cancellation),
            InTextOrder(inputs, input => input.Location),
            InTextOrder(layers, layer => layer.Location),
            InTextOrder(labels, label => label.Location),
            InTextOrder(losses, loss => loss.Location),
            InTextOrder(precisions, precision => precision.Location),
            InTextOrder(recomputations, recompute => recompute.Location),
            InTextOrder(storages, storage => storage.Location),
            MemberParser.Parse(type, parts, compilation.GetTypeByMetadataName("CnnGen.CompiledModel")));
    }

    /// <summary>The compiler promises no order of a symbol's attributes: the text has one.</summary>
    private static EquatableArray<T> InTextOrder<T>(List<T> items, Func<T, LocationInfo> locationOf)
        where T : IEquatable<T> =>
        items.OrderBy(item => locationOf(item).Part).ThenBy(item => locationOf(item).Start).ToEquatableArray();

    private static InputDeclaration ParseInput(AttributeData attribute, LocationInfo location)
    {
        var arguments = new AttributeArguments(attribute);
        var size = new InputSize(arguments.Required("height"), arguments.Required("width"), arguments.Required("channels"));
        return new InputDeclaration(location, arguments.AreReadable ? size : null);
    }

    private static LossDeclaration ParseLoss(AttributeData attribute, LocationInfo location)
    {
        var arguments = new AttributeArguments(attribute);
        int function = arguments.Required("function");
        return new LossDeclaration(location, arguments.AreReadable ? function : null);
    }

    private static PrecisionDeclaration ParsePrecision(AttributeData attribute, LocationInfo location)
    {
        var arguments = new AttributeArguments(attribute);
        double error = arguments.RequiredNumber("maxRelativeError");
        return new PrecisionDeclaration(location, arguments.AreReadable ? error : null);
    }

    private static StorageDeclaration ParseStorage(AttributeData attribute, LocationInfo location)
    {
        var arguments = new AttributeArguments(attribute);
        int storage = arguments.Required("storage");
        return new StorageDeclaration(location, arguments.AreReadable ? storage : null);
    }

    private static ModelIdentity ParseIdentity(INamedTypeSymbol type)
    {
        var containing = new List<string>();
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            containing.Insert(0, $"{SyntaxFacts.GetText(outer.DeclaredAccessibility)} partial {KeywordOf(outer)} {Escape(outer.Name)}");
        }

        string space = type.ContainingNamespace is { IsGlobalNamespace: false } named
            ? named.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted))
            : string.Empty;
        return new ModelIdentity(space, containing.ToEquatableArray(), Escape(type.Name), SyntaxFacts.GetText(type.DeclaredAccessibility));
    }

    private static string KeywordOf(INamedTypeSymbol type) => type.TypeKind switch
    {
        TypeKind.Interface => "interface",
        TypeKind.Struct => type.IsRecord ? "record struct" : "struct",
        _ => type.IsRecord ? "record" : "class",
    };

    private static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    private static ClassDeclaration ParseClass(INamedTypeSymbol type, UserParts parts, CancellationToken cancellation)
    {
        var notPartial = new List<TypeMention>();
        var generic = new List<TypeMention>();
        foreach ((int part, TypeDeclarationSyntax syntax) in parts.All)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (TypeDeclarationSyntax declaration in syntax.AncestorsAndSelf().OfType<TypeDeclarationSyntax>())
            {
                var mention = new TypeMention(
                    declaration.Identifier.ValueText,
                    new LocationInfo(part, declaration.Identifier.SpanStart, declaration.Identifier.Span.Length));
                if (!declaration.Modifiers.Any(SyntaxKind.PartialKeyword)) notPartial.Add(mention);
                if (declaration.TypeParameterList is not null) generic.Add(mention);
            }
        }

        (int first, TypeDeclarationSyntax firstSyntax) = parts.All[0];
        return new ClassDeclaration(
            new LocationInfo(first, firstSyntax.Identifier.SpanStart, firstSyntax.Identifier.Span.Length),
            notPartial.ToEquatableArray(),
            generic.ToEquatableArray(),
            type.IsStatic,
            type.IsAbstract && !type.IsStatic,
            type.IsRecord,
            IsFileLocal(type),
            parts.All.Any(part => part.Syntax.ParameterList is not null),
            BaseClassOf(type));
    }

    private static bool IsFileLocal(INamedTypeSymbol type) => type.IsFileLocal || (type.ContainingType is { } outer && IsFileLocal(outer));

    /// <summary>A base class that does not exist is left to the compiler, which reports it.</summary>
    private static string? BaseClassOf(INamedTypeSymbol type) =>
        type.BaseType is { SpecialType: not SpecialType.System_Object, TypeKind: TypeKind.Class } baseType
        && AttributeNames.Of(baseType) != "CompiledModel"
            ? baseType.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)
            : null;
}
