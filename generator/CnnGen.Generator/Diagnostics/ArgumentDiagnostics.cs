using Microsoft.CodeAnalysis;
using static CnnGen.Generator.Diagnostics.CnnDiagnostics;

namespace CnnGen.Generator.Diagnostics;

/// <summary>CNN01xx: one argument by itself.</summary>
internal static class ArgumentDiagnostics
{
    public static readonly DiagnosticDescriptor TooSmall = new(
        "CNN0101", "An argument is zero or negative",
        "{0}: {1} is {2}: give 1 or more",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0101.md");

    public static readonly DiagnosticDescriptor UndefinedEnum = new(
        "CNN0102", "An argument is no member of its enum",
        "{0}: {1} has no member {2}: use {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0102.md");

    public static readonly DiagnosticDescriptor GroupsDoNotDivide = new(
        "CNN0103", "Groups do not divide channels and filters",
        "{0}: {1} groups have to divide both the {2} input channels and the {3} filters: use {4}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0103.md");

    public static readonly DiagnosticDescriptor DropoutRate = new(
        "CNN0104", "A dropout rate is outside [0, 1)",
        "{0}: rate is {1}: it is the probability that a value is dropped, so give 0 or more and less than 1, such as 0.5",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0104.md");

    public static readonly DiagnosticDescriptor OutOfRange = new(
        "CNN0105", "A number is out of range",
        "{0}: {1} is {2}: give {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0105.md");

    public static readonly DiagnosticDescriptor EdgePaddingOnPool = new(
        "CNN0106", "A pool pads with the edge",
        "{0}: Padding.SameEdge is for Conv2D only, as a pool leaves its padding out of the result: use Padding.Same",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0106.md");

    public static readonly DiagnosticDescriptor NoUnits = new(
        "CNN0107", "A dense layer has no units",
        "{0}: how many units is open: {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0107.md");
}
