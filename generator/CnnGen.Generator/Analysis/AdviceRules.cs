using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis;

/// <summary>What works but is probably not meant. Looked at only where nothing is wrong.</summary>
internal static class AdviceRules
{
    public static void Check(ModelDeclaration declaration, IReadOnlyList<AnalyzedLayer> layers, DiagnosticBag diagnostics)
    {
        CheckLinearLayers(layers, diagnostics);
        for (int i = 0; i < layers.Count; i++)
        {
            bool reported = CheckUnaskedReLU(layers, i, diagnostics);
            if (!reported && i + 1 < layers.Count && layers[i + 1].Layer is BatchNormLayer) CheckBeforeBatchNorm(layers, i, diagnostics);
        }

        if (layers.All(layer => LayerCost.TrainableParameters(layer.Layer) == 0))
        {
            diagnostics.Add(AdviceDiagnostics.NothingToLearn, declaration.Inputs[0].Location, declaration.Identity.Name);
        }
    }

    /// <summary>
    /// Two linear layers are one. Average pools, batch normalisation, dropout and Flatten between them are linear too; a max pool is not.
    /// A grouped convolution and its neighbour are left alone: depthwise and pointwise together are a cheaper layer, not an idle one.
    /// </summary>
    private static void CheckLinearLayers(IReadOnlyList<AnalyzedLayer> layers, DiagnosticBag diagnostics)
    {
        AnalyzedLayer? linear = null;
        foreach (AnalyzedLayer layer in layers)
        {
            if (HasWeights(layer.Layer))
            {
                if (linear is not null && !IsGrouped(linear.Layer) && !IsGrouped(layer.Layer))
                {
                    diagnostics.Add(AdviceDiagnostics.LinearInARow, linear.Location, linear.Layer.Name, layer.Layer.Name);
                }

                linear = layer.Activation.Kind == ActivationKind.None ? layer : null;
            }
            else if (layer.Activation.Kind != ActivationKind.None || layer.Layer is PoolingLayer { Kind: PoolingKind.Max })
            {
                linear = null;
            }
        }
    }

    /// <summary>A default ReLU with an activation layer below it, directly or after a batch normalisation.</summary>
    private static bool CheckUnaskedReLU(IReadOnlyList<AnalyzedLayer> layers, int index, DiagnosticBag diagnostics)
    {
        AnalyzedLayer upper = layers[index];
        if (!HasWeights(upper.Layer) || upper.NamesActivation) return false;
        AnalyzedLayer? lower = layers.Skip(index + 1).SkipWhile(layer => layer.Layer is BatchNormLayer).FirstOrDefault();
        if (lower?.Layer is not ActivationLayer) return false;
        diagnostics.Add(AdviceDiagnostics.UnaskedReLU, upper.Location, upper.Layer.Name, lower.Layer.Name);
        return true;
    }

    private static void CheckBeforeBatchNorm(IReadOnlyList<AnalyzedLayer> layers, int index, DiagnosticBag diagnostics)
    {
        AnalyzedLayer above = layers[index];
        AnalyzedLayer norm = layers[index + 1];
        ActivationKind activation = above.Activation.Kind;
        AnalyzedLayer? weights = above.Layer is ActivationLayer && index > 0 ? layers[index - 1] : above;
        if (!HasWeights(weights.Layer)) return;
        if (activation != ActivationKind.None)
        {
            diagnostics.Add(AdviceDiagnostics.CannotFold, norm.Location, norm.Layer.Name, activation.ToString(), weights.Layer.Name);
        }
        else if (above.Layer is ConvolutionLayer { UseBias: true } or DenseLayer { UseBias: true })
        {
            diagnostics.Add(AdviceDiagnostics.SuperfluousBias, above.Location, above.Layer.Name, norm.Layer.Name);
        }
    }

    private static bool HasWeights(Layer layer) => layer is ConvolutionLayer or DenseLayer;

    private static bool IsGrouped(Layer layer) => layer is ConvolutionLayer { Groups: > 1 };
}
