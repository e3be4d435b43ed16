using CnnGen.Imaging;
using ScottPlot;
using SkiaSharp;

namespace CnnGen.Reports;

/// <summary>Pictures inside a page, as data URIs.</summary>
internal static class PageImage
{
    /// <summary>Fewer pixels than this are few enough to be seen one by one: they are kept as they are.</summary>
    private const int FewPixels = 64 * 64;

    /// <summary>Width of curves on the page, in its pixels: narrow, so that words can be read on a telephone.</summary>
    private const int CurveWidth = 520;

    /// <summary>Height of curves on the page.</summary>
    private const int CurveHeight = 370;

    /// <summary>How many pixels of a screen curves are drawn for: two for each of the page.</summary>
    private const int Fineness = 2;

    /// <summary>An element that shows a picture of a data set.</summary>
    /// <param name="pixels">[height, width, channels], values 0..1; what is beyond is cut.</param>
    /// <param name="shape">Rows, columns and channels: 1, 3 or 4.</param>
    /// <param name="description">For those who do not see it.</param>
    public static HtmlText OfPixels(ReadOnlySpan<float> pixels, ImageShape shape, string description)
    {
        bool isSmall = shape.Height * shape.Width < FewPixels;
        byte[] bytes = new byte[pixels.Length];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = Picture.ToByte(pixels[i]);
        using SKBitmap bitmap = Picture.ToBitmap(bytes, shape);
        using SKData data = isSmall ? bitmap.Encode(SKEncodedImageFormat.Png, 100) : bitmap.Encode(SKEncodedImageFormat.Webp, 90);
        string source = DataUri(isSmall ? "image/png" : "image/webp", data.AsSpan());
        return HtmlText.Of($"<img src=\"{source}\" width=\"{shape.Width}\" height=\"{shape.Height}\" class=\"{(isSmall ? "pixels" : "photograph")}\" alt=\"{description}\">");
    }

    /// <summary>An element that shows curves, in colours for a light or a dark page.</summary>
    /// <param name="light">The curves for a light page.</param>
    /// <param name="dark">The same for a dark one.</param>
    /// <param name="description">For those who do not see them.</param>
    public static HtmlText OfPlot(Plot light, Plot dark, string description) => HtmlText.Of(
        $"<picture><source media=\"(prefers-color-scheme: dark)\" srcset=\"{Render(dark)}\"><img src=\"{Render(light)}\" width=\"{CurveWidth}\" height=\"{CurveHeight}\" alt=\"{description}\"></picture>");

    /// <summary>Bytes as an address that holds them.</summary>
    public static string DataUri(string type, ReadOnlySpan<byte> bytes) => $"data:{type};base64,{Convert.ToBase64String(bytes)}";

    private static string Render(Plot plot)
    {
        plot.ScaleFactor = Fineness;
        return DataUri("image/png", plot.GetImageBytes(CurveWidth * Fineness, CurveHeight * Fineness, ImageFormat.Png));
    }
}
