using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis.Layers;

/// <summary>Dropout and batch normalisation: they keep the shape.</summary>
internal static class RegularizationAnalysis
{
    /// <param name="followsOutput">Whether nothing is below that reads it.</param>
    public static void Append(DropoutDeclaration declaration, LayerScope scope, bool followsOutput)
    {
        // Just under 1 is 1 in single precision, and 1 / (1 − rate) would be infinite.
        float rate = (float)declaration.Rate;
        if (!(rate >= 0 && rate < 1)) scope.Report(ArgumentDiagnostics.DropoutRate, Text.Of(declaration.Rate));
        if (followsOutput)
        {
            scope.Report(AdviceDiagnostics.DropoutOnOutput);
            return;
        }

        if (scope.Input is not { } input) return;
        scope.Add(input, (index, name, inputs, shape) => new DropoutLayer(index, name, inputs, shape, shape, rate));
    }

    public static void Append(BatchNormDeclaration declaration, LayerScope scope)
    {
        float momentum = (float)declaration.Momentum;
        float epsilon = (float)declaration.Epsilon;
        if (!(momentum >= 0 && momentum <= 1)) scope.Report(ArgumentDiagnostics.OutOfRange, "Momentum", Text.Of(declaration.Momentum), "0 to 1, such as 0.99");
        if (!(epsilon > 0 && epsilon <= float.MaxValue)) scope.Report(ArgumentDiagnostics.OutOfRange, "Epsilon", Text.Of(declaration.Epsilon), "a finite number above 0, such as 0.001");
        if (scope.Input is not { } input) return;
        scope.Add(input, (index, name, inputs, shape) => new BatchNormLayer(index, name, inputs, shape, shape, momentum, epsilon, IsFrozen: false));
    }
}
