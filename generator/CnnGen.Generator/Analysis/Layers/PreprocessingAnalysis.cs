using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis.Layers;

/// <summary>What prepares the pictures for the layers below.</summary>
internal static class PreprocessingAnalysis
{
    private const string ExampleOfEpsilon = "a finite number above 0, such as 1E-05";

    public static void Append(PreprocessingDeclaration declaration, LayerScope scope)
    {
        switch (declaration)
        {
            case RescaleDeclaration rescale: AppendRescale(rescale, scope); break;
            case MeanNormalizeDeclaration normalize: AppendStandardize(scope, normalize.Per, epsilon: null); break;
            case StandardizeDeclaration standardize:
                CheckEpsilon(scope, standardize.Epsilon);
                AppendStandardize(scope, standardize.Per, standardize.Epsilon);
                break;
            case WhitenDeclaration whiten: AppendWhitening(whiten, scope); break;
            default: throw new InvalidOperationException($"No analysis for {declaration.GetType().Name}.");
        }
    }

    private static void AppendRescale(RescaleDeclaration declaration, LayerScope scope)
    {
        (float scale, float offset) = ((float)declaration.Scale, (float)declaration.Offset);
        if (!IsFinite(scale) || scale == 0) scope.Report(ArgumentDiagnostics.OutOfRange, "scale", Text.Of(declaration.Scale), "a finite number other than 0, such as 2");
        if (!IsFinite(offset)) scope.Report(ArgumentDiagnostics.OutOfRange, "offset", Text.Of(declaration.Offset), "a finite number, such as -1");
        if (scope.Input is not { } input) return;
        scope.Add(input, (index, name, inputs, shape) => new RescaleLayer(index, name, inputs, shape, shape, scale, offset));
    }

    private static void AppendStandardize(LayerScope scope, int writtenPer, double? epsilon)
    {
        var per = scope.Defined<PerKind>("Per", writtenPer);
        if (scope.Input is not { } input) return;
        scope.Add(input, (index, name, inputs, shape) => new StandardizeLayer(index, name, inputs, shape, shape, per, epsilon));
    }

    private static void AppendWhitening(WhitenDeclaration declaration, LayerScope scope)
    {
        CheckEpsilon(scope, declaration.Epsilon);
        var over = scope.Defined<OverKind>("Over", declaration.Over);
        if (scope.Input is not { } input) return;
        long order = over == OverKind.Channels ? input.Channels : input.Size;
        if (order > SizeLimits.WhitenedValues)
        {
            long squared = SaturatingMath.Multiply(order, order);
            scope.Report(
                ShapeDiagnostics.WhiteningTooLarge, Text.OfCount(order), Text.OfCount(squared), Text.OfCount(SaturatingMath.Multiply(squared, order)),
                over == OverKind.Values && input.Channels <= SizeLimits.WhitenedValues ? "use Over.Channels, a smaller [Input], or Standardize(Per.Pixel)" : "use a smaller [Input], or Standardize");
            scope.LoseShape();
            return;
        }

        // Components of a whole picture are no picture.
        TensorShape output = over == OverKind.Values && declaration.Kind == WhiteningKind.Pca ? TensorShape.Vector((int)order) : input;
        scope.Add(input, (index, name, inputs, shape) => new WhitenLayer(index, name, inputs, shape, output, declaration.Kind, over, declaration.Epsilon));
    }

    /// <summary>What a float cannot tell from 0 would divide by it.</summary>
    private static void CheckEpsilon(LayerScope scope, double epsilon)
    {
        if ((float)epsilon > 0 && epsilon <= float.MaxValue) return;
        scope.Report(ArgumentDiagnostics.OutOfRange, "epsilon", Text.Of(epsilon), ExampleOfEpsilon);
    }

    private static bool IsFinite(float value) => !float.IsNaN(value) && !float.IsInfinity(value);
}
