using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis.Layers;

internal static class ConvolutionAnalysis
{
    public static void Append(ConvolutionDeclaration declaration, LayerScope scope)
    {
        bool valid = scope.IsAtLeastOne("filters", declaration.Filters);
        valid &= IsKernel(declaration, scope);
        valid &= scope.IsAtLeastOne("Groups", declaration.Groups);
        (int Height, int Width)? stride = scope.Step("Stride", declaration.Stride, 1, 1);
        (int Height, int Width)? dilation = scope.Step("Dilation", declaration.Dilation, 1, 1);
        PaddingKind padding = scope.Defined<PaddingKind>("Padding", declaration.Padding);
        InitializerKind initializer = scope.Defined<InitializerKind>("Initializer", declaration.Initializer);
        ActivationSpec activation = ActivationAnalysis.Read(declaration.Activation, scope);
        if (!valid || stride is null || dilation is null || scope.Input is not { } input || !scope.HasPicture(input))
        {
            scope.LoseShape();
            return;
        }

        CheckGroups(declaration, scope, input.Channels);
        var request = new WindowRequest("kernel", declaration.KernelHeight, declaration.KernelWidth, stride.Value, dilation.Value, padding);
        long weights = SaturatingMath.Multiply(
            SaturatingMath.Multiply(declaration.KernelHeight, declaration.KernelWidth), input.Channels / declaration.Groups, declaration.Filters);
        if (WindowAnalysis.Place(scope, input, request, declaration.Filters) is not { } place
            || !scope.Fits("the weight tensor", weights, "use fewer filters or a smaller kernel"))
        {
            scope.LoseShape();
            return;
        }

        CheckPhases(scope, place.Window);
        scope.Add(
            input,
            (index, name, inputs, shape) => new ConvolutionLayer(
                index, name, inputs, shape, place.Output, place.Window, dilation.Value.Height, dilation.Value.Width,
                padding == PaddingKind.SameEdge, declaration.Groups, declaration.UseBias, initializer, activation),
            declaration.Activation.Function is not null);
    }

    private static void CheckPhases(LayerScope scope, Window window)
    {
        long phases = (long)Math.Min(window.StrideHeight, window.Height) * Math.Min(window.StrideWidth, window.Width);
        if (phases <= SizeLimits.Phases) return;
        scope.Report(
            ShapeDiagnostics.StrideTooLarge, WindowAnalysis.Sizes(window.StrideHeight, window.StrideWidth),
            WindowAnalysis.Sizes(window.Height, window.Width), Text.OfCount(phases), Text.Of(SizeLimits.Phases));
    }

    private static bool IsKernel(ConvolutionDeclaration declaration, LayerScope scope) => declaration.KernelHeight == declaration.KernelWidth
        ? scope.IsAtLeastOne("kernel", declaration.KernelHeight)
        : scope.IsAtLeastOne("kernelHeight", declaration.KernelHeight) & scope.IsAtLeastOne("kernelWidth", declaration.KernelWidth);

    private static void CheckGroups(ConvolutionDeclaration declaration, LayerScope scope, int channels)
    {
        if (channels % declaration.Groups == 0 && declaration.Filters % declaration.Groups == 0) return;
        List<string> divisors = CommonDivisors(channels, declaration.Filters).Select(Text.Of).ToList();
        scope.Report(
            ArgumentDiagnostics.GroupsDoNotDivide,
            Text.Of(declaration.Groups), Text.Of(channels), Text.Of(declaration.Filters), Text.Alternatives(divisors));
    }

    /// <summary>The largest few, upwards.</summary>
    private static IEnumerable<int> CommonDivisors(int a, int b)
    {
        while (b != 0) (a, b) = (b, a % b);
        var divisors = new SortedSet<int>();
        for (int divisor = 1; divisor <= a / divisor; divisor++)
        {
            if (a % divisor == 0) divisors.UnionWith([divisor, a / divisor]);
        }

        return divisors.Skip(divisors.Count - 4);
    }
}
