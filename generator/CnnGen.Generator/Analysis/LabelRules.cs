using System.Collections.Immutable;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis;

/// <summary>The enum of labels, by itself and against the output.</summary>
internal static class LabelRules
{
    public static void CheckEnum(ModelDeclaration declaration, LabelEnum labels, DiagnosticBag diagnostics)
    {
        LocationInfo location = declaration.Labels[0].Location;
        if (!labels.IsVisible) diagnostics.Add(OutputDiagnostics.LabelsHidden, location, labels.Name, declaration.Identity.Name);
        int count = labels.Members.Count;
        if (count < 2)
        {
            diagnostics.Add(OutputDiagnostics.TooFewLabels, location, labels.Name, count == 0 ? "no members" : "one member");
            return;
        }

        ImmutableArray<LabelMember> ordered = InOrder(labels);
        for (int i = 0; i < count; i++)
        {
            if (ordered[i].Value == i) continue;
            diagnostics.Add(
                OutputDiagnostics.LabelValues, location, labels.Name, ordered[i].Name, Text.Of(ordered[i].Value), Text.Of(count), Text.Of(count - 1));
            return;
        }
    }

    /// <summary>One value for each label, or one probability for two; and values that are probabilities.</summary>
    /// <param name="output">The layer with the last activation.</param>
    /// <param name="shape">What the network puts out.</param>
    public static void CheckOutput(LabelEnum labels, AnalyzedLayer output, TensorShape shape, DiagnosticBag diagnostics)
    {
        int count = labels.Members.Count;
        ActivationKind activation = output.Activation.Kind;
        if (!output.NamesActivation || count < 2) return;
        if (activation is not (ActivationKind.Softmax or ActivationKind.LogSoftmax or ActivationKind.Sigmoid))
        {
            diagnostics.Add(OutputDiagnostics.LabelsWithoutProbability, output.Location, output.Layer.Name, activation.ToString());
            return;
        }

        bool fits = shape.Pixels == 1 && (shape.Channels == count || (count == 2 && shape.Channels == 1));
        if (fits) return;
        string remedy = shape.Pixels > 1
            ? "labels are of whole pictures, so end with [Dense] or a [GlobalAveragePool] above the last activation"
            : output.Layer is DenseLayer
                ? $"write [Dense] to take units and Softmax from {labels.Name}, or {Text.Of(count)} units"
                : $"give it {Text.Of(count)} channels";
        diagnostics.Add(
            OutputDiagnostics.LabelCount, output.Location, output.Layer.Name,
            shape.Pixels > 1 ? shape.ToString() : Text.OfCount(shape.Channels, "value"), labels.Name, Text.Of(count), remedy);
    }

    public static LabelSet ToLabelSet(LabelEnum labels) =>
        new(labels.QualifiedName, InOrder(labels).Select(member => member.Name).ToEquatableArray());

    private static ImmutableArray<LabelMember> InOrder(LabelEnum labels) => labels.Members.OrderBy(member => member.Value).ToImmutableArray();
}
