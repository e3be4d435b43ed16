using CnnGen.Generator.Analysis.Layers;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis;

/// <summary>From what was written to the network, or to what is wrong with it.</summary>
internal static class ModelAnalysis
{
    public static AnalysisResult Analyze(ModelDeclaration declaration)
    {
        var diagnostics = new DiagnosticBag();
        ClassRules.CheckClass(declaration, diagnostics);
        bool canBeJoined = !diagnostics.HasErrors && declaration.Inputs.Count == 1;
        ClassRules.CheckAttributes(declaration, diagnostics);
        LabelEnum? labels = declaration.Labels is [LabelsDeclaration first, ..] ? first.Enum : null;
        if (labels is not null) LabelRules.CheckEnum(declaration, labels, diagnostics);
        Network? network = ClassRules.HaveOneOrder(declaration, diagnostics) ? AnalyzeLayers(declaration, labels, diagnostics) : null;
        if (diagnostics.HasErrors || !IsReadable(declaration)) network = null;
        Placeholder? placeholder = network is null && canBeJoined
            ? new Placeholder(declaration.Identity, labels is { IsVisible: true } ? labels.QualifiedName : null)
            : null;
        return new AnalysisResult(network, placeholder, diagnostics.ToEquatableArray());
    }

    /// <summary>Whether the compiler could read all that was written; where it could not it says so, and a word from here would be one too many.</summary>
    private static bool IsReadable(ModelDeclaration declaration) =>
        declaration.Inputs.All(input => input.Size is not null)
        && declaration.Layers.All(layer => layer is not UnreadableDeclaration)
        && declaration.Labels.All(labels => labels.Enum is not null)
        && declaration.Losses.All(loss => loss.Function is not null)
        && declaration.Precisions.All(precision => precision.MaxRelativeError is not null)
        && declaration.Storages.All(storage => storage.Storage is not null);

    private static Network? AnalyzeLayers(ModelDeclaration declaration, LabelEnum? labels, DiagnosticBag diagnostics)
    {
        TensorShape? input = declaration.Inputs.Count > 0 ? AnalyzeInput(declaration.Inputs[0], diagnostics) : null;
        var chain = new LayerChain(input, labels, diagnostics);
        int outputIndex = OutputRules.IndexOfOutput(declaration.Layers);
        AnalyzedLayer? output = null;
        for (int i = 0; i < declaration.Layers.Count; i++)
        {
            Append(declaration.Layers[i], chain, i == outputIndex, followsOutput: i > outputIndex);
            if (i == outputIndex && chain.Shape is not null) output = chain.Layers[chain.Layers.Count - 1];
        }

        double maxRelativeError = ComputationRules.MaxRelativeError(declaration, diagnostics);
        StorageKind storage = ComputationRules.DenseStorage(declaration, diagnostics);
        if (declaration.Inputs.Count == 0 || declaration.Layers.Count == 0) return null;
        PreprocessingRules.CheckPlace(declaration.Layers, diagnostics);
        OutputRules.CheckSoftmax(chain.Layers, declaration.Layers, diagnostics);
        OutputRules.CheckActivation(declaration, labels, diagnostics);
        ClassRules.CheckNames(declaration, chain.Layers, diagnostics);
        if (output is null || chain.Shape is not { } shape || input is not { } picture) return null;
        LossKind loss = OutputRules.ChooseLoss(output, declaration.Losses is [LossDeclaration written, ..] ? written : null, diagnostics);
        if (labels is not null) LabelRules.CheckOutput(labels, output, shape, diagnostics);
        if (!diagnostics.HasErrors) AdviceRules.Check(declaration, chain.Layers, diagnostics);
        return new Network(
            declaration.Identity,
            picture,
            chain.Layers.Select(layer => layer.Layer).ToEquatableArray(),
            labels is null ? null : LabelRules.ToLabelSet(labels),
            loss)
        {
            MaxRelativeError = maxRelativeError,
            DenseStorage = storage,
            Recomputes = declaration.Recomputations.Count > 0,
        };
    }

    private static TensorShape? AnalyzeInput(InputDeclaration input, DiagnosticBag diagnostics)
    {
        if (input.Size is not { } size) return null;
        bool valid = IsAtLeastOne("height", size.Height) & IsAtLeastOne("width", size.Width) & IsAtLeastOne("channels", size.Channels);
        if (!valid) return null;
        long values = SaturatingMath.Multiply(size.Height, size.Width, size.Channels);
        if (values <= SizeLimits.Values) return new TensorShape(size.Height, size.Width, size.Channels);
        diagnostics.Add(ShapeDiagnostics.TensorTooLarge, input.Location, "Input", "the picture", Text.OfCount(values), "use a smaller one");
        return null;

        bool IsAtLeastOne(string what, int value)
        {
            if (value >= 1) return true;
            diagnostics.Add(ArgumentDiagnostics.TooSmall, input.Location, "Input", what, Text.Of(value));
            return false;
        }
    }

    /// <summary>One case for each kind of layer.</summary>
    private static void Append(LayerDeclaration declaration, LayerChain chain, bool isOutput, bool followsOutput)
    {
        if (declaration is UnreadableDeclaration)
        {
            chain.LoseShape();
            return;
        }

        var scope = new LayerScope(chain, LayerNames.KindOf(declaration), declaration.Location, isOutput);
        switch (declaration)
        {
            case ConvolutionDeclaration layer: ConvolutionAnalysis.Append(layer, scope); break;
            case PoolingDeclaration layer: PoolingAnalysis.Append(layer, scope); break;
            case GlobalAveragePoolDeclaration: PoolingAnalysis.AppendGlobal(scope); break;
            case FlattenDeclaration: FlattenAnalysis.Append(scope); break;
            case DenseDeclaration layer: DenseAnalysis.Append(layer, scope); break;
            case DropoutDeclaration layer: RegularizationAnalysis.Append(layer, scope, followsOutput); break;
            case BatchNormDeclaration layer: RegularizationAnalysis.Append(layer, scope); break;
            case ActivationLayerDeclaration layer: ActivationAnalysis.Append(layer, scope); break;
            case PreprocessingDeclaration layer: PreprocessingAnalysis.Append(layer, scope); break;
        }
    }
}
