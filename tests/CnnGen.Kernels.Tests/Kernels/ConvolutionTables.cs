using System.Globalization;
using CnnGen.Generator.Model;
using CnnGen.Kernels.Tests.Harness;

namespace CnnGen.Kernels.Tests.Kernels;

/// <summary>Convolutions of every kind: channels around the widths of vectors, every way to pad, stride, dilate and group.</summary>
internal static class ConvolutionTables
{
    private static readonly ActivationSpec ReLU = new(ActivationKind.ReLU);

    /// <summary>One group.</summary>
    public static IEnumerable<(string Description, Func<string, Network> Build)> Dense()
    {
        int[] channels = [1, 3, 5, 7, 16, 17, 33];
        foreach (int from in channels)
        {
            foreach (int to in channels)
            {
                yield return Case(new(5, 6, from), to, 3, 3, "same", activation: ReLU);
            }
        }

        // Tails of rows: widths around multiples of the tiles, kernels of every shape, one pixel and one row.
        for (int width = 1; width <= 19; width++) yield return Case(new(3, width, 4), 8, 3, 3, "same");
        foreach ((int height, int width) in new[] { (1, 1), (1, 3), (3, 1), (2, 2), (4, 4), (5, 5), (7, 7), (5, 3), (2, 5) })
        {
            yield return Case(new(9, 11, 3), 9, height, width, "valid", activation: ReLU);
            yield return Case(new(9, 11, 3), 9, height, width, "same");
            yield return Case(new(9, 11, 3), 9, height, width, "edge");
        }

        foreach (int stride in new[] { 2, 3, 4 })
        {
            foreach (string padding in new[] { "valid", "same", "edge" })
            {
                yield return Case(new(10, 13, 5), 7, 3, 3, padding, stride, stride);
                yield return Case(new(11, 9, 4), 16, 2, 4, padding, stride, 1);
                yield return Case(new(7, 12, 2), 6, 1, 1, padding, 1, stride);
            }
        }

        foreach (int dilation in new[] { 2, 3 })
        {
            foreach (string padding in new[] { "valid", "same", "edge" })
            {
                yield return Case(new(11, 12, 3), 5, 3, 3, padding, 1, 1, dilation, dilation);
                yield return Case(new(11, 12, 3), 5, 3, 2, padding, 2, 3, dilation, 1);
            }
        }

        yield return Case(new(1, 1, 1), 1, 1, 1, "valid");
        yield return Case(new(1, 1, 3), 4, 3, 3, "same");
        yield return Case(new(2, 3, 3), 4, 5, 5, "edge");
        yield return Case(new(3, 3, 5), 7, 3, 3, "valid");
        yield return Case(new(8, 8, 3), 4, 2, 2, "same", 3, 3);
        yield return Case(new(5, 6, 3), 4, new Window(3, 4, 2, 1, 2, 0, 1, 3), "top 2, left 1, right 3");
        yield return Case(new(5, 6, 3), 4, new Window(3, 4, 2, 1, 2, 0, 1, 3), "edge top 2, left 1, right 3", padsWithEdge: true);
        yield return Case(new(6, 7, 3), 8, 3, 3, "same", useBias: false, activation: ReLU);
        yield return Case(new(14, 14, 32), 64, 3, 3, "same", activation: ReLU);

        // Weights beyond the first-level cache: filters in slabs within rows.
        yield return Case(new(3, 7, 128), 64, 1, 1, "valid", activation: ReLU);
        yield return Case(new(5, 4, 30), 96, 2, 3, "same", 2, 1, 2, 1, useBias: false);

        // Weights beyond half a core's own cache: filters in slabs of 64 and of 32.
        yield return Case(new(3, 5, 512), 256, 1, 1, "valid", activation: ReLU);
        yield return Case(new(4, 5, 92), 160, 3, 3, "same", 2, 2, useBias: false);

        // Weight gradients too large for each piece of a batch to have its own.
        yield return Case(new(3, 4, 130), 230, 3, 3, "same", 2, 1);
        yield return Case(new(7, 7, 64), 48, 3, 3, "valid");
        foreach (ActivationKind kind in Enum.GetValues<ActivationKind>()) yield return Case(new(4, 5, 3), 10, 3, 3, "same", activation: new ActivationSpec(kind, 0.3f));
    }

    /// <summary>Several groups, down to one channel each.</summary>
    public static IEnumerable<(string Description, Func<string, Network> Build)> Grouped()
    {
        foreach (int channels in new[] { 2, 3, 5, 7, 8, 16, 17, 33 })
        {
            yield return Case(new(6, 7, channels), channels, 3, 3, "same", groups: channels, activation: ReLU);
            yield return Case(new(7, 8, channels), channels, 3, 3, "edge", 2, 2, groups: channels);
            yield return Case(new(5, 9, channels), 2 * channels, 3, 2, "valid", groups: channels);
        }

        foreach (string padding in new[] { "valid", "same", "edge" })
        {
            yield return Case(new(9, 8, 6), 6, 5, 3, padding, 1, 3, 1, 2, groups: 6);
            yield return Case(new(9, 8, 6), 9, 3, 3, padding, groups: 3);
            yield return Case(new(9, 8, 6), 4, 3, 3, padding, 2, 2, groups: 2);
            yield return Case(new(9, 8, 10), 34, 3, 3, padding, 3, 1, groups: 2, useBias: false);
        }

        yield return Case(new(6, 6, 32), 64, 1, 1, "same", groups: 2);
        yield return Case(new(1, 1, 4), 4, 3, 3, "same", groups: 4);
        foreach (ActivationKind kind in Enum.GetValues<ActivationKind>()) yield return Case(new(4, 5, 9), 9, 3, 3, "same", groups: 9, activation: new ActivationSpec(kind, 0.3f));
    }

    private static (string Description, Func<string, Network> Build) Case(
        TensorShape input, int filters, int height, int width, string padding, int strideHeight = 1, int strideWidth = 1, int dilationHeight = 1, int dilationWidth = 1,
        int groups = 1, bool useBias = true, ActivationSpec activation = default)
    {
        Window window = padding == "valid"
            ? Windows.Valid(height, width, strideHeight, strideWidth)
            : Windows.Same(input, height, width, strideHeight, strideWidth, dilationHeight, dilationWidth);
        return Case(input, filters, window, padding, padding == "edge", dilationHeight, dilationWidth, groups, useBias, activation);
    }

    private static (string Description, Func<string, Network> Build) Case(
        TensorShape input, int filters, Window window, string padding, bool padsWithEdge = false, int dilationHeight = 1, int dilationWidth = 1,
        int groups = 1, bool useBias = true, ActivationSpec activation = default)
    {
        string description = string.Create(
            CultureInfo.InvariantCulture,
            $"{input} → {filters}, kernel {window.Height}×{window.Width}, {padding}, stride {window.StrideHeight}×{window.StrideWidth}, dilation {dilationHeight}×{dilationWidth}, groups {groups}, {(useBias ? "bias" : "no bias")}, {activation.Kind}");
        return (description, name => new NetworkBuilder(name, input).Convolution(filters, window, dilationHeight, dilationWidth, padsWithEdge, groups, useBias, activation).Build());
    }
}
