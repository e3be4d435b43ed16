using Microsoft.CodeAnalysis;
using static CnnGen.Generator.Diagnostics.CnnDiagnostics;

namespace CnnGen.Generator.Diagnostics;

/// <summary>CNN03xx: output, loss and labels.</summary>
internal static class OutputDiagnostics
{
    public static readonly DiagnosticDescriptor NoOutputActivation = new(
        "CNN0301", "The last layer names no activation",
        "{0} is the last layer and names no activation, which also chooses the loss: {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0301.md");

    public static readonly DiagnosticDescriptor SoftmaxOnOneUnit = new(
        "CNN0302", "Softmax on one unit",
        "{0}: {1} over one value is always {2}: use Activation.Sigmoid for yes or no, or one {3} for each class",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0302.md");

    public static readonly DiagnosticDescriptor NoDefaultLoss = new(
        "CNN0303", "An output activation has no default loss",
        "{0}: {1} at the output goes with no loss by itself: add [Loss(LossFunction.MeanSquaredError)] or another to the class, or use Softmax, LogSoftmax, Sigmoid or None",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0303.md");

    public static readonly DiagnosticDescriptor LossDoesNotFit = new(
        "CNN0304", "A loss does not fit the output",
        "{0} {1}, but {2} at the output has {3}: {4}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0304.md");

    public static readonly DiagnosticDescriptor LabelCount = new(
        "CNN0305", "Labels and outputs differ in number",
        "{0}: the output is {1}, but {2} names {3} labels: {4}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0305.md");

    public static readonly DiagnosticDescriptor LabelValues = new(
        "CNN0306", "Labels are not numbered 0, 1, 2, …",
        "{0}: {1} is {2}, but {3} labels have to be numbered 0 to {4}, each once: remove the values, so that C# numbers them",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0306.md");

    public static readonly DiagnosticDescriptor TooFewLabels = new(
        "CNN0307", "Fewer than two labels",
        "{0} has {1}, and there is nothing to tell apart: give it two members or more",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0307.md");

    public static readonly DiagnosticDescriptor LabelsHidden = new(
        "CNN0308", "Labels are less visible than the model",
        "{0} is less visible than '{1}', whose predictions it types: make the enum as visible as the class",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0308.md");

    public static readonly DiagnosticDescriptor LabelsWithoutProbability = new(
        "CNN0309", "Labels on an output that is no probability",
        "{0}: labels need probabilities, and {1} gives none: use Softmax (or Sigmoid on one unit for two labels), or remove [Labels]",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0309.md");
}
