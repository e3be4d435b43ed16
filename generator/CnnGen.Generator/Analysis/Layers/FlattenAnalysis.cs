using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis.Layers;

internal static class FlattenAnalysis
{
    public static void Append(LayerScope scope)
    {
        if (scope.Input is not { } input) return;
        if (input.IsFlat)
        {
            scope.Report(ShapeDiagnostics.FlattenTwice, Text.Of(input.Channels), scope.FlattenedBy ?? "the input");
            return;
        }

        scope.Add(input, (index, name, inputs, shape) => new FlattenLayer(index, name, inputs, shape, TensorShape.Vector((int)shape.Size)));
    }
}
