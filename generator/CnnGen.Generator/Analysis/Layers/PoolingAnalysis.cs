using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis.Layers;

internal static class PoolingAnalysis
{
    public static void Append(PoolingDeclaration declaration, LayerScope scope)
    {
        bool valid = declaration.WindowHeight == declaration.WindowWidth
            ? scope.IsAtLeastOne("window", declaration.WindowHeight)
            : scope.IsAtLeastOne("windowHeight", declaration.WindowHeight) & scope.IsAtLeastOne("windowWidth", declaration.WindowWidth);
        (int Height, int Width)? stride = scope.Step("Stride", declaration.Stride, declaration.WindowHeight, declaration.WindowWidth);
        PaddingKind padding = scope.Defined("Padding", declaration.Padding, useless: PaddingKind.SameEdge);
        if (padding == PaddingKind.SameEdge) scope.Report(ArgumentDiagnostics.EdgePaddingOnPool);
        if (!valid || stride is null || scope.Input is not { } input || !scope.HasPicture(input))
        {
            scope.LoseShape();
            return;
        }

        var request = new WindowRequest("window", declaration.WindowHeight, declaration.WindowWidth, stride.Value, (1, 1), padding);
        if (WindowAnalysis.Place(scope, input, request, input.Channels) is not { } place)
        {
            scope.LoseShape();
            return;
        }

        scope.Add(input, (index, name, inputs, shape) =>
            new PoolingLayer(index, name, inputs, shape, place.Output, declaration.Kind, place.Window, IsGlobal: false));
    }

    public static void AppendGlobal(LayerScope scope)
    {
        if (scope.Input is not { } input || !scope.HasPicture(input))
        {
            scope.LoseShape();
            return;
        }

        var window = new Window(input.Height, input.Width, input.Height, input.Width, 0, 0, 0, 0);
        scope.Add(input, (index, name, inputs, shape) =>
            new PoolingLayer(index, name, inputs, shape, TensorShape.Vector(shape.Channels), PoolingKind.Average, window, IsGlobal: true));
    }
}
