using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis;

/// <summary>Whether the class can be a model, apart from what its layers say.</summary>
internal static class ClassRules
{
    private const string OtherName = "another name";

    /// <summary>Whether a generated half can join the class.</summary>
    public static void CheckClass(ModelDeclaration declaration, DiagnosticBag diagnostics)
    {
        CheckKind(declaration, diagnostics);
        CheckMembers(declaration, diagnostics);
    }

    /// <summary>Whether the class has the attributes of a model, and each of them once.</summary>
    public static void CheckAttributes(ModelDeclaration declaration, DiagnosticBag diagnostics)
    {
        CheckGivenOnce(declaration, declaration.Inputs.Select(input => input.Location), "Input", diagnostics);
        CheckGivenOnce(declaration, declaration.Labels.Select(labels => labels.Location), "Labels", diagnostics);
        CheckGivenOnce(declaration, declaration.Losses.Select(loss => loss.Location), "Loss", diagnostics);
        CheckGivenOnce(declaration, declaration.Precisions.Select(precision => precision.Location), "Precision", diagnostics);
        CheckGivenOnce(declaration, declaration.Recomputations.Select(recompute => recompute.Location), "Recompute", diagnostics);
        CheckGivenOnce(declaration, declaration.Storages.Select(storage => storage.Location), "Weights", diagnostics);
        if (declaration.Inputs.Count == 0)
        {
            diagnostics.Add(ClassDiagnostics.NoInput, FirstAttribute(declaration), NameOf(declaration));
        }
        else if (declaration.Layers.Count == 0)
        {
            diagnostics.Add(ClassDiagnostics.NoLayers, declaration.Inputs[0].Location, NameOf(declaration));
        }
    }

    /// <summary>Whether all layers stand on one part of the class; reports those that do not stand where most do.</summary>
    public static bool HaveOneOrder(ModelDeclaration declaration, DiagnosticBag diagnostics)
    {
        List<IGrouping<int, LayerDeclaration>> parts = declaration.Layers.GroupBy(layer => layer.Location.Part).ToList();
        if (parts.Count < 2) return true;
        IGrouping<int, LayerDeclaration> main = parts.OrderByDescending(part => part.Count()).First();
        foreach (LayerDeclaration layer in parts.Where(part => part != main).SelectMany(part => part))
        {
            diagnostics.Add(ClassDiagnostics.LayersSpread, layer.Location, NameOf(declaration), Text.Of(parts.Count));
        }

        return false;
    }

    /// <summary>Layers with weights have members of their names.</summary>
    public static void CheckNames(ModelDeclaration declaration, IReadOnlyList<AnalyzedLayer> layers, DiagnosticBag diagnostics)
    {
        var names = new HashSet<string>(
            layers.Where(layer => LayerCost.Parameters(layer.Layer) > 0).Select(layer => layer.Layer.Name), StringComparer.Ordinal);
        foreach (MemberDeclaration member in declaration.Members.Where(member => names.Contains(member.Name)))
        {
            diagnostics.Add(ClassDiagnostics.MemberClash, member.Location, NameOf(declaration), member.Name, $"the generated access to the weights of {member.Name}", OtherName);
        }

        string name = NameOf(declaration);
        if (names.Contains(name)) diagnostics.Add(ClassDiagnostics.ClassNameClash, declaration.Class.Location, name, "the access to the weights of that layer");
    }

    private static void CheckKind(ModelDeclaration declaration, DiagnosticBag diagnostics)
    {
        ClassDeclaration type = declaration.Class;
        string name = NameOf(declaration);
        foreach (TypeMention mention in type.NotPartial)
        {
            if (mention.Name == name) diagnostics.Add(ClassDiagnostics.NotPartial, mention.Location, name);
            else diagnostics.Add(ClassDiagnostics.ContainerNotPartial, mention.Location, mention.Name, name);
        }

        foreach (TypeMention mention in type.Generic) diagnostics.Add(ClassDiagnostics.Generic, mention.Location, mention.Name, name);
        if (type.IsStatic) diagnostics.Add(ClassDiagnostics.Static, type.Location, name);
        if (type.IsAbstract) diagnostics.Add(ClassDiagnostics.Abstract, type.Location, name);
        if (type.IsRecord) diagnostics.Add(ClassDiagnostics.Record, type.Location, name);
        if (type.IsFileLocal) diagnostics.Add(ClassDiagnostics.FileLocal, type.Location, name);
        if (type.BaseClass is not null) diagnostics.Add(ClassDiagnostics.BaseClass, type.Location, name, type.BaseClass);
        if (type.HasPrimaryConstructor && !type.IsRecord) diagnostics.Add(ClassDiagnostics.PrimaryConstructor, type.Location, name);
        if (GeneratedNames.IsMember(name)) diagnostics.Add(ClassDiagnostics.ClassNameClash, type.Location, name, $"the generated {name}");
    }

    private static void CheckMembers(ModelDeclaration declaration, DiagnosticBag diagnostics)
    {
        string name = NameOf(declaration);
        foreach (MemberDeclaration member in declaration.Members)
        {
            if (member.IsRequired) diagnostics.Add(ClassDiagnostics.RequiredMember, member.Location, name, member.Name);
            if (ObstacleOf(member, declaration.Identity) is { } obstacle)
            {
                (string called, string remedy) = member.Kind switch
                {
                    MemberKind.Constructor => ($"{name}({member.Parameters})", "other parameters"),
                    MemberKind.Method => ($"{member.Name}({member.Parameters})", "another name or other parameters"),
                    _ => (member.Name, OtherName),
                };
                diagnostics.Add(ClassDiagnostics.MemberClash, member.Location, name, called, obstacle, remedy);
            }
        }
    }

    /// <summary>What a member stands in the way of, or null.</summary>
    private static string? ObstacleOf(MemberDeclaration member, ModelIdentity identity)
    {
        if (member.Kind == MemberKind.Constructor)
        {
            return member.Parameters == "int" ? "the generated constructor with a seed"
                : member.Parameters.Replace("@", string.Empty) == identity.HintName ? "the generated constructor that Fork calls"
                : null;
        }

        if (member.Inherited) return $"CompiledModel.{member.Name}, which every model inherits";
        return GeneratedNames.IsMember(member.Name) && !GeneratedNames.IsOverload(member.Name, member.Kind, member.Parameters)
            ? $"the generated {member.Name}"
            : null;
    }

    private static void CheckGivenOnce(ModelDeclaration declaration, IEnumerable<LocationInfo> locations, string attribute, DiagnosticBag diagnostics)
    {
        foreach (LocationInfo location in locations.Skip(1)) diagnostics.Add(ClassDiagnostics.GivenTwice, location, NameOf(declaration), attribute);
    }

    private static LocationInfo FirstAttribute(ModelDeclaration declaration) => declaration.Layers.Select(layer => layer.Location)
        .Concat(declaration.Labels.Select(labels => labels.Location))
        .Concat(declaration.Losses.Select(loss => loss.Location))
        .Concat(declaration.Precisions.Select(precision => precision.Location))
        .Concat(declaration.Recomputations.Select(recompute => recompute.Location))
        .Concat(declaration.Storages.Select(storage => storage.Location))
        .First();

    private static string NameOf(ModelDeclaration declaration) => declaration.Identity.Name.TrimStart('@');
}
