using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis.Layers;

internal static class DenseAnalysis
{
    public static void Append(DenseDeclaration declaration, LayerScope scope)
    {
        bool isBare = declaration.Units is null;
        int? units = isBare ? UnitsOfLabels(scope) : declaration.Units;
        bool valid = units is not null && (isBare || scope.IsAtLeastOne("units", units.Value));
        InitializerKind initializer = scope.Defined<InitializerKind>("Initializer", declaration.Initializer);
        ActivationDeclaration written = isBare ? declaration.Activation with { Function = (int)ActivationKind.Softmax } : declaration.Activation;
        ActivationSpec activation = ActivationAnalysis.Read(written, scope);
        if (!valid || units is not { } outputs || scope.Input is not { } input)
        {
            scope.LoseShape();
            return;
        }

        if (!scope.Fits("the weight tensor", SaturatingMath.Multiply(input.Size, outputs), "use fewer units, or pool before the first Dense"))
        {
            scope.LoseShape();
            return;
        }

        TensorShape vector = input.IsFlat ? input : scope.AddImpliedFlatten(input);
        scope.Add(
            vector,
            (index, name, inputs, shape) => new DenseLayer(
                index, name, inputs, shape, TensorShape.Vector(outputs), declaration.UseBias, initializer, activation),
            written.Function is not null);
    }

    /// <summary>As many as there are labels, at the output of a model that has them; else null, after reporting.</summary>
    private static int? UnitsOfLabels(LayerScope scope)
    {
        // Fewer than two labels are reported by themselves; the layer need not suffer for it.
        if (scope is { IsOutput: true, Labels: { } labels }) return Math.Max(labels.Members.Count, 2);
        scope.Report(ArgumentDiagnostics.NoUnits, scope.Labels is { } unused
            ? $"write [Dense(units)], as only the last layer takes them from {unused.Name}"
            : "write [Dense(units)], or for the last layer add [Labels<T>] to the class with an enum of the classes");
        return null;
    }
}
