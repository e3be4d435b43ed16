using Microsoft.CodeAnalysis;
using static CnnGen.Generator.Diagnostics.CnnDiagnostics;

namespace CnnGen.Generator.Diagnostics;

/// <summary>CNN00xx: the class and which attributes it carries.</summary>
internal static class ClassDiagnostics
{
    public static readonly DiagnosticDescriptor NoInput = new(
        "CNN0001", "A model has no [Input]",
        "'{0}' has layers but no [Input]: add one above them with height, width and channels, such as [Input(28, 28, 1)]",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0001.md");

    public static readonly DiagnosticDescriptor NoLayers = new(
        "CNN0002", "A model has no layers",
        "'{0}' has no layers: add some below [Input], such as [Conv2D(8, 3)] [MaxPool(2)] [Dense(10, Activation.Softmax)]",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0002.md");

    public static readonly DiagnosticDescriptor NotPartial = new(
        "CNN0003", "A model is not partial",
        "'{0}' is not partial: write 'partial class {0}', so that its generated half can join it",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0003.md");

    public static readonly DiagnosticDescriptor ContainerNotPartial = new(
        "CNN0004", "A model stands in a type that is not partial",
        "'{0}' is not partial and the model '{1}' stands inside it: make '{0}' partial, or move '{1}' out of it",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0004.md");

    public static readonly DiagnosticDescriptor Generic = new(
        "CNN0005", "A model is generic",
        "'{0}' has type parameters, and neither the model '{1}' nor a type around it may have them: remove them, or move the model out",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0005.md");

    public static readonly DiagnosticDescriptor Static = new(
        "CNN0006", "A model is static",
        "'{0}' is static, but a model is an object that owns its weights: remove 'static'",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0006.md");

    public static readonly DiagnosticDescriptor Abstract = new(
        "CNN0007", "A model is abstract",
        "'{0}' is abstract, so that no model could be made of it: remove 'abstract'",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0007.md");

    public static readonly DiagnosticDescriptor Record = new(
        "CNN0008", "A model is a record",
        "'{0}' is a record, but a model owns weights and buffers and is no value to compare or copy: write 'class' instead of 'record'",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0008.md");

    public static readonly DiagnosticDescriptor FileLocal = new(
        "CNN0009", "A model is local to its file",
        "'{0}' is visible in its own file only, where its generated half cannot join it: remove 'file'",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0009.md");

    public static readonly DiagnosticDescriptor BaseClass = new(
        "CNN0010", "A model has a base class of its own",
        "'{0}' derives from '{1}', but the base of every model is CnnGen.CompiledModel: remove '{1}' (interfaces may stay)",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0010.md");

    public static readonly DiagnosticDescriptor PrimaryConstructor = new(
        "CNN0011", "A model has a primary constructor",
        "'{0}' has a primary constructor, which the generated constructors cannot call: write an ordinary constructor that begins with ': this(seed)'",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0011.md");

    public static readonly DiagnosticDescriptor RequiredMember = new(
        "CNN0012", "A model has a required member",
        "'{0}.{1}' is required, but Fork and Load make models without setting it: remove 'required'",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0012.md");

    public static readonly DiagnosticDescriptor MemberClash = new(
        "CNN0013", "A member has the name of a generated one",
        "'{0}.{1}' stands in the way of {2}: give it {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0013.md");

    public static readonly DiagnosticDescriptor ClassNameClash = new(
        "CNN0014", "A model has the name of a generated member",
        "The class '{0}' is called as its own member, {1}, which C# does not allow: give the class another name",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0014.md");

    public static readonly DiagnosticDescriptor LayersSpread = new(
        "CNN0015", "Layers stand on several parts of a class",
        "'{0}' has layers on {1} parts, which have no order among themselves: move this one to the part where the other layers stand",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0015.md");

    public static readonly DiagnosticDescriptor GivenTwice = new(
        "CNN0016", "An attribute is given twice",
        "'{0}' has [{1}] already: a model has one, so remove this",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0016.md");
}
