using Microsoft.CodeAnalysis;
using static CnnGen.Generator.Diagnostics.CnnDiagnostics;

namespace CnnGen.Generator.Diagnostics;

/// <summary>CNN02xx: shapes, and the order of layers.</summary>
internal static class ShapeDiagnostics
{
    public static readonly DiagnosticDescriptor WindowTooLarge = new(
        "CNN0201", "A window is larger than its input",
        "{0}: input is {1}, {2} with Valid padding leaves nothing: use Padding.Same, a smaller {3}, or {4}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0201.md");

    public static readonly DiagnosticDescriptor PictureAfterVector = new(
        "CNN0202", "A layer needs a picture and gets a vector",
        "{0}: input is a vector of {1} values, since {2} made one: move {0} above {2}, or remove it",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0202.md");

    public static readonly DiagnosticDescriptor FlattenTwice = new(
        "CNN0203", "A vector is flattened again",
        "{0}: input is a vector of {1} values already, since {2} made one: remove this Flatten",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0203.md");

    public static readonly DiagnosticDescriptor TensorTooLarge = new(
        "CNN0204", "A tensor is too large",
        "{0}: {1} has {2} values, and a buffer holds no more than 2,147,000,000: {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0204.md");

    public static readonly DiagnosticDescriptor TooManyParameters = new(
        "CNN0205", "A model has too many parameters",
        "{0}: its {1} parameters bring the model to {2}, and one buffer of 2,147,000,000 holds them all: use fewer or smaller layers, or pool before the first Dense",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0205.md");

    public static readonly DiagnosticDescriptor StrideTooLarge = new(
        "CNN0207", "A stride makes too many kernels",
        "{0}: stride {1} under kernel {2} cuts the gradient into {3} kernels, and {4} are the most: use a smaller stride and pool below, or pool above",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0207.md");

    public static readonly DiagnosticDescriptor PreprocessingNotFirst = new(
        "CNN0208", "Preprocessing below another layer",
        "{0} prepares pictures for all layers, and {1} stands above it: move {0} directly below [Input], or use BatchNorm between layers",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0208.md");

    public static readonly DiagnosticDescriptor PreprocessedTwice = new(
        "CNN0209", "A model is preprocessed twice",
        "{0}: {1} above prepares the pictures already, and figures are those of the pictures themselves: remove one of the two",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0209.md");

    public static readonly DiagnosticDescriptor WhiteningTooLarge = new(
        "CNN0210", "Whitening over too many values",
        "{0}: it would whiten {1} values together, and 4,096 are the most: their covariance has n² = {2} entries, and its eigenvectors cost n³ = {3} operations some ten times over: {4}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0210.md");

    public static readonly DiagnosticDescriptor SoftmaxInTheMiddle = new(
        "CNN0206", "Softmax in the middle of a network",
        "{0}: {1} belongs at the very end, and {2} below: use Activation.ReLU here, or remove what follows",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpFolder + "CNN0206.md");
}
