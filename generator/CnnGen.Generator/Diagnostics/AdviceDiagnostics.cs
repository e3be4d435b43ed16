using Microsoft.CodeAnalysis;
using static CnnGen.Generator.Diagnostics.CnnDiagnostics;

namespace CnnGen.Generator.Diagnostics;

/// <summary>CNN04xx: what works but is probably not meant, and what could be faster.</summary>
internal static class AdviceDiagnostics
{
    public static readonly DiagnosticDescriptor LinearInARow = new(
        "CNN0401", "Two linear layers in a row",
        "{0} is linear and nothing non-linear stands between it and {1}, so that the two can do no more than one: give {0} an activation such as Activation.ReLU, or remove one of them",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0401.md");

    public static readonly DiagnosticDescriptor DropoutOnOutput = new(
        "CNN0402", "Dropout on the output",
        "{0}: no layer follows, so that predictions themselves would be dropped while training; it is left out: remove it, or move it above the last layer",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0402.md");

    public static readonly DiagnosticDescriptor NoEffect = new(
        "CNN0403", "An argument has no effect",
        "{0}: {1} has no effect, as {2}: remove it",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0403.md");

    public static readonly DiagnosticDescriptor UnaskedReLU = new(
        "CNN0404", "An activation on top of the default ReLU",
        "{0} applies ReLU, as it names no activation, and {1} comes on top: write Activation.None in {0}, or remove {1}",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0404.md");

    public static readonly DiagnosticDescriptor NothingToLearn = new(
        "CNN0405", "A model has nothing to learn",
        "'{0}' has no weights that training could change: add a Conv2D or a Dense layer",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0405.md");

    public static readonly DiagnosticDescriptor CannotFold = new(
        "CNN0406", "Batch normalisation after an activation",
        "{0}: {1} stands between it and the weights of {2}, so that it cannot be folded into them when predicting: write {2} with Activation.None, then BatchNorm, then [Activation(Activation.{1})]",
        Category, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0406.md");

    public static readonly DiagnosticDescriptor SuperfluousBias = new(
        "CNN0407", "A bias under batch normalisation",
        "{0}: {1} below subtracts whatever the bias adds: write UseBias = false",
        Category, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0407.md");
}
