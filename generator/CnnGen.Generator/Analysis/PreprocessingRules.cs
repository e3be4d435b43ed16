using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis;

/// <summary>Where preprocessing stands.</summary>
internal static class PreprocessingRules
{
    /// <summary>Figures are those of the pictures themselves: one preprocessing, above all layers. Asked of the declarations, so that it is heard even where shapes are unknown.</summary>
    public static void CheckPlace(EquatableArray<LayerDeclaration> layers, DiagnosticBag diagnostics)
    {
        int first = -1;
        for (int i = 0; i < layers.Count; i++)
        {
            if (layers[i] is not PreprocessingDeclaration) continue;
            if (first >= 0) diagnostics.Add(ShapeDiagnostics.PreprocessedTwice, layers[i].Location, LayerNames.Of(layers, i), LayerNames.Of(layers, first));
            else if (i > 0) diagnostics.Add(ShapeDiagnostics.PreprocessingNotFirst, layers[i].Location, LayerNames.Of(layers, i), LayerNames.Of(layers, 0));
            if (first < 0) first = i;
        }
    }
}
