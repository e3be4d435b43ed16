using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace CnnGen.Generator.Diagnostics;

/// <summary>All diagnostics; each has a page in docs/diagnostics.</summary>
internal static class CnnDiagnostics
{
    public const string Category = "CnnGen";
    public const string HelpFolder = "https://github.com/cnngen/cnngen/blob/main/docs/diagnostics/";

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        ClassDiagnostics.NoInput,
        ClassDiagnostics.NoLayers,
        ClassDiagnostics.NotPartial,
        ClassDiagnostics.ContainerNotPartial,
        ClassDiagnostics.Generic,
        ClassDiagnostics.Static,
        ClassDiagnostics.Abstract,
        ClassDiagnostics.Record,
        ClassDiagnostics.FileLocal,
        ClassDiagnostics.BaseClass,
        ClassDiagnostics.PrimaryConstructor,
        ClassDiagnostics.RequiredMember,
        ClassDiagnostics.MemberClash,
        ClassDiagnostics.ClassNameClash,
        ClassDiagnostics.LayersSpread,
        ClassDiagnostics.GivenTwice,
        ArgumentDiagnostics.TooSmall,
        ArgumentDiagnostics.UndefinedEnum,
        ArgumentDiagnostics.GroupsDoNotDivide,
        ArgumentDiagnostics.DropoutRate,
        ArgumentDiagnostics.OutOfRange,
        ArgumentDiagnostics.EdgePaddingOnPool,
        ArgumentDiagnostics.NoUnits,
        ShapeDiagnostics.WindowTooLarge,
        ShapeDiagnostics.PictureAfterVector,
        ShapeDiagnostics.FlattenTwice,
        ShapeDiagnostics.TensorTooLarge,
        ShapeDiagnostics.TooManyParameters,
        ShapeDiagnostics.SoftmaxInTheMiddle,
        ShapeDiagnostics.StrideTooLarge,
        ShapeDiagnostics.PreprocessingNotFirst,
        ShapeDiagnostics.PreprocessedTwice,
        ShapeDiagnostics.WhiteningTooLarge,
        OutputDiagnostics.NoOutputActivation,
        OutputDiagnostics.SoftmaxOnOneUnit,
        OutputDiagnostics.NoDefaultLoss,
        OutputDiagnostics.LossDoesNotFit,
        OutputDiagnostics.LabelCount,
        OutputDiagnostics.LabelValues,
        OutputDiagnostics.TooFewLabels,
        OutputDiagnostics.LabelsHidden,
        OutputDiagnostics.LabelsWithoutProbability,
        AdviceDiagnostics.LinearInARow,
        AdviceDiagnostics.DropoutOnOutput,
        AdviceDiagnostics.NoEffect,
        AdviceDiagnostics.UnaskedReLU,
        AdviceDiagnostics.NothingToLearn,
        AdviceDiagnostics.CannotFold,
        AdviceDiagnostics.SuperfluousBias,
    ];
}
