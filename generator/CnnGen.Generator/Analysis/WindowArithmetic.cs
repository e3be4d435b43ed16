using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis;

/// <summary>How a window walks along one direction of a picture.</summary>
/// <param name="Output">Places of the window; 0 where it does not fit.</param>
/// <param name="Before">Padding above or left.</param>
/// <param name="After">Padding below or right.</param>
internal readonly record struct WindowExtent(long Output, long Before, long After)
{
    /// <summary>
    /// Valid: no padding, ⌊(size − reach) / stride⌋ + 1 places. Same, as Keras has it: ⌈size / stride⌉ places and as much padding as they need,
    /// max((places − 1) · stride + reach − size, 0), the odd one after. The reach of a dilated window is (window − 1) · dilation + 1.
    /// </summary>
    public static WindowExtent Of(long size, long window, long stride, long dilation, PaddingKind padding)
    {
        long reach = Reach(window, dilation);
        if (padding == PaddingKind.Valid) return new WindowExtent(reach > size ? 0 : ((size - reach) / stride) + 1, 0, 0);
        long output = ((size - 1) / stride) + 1;
        long total = Math.Max(((output - 1) * stride) + reach - size, 0);
        return new WindowExtent(output, total / 2, total - (total / 2));
    }

    /// <summary>Pixels from a dilated window's first cell to its last.</summary>
    public static long Reach(long window, long dilation) => ((window - 1) * dilation) + 1;
}
