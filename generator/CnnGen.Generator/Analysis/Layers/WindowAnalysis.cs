using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis.Layers;

/// <summary>What a convolution and a pool have in common: a window that walks over a picture.</summary>
/// <param name="Noun">Kernel or window, for messages.</param>
/// <param name="Padding">The edge counts as <see cref="PaddingKind.Same"/>: the sizes are the same.</param>
internal readonly record struct WindowRequest(
    string Noun, int Height, int Width, (int Height, int Width) Stride, (int Height, int Width) Dilation, PaddingKind Padding);

internal static class WindowAnalysis
{
    /// <summary>Window and output of a picture, or null after reporting.</summary>
    public static (Window Window, TensorShape Output)? Place(LayerScope scope, TensorShape input, WindowRequest request, int outputChannels)
    {
        WindowExtent rows = WindowExtent.Of(input.Height, request.Height, request.Stride.Height, request.Dilation.Height, request.Padding);
        WindowExtent columns = WindowExtent.Of(input.Width, request.Width, request.Stride.Width, request.Dilation.Width, request.Padding);
        if (rows.Output == 0 || columns.Output == 0)
        {
            string larger = scope.HasPoolAbove ? "drop a pooling layer above" : "a larger [Input]";
            scope.Report(ShapeDiagnostics.WindowTooLarge, Sizes(input.Height, input.Width), Describe(request), request.Noun, larger);
            return null;
        }

        // The halo of padding lies in memory around the picture.
        long padded = SaturatingMath.Multiply(
            input.Height + rows.Before + rows.After, input.Width + columns.Before + columns.After, input.Channels);
        long output = SaturatingMath.Multiply(rows.Output, columns.Output, outputChannels);
        if (!scope.Fits("the padded input", padded, $"use a smaller {request.Noun} or dilation")
            || !scope.Fits("the output", output, "use fewer filters, a larger stride, or a smaller picture"))
        {
            return null;
        }

        var window = new Window(
            request.Height, request.Width,
            UsedStride(request.Stride.Height, input.Height, rows, request.Height, request.Dilation.Height),
            UsedStride(request.Stride.Width, input.Width, columns, request.Width, request.Dilation.Width),
            (int)rows.Before, (int)rows.After, (int)columns.Before, (int)columns.After);
        return (window, new TensorShape((int)rows.Output, (int)columns.Output, outputChannels));
    }

    /// <summary>A stride beyond the picture leaves one place for the window, as does the smallest that does: what follows need not count to billions.</summary>
    private static int UsedStride(int stride, int size, WindowExtent extent, int window, int dilation) => stride <= size
        ? stride
        : (int)(size + extent.Before + extent.After - WindowExtent.Reach(window, dilation) + 1);

    private static string Describe(WindowRequest request)
    {
        string window = $"{request.Noun} {Sizes(request.Height, request.Width)}";
        if (request.Dilation is (1, 1)) return window;
        string reach = Sizes(
            WindowExtent.Reach(request.Height, request.Dilation.Height), WindowExtent.Reach(request.Width, request.Dilation.Width));
        return $"{window} dilated to {reach}";
    }

    public static string Sizes(long height, long width) => FormattableString.Invariant($"{height}×{width}");
}
