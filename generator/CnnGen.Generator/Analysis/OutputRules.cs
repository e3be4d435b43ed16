using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis;

/// <summary>The last layer, its activation and the loss that goes with it.</summary>
internal static class OutputRules
{
    /// <summary>The layer that the output comes from: the last one that is neither Dropout nor Flatten; −1 where there is none.</summary>
    public static int IndexOfOutput(EquatableArray<LayerDeclaration> layers)
    {
        int index = layers.Count - 1;
        while (index >= 0 && layers[index] is DropoutDeclaration or FlattenDeclaration) index--;
        return index;
    }

    /// <summary>Softmax and its logarithm are for the last layer of all: training computes them together with the loss.</summary>
    public static void CheckSoftmax(IReadOnlyList<AnalyzedLayer> layers, EquatableArray<LayerDeclaration> declarations, DiagnosticBag diagnostics)
    {
        for (int i = 0; i < layers.Count; i++)
        {
            AnalyzedLayer layer = layers[i];
            if (layer.Activation.Kind is not (ActivationKind.Softmax or ActivationKind.LogSoftmax)) continue;
            int below = declarations.Skip(IndexAt(declarations, layer.Location) + 1).Count(declaration => !IsLeftOut(declaration, declarations));
            if (below == 0) continue;
            diagnostics.Add(
                ShapeDiagnostics.SoftmaxInTheMiddle, layer.Location, layer.Layer.Name, layer.Activation.Kind.ToString(),
                (below == 1 ? "there is " : "there are ") + Text.OfCount(below, "layer"));
        }
    }

    /// <summary>The last layer has to name its activation. Asked of the declaration, so that it is heard even where shapes are unknown.</summary>
    public static void CheckActivation(ModelDeclaration declaration, LabelEnum? labels, DiagnosticBag diagnostics)
    {
        int index = IndexOfOutput(declaration.Layers);
        LayerDeclaration layer = declaration.Layers[Math.Max(index, 0)];
        string choice = "Activation.Softmax for one of several classes, Activation.Sigmoid for yes or no, Activation.None for plain numbers";
        string? remedy = layer switch
        {
            _ when index < 0 => "add [Dense(units, activation)] below with " + choice,
            UnreadableDeclaration or ActivationLayerDeclaration or DenseDeclaration { Units: null } => null,
            DenseDeclaration { Activation.Function: null } when labels is not null => $"write [Dense] to take units and Softmax from {labels.Name}, or add {choice}",
            ConvolutionDeclaration { Activation.Function: null } or DenseDeclaration { Activation.Function: null } => "add " + choice,
            ConvolutionDeclaration or DenseDeclaration => null,
            _ => "add an [Activation] layer below with " + choice,
        };
        if (remedy is not null) diagnostics.Add(OutputDiagnostics.NoOutputActivation, layer.Location, LayerNames.Of(declaration.Layers, Math.Max(index, 0)), remedy);
    }

    /// <summary>The loss that was asked for, or the one that goes with the activation.</summary>
    public static LossKind ChooseLoss(AnalyzedLayer output, LossDeclaration? written, DiagnosticBag diagnostics)
    {
        ActivationKind activation = output.Activation.Kind;
        CheckOneUnit(output, diagnostics);
        LossKind? usual = DefaultLoss(activation);
        if (written is null)
        {
            if (usual is null && output.NamesActivation) diagnostics.Add(OutputDiagnostics.NoDefaultLoss, output.Location, output.Layer.Name, activation.ToString());
            return usual ?? LossKind.MeanSquaredError;
        }

        if (written.Function is not { } function) return default;
        if (!Enum.IsDefined(typeof(LossKind), function))
        {
            diagnostics.Add(
                ArgumentDiagnostics.UndefinedEnum, written.Location, "Loss", "LossFunction", Text.Of(function),
                Text.Alternatives(Enum.GetNames(typeof(LossKind))));
            return default;
        }

        var loss = (LossKind)function;
        if (output.NamesActivation && WantOf(loss, activation) is { } want)
        {
            string remedy = usual is null
                ? "use LossFunction.MeanSquaredError, MeanAbsoluteError or Huber, or change the activation"
                : $"remove [Loss] to have {usual}, or change the activation";
            diagnostics.Add(OutputDiagnostics.LossDoesNotFit, written.Location, loss.ToString(), want, output.Layer.Name, activation.ToString(), remedy);
        }

        return loss;
    }

    private static LossKind? DefaultLoss(ActivationKind activation) => activation switch
    {
        ActivationKind.Softmax => LossKind.CategoricalCrossEntropy,
        ActivationKind.LogSoftmax => LossKind.NegativeLogLikelihood,
        ActivationKind.Sigmoid => LossKind.BinaryCrossEntropy,
        ActivationKind.None => LossKind.MeanSquaredError,
        _ => null,
    };

    /// <summary>What the loss wants and does not get, or null where it fits.</summary>
    private static string? WantOf(LossKind loss, ActivationKind activation)
    {
        ActivationKind? partner = loss switch
        {
            LossKind.CategoricalCrossEntropy => ActivationKind.Softmax,
            LossKind.NegativeLogLikelihood => ActivationKind.LogSoftmax,
            LossKind.BinaryCrossEntropy => ActivationKind.Sigmoid,
            _ => null,
        };
        if (partner is not null) return partner == activation ? null : "needs Activation." + partner;
        return activation == ActivationKind.LogSoftmax ? "compares values, not logarithms of probabilities" : null;
    }

    private static void CheckOneUnit(AnalyzedLayer output, DiagnosticBag diagnostics)
    {
        ActivationKind activation = output.Activation.Kind;
        if (output.Layer.Output.Channels != 1 || activation is not (ActivationKind.Softmax or ActivationKind.LogSoftmax)) return;
        diagnostics.Add(
            OutputDiagnostics.SoftmaxOnOneUnit, output.Location, output.Layer.Name, activation.ToString(),
            activation == ActivationKind.Softmax ? "1" : "0", output.Layer.Output.IsFlat ? "unit" : "filter");
    }

    /// <summary>Dropout on the output is.</summary>
    private static bool IsLeftOut(LayerDeclaration declaration, EquatableArray<LayerDeclaration> declarations) =>
        declaration is DropoutDeclaration && IndexAt(declarations, declaration.Location) > IndexOfOutput(declarations);

    private static int IndexAt(EquatableArray<LayerDeclaration> declarations, LocationInfo location)
    {
        int index = 0;
        while (index < declarations.Count - 1 && declarations[index].Location != location) index++;
        return index;
    }
}
