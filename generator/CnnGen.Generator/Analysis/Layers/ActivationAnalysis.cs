using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis.Layers;

/// <summary>Activations, as layers and as arguments.</summary>
internal static class ActivationAnalysis
{
    private const double DefaultSlope = 0.3;
    private const double DefaultAlpha = 1;

    public static void Append(ActivationLayerDeclaration declaration, LayerScope scope)
    {
        ActivationSpec activation = Read(declaration.Activation, scope);
        if (scope.Input is not { } input) return;
        scope.Add(input, (index, name, inputs, shape) => new ActivationLayer(index, name, inputs, shape, shape, activation), namesActivation: true);
    }

    /// <summary>The activation with its number; ReLU where none was named.</summary>
    public static ActivationSpec Read(ActivationDeclaration declaration, LayerScope scope)
    {
        ActivationKind kind = declaration.Function is { } function
            ? scope.Defined<ActivationKind>("Activation", function)
            : ActivationKind.ReLU;
        float slope = Number(scope, "Slope", declaration.Slope, DefaultSlope, kind, ActivationKind.LeakyReLU);
        float alpha = Number(scope, "Alpha", declaration.Alpha, DefaultAlpha, kind, ActivationKind.ELU);
        return kind switch
        {
            ActivationKind.LeakyReLU => new ActivationSpec(kind, slope),
            ActivationKind.ELU => new ActivationSpec(kind, alpha),
            _ => new ActivationSpec(kind),
        };
    }

    /// <summary>Below zero the function would turn round, and its gradient could not be told from its output.</summary>
    private static float Number(LayerScope scope, string name, double? written, double orElse, ActivationKind kind, ActivationKind owner)
    {
        if (written is not { } value) return (float)orElse;
        if (kind != owner)
        {
            scope.Report(AdviceDiagnostics.NoEffect, name, $"only Activation.{owner} has one and the activation is {kind}");
        }

        if (value >= 0 && value <= float.MaxValue) return (float)value;
        scope.Report(ArgumentDiagnostics.OutOfRange, name, Text.Of(value), "a finite number of 0 or more, such as " + Text.Of(orElse));
        return (float)orElse;
    }
}
