using System.Globalization;
using SkiaSharp;

namespace Drawing;

/// <summary>Short names for what a drawer does all day: fill, stroke, shade a colour.</summary>
internal static class Paints
{
    /// <summary>Perceived brightness, 0..1 (ITU-R BT.601).</summary>
    public static float Luminance(this SKColor colour) => ((0.299f * colour.Red) + (0.587f * colour.Green) + (0.114f * colour.Blue)) / 255;

    /// <summary>A mixture: <paramref name="share"/> 0 is this colour, 1 the other.</summary>
    public static SKColor Mix(this SKColor colour, SKColor other, float share)
    {
        byte Between(byte a, byte b) => (byte)Math.Clamp(MathF.Round(a + ((b - a) * share)), 0, 255);
        return new SKColor(Between(colour.Red, other.Red), Between(colour.Green, other.Green), Between(colour.Blue, other.Blue), Between(colour.Alpha, other.Alpha));
    }

    public static SKColor Darker(this SKColor colour, float share) => colour.Mix(SKColors.Black, share);

    public static SKColor Lighter(this SKColor colour, float share) => colour.Mix(SKColors.White, share);

    /// <summary>A line that stands out: darker than a light colour, lighter than a dark one.</summary>
    public static SKColor Contrasting(this SKColor colour, float share) => colour.Luminance() > 0.45f ? colour.Darker(share) : colour.Lighter(share * 0.75f);

    /// <summary>A path from SVG path data, numbers printed the same in every culture.</summary>
    public static SKPath Path(FormattableString svg) =>
        SKPath.ParseSvgPathData(svg.ToString(CultureInfo.InvariantCulture)) ?? throw new FormatException($"Not path data: {svg.Format}");

    public static void Fill(this SKCanvas canvas, SKPath path, SKColor colour)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        canvas.DrawPath(path, paint);
    }

    public static void Fill(this SKCanvas canvas, SKPath path, SKShader shader)
    {
        using var paint = new SKPaint { Shader = shader, IsAntialias = true };
        canvas.DrawPath(path, paint);
    }

    public static void Oval(this SKCanvas canvas, float x, float y, float radiusX, float radiusY, SKColor colour)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        canvas.DrawOval(x, y, radiusX, radiusY, paint);
    }

    public static void Stroke(this SKCanvas canvas, SKPath path, SKColor colour, float width)
    {
        using SKPaint paint = Pen(colour, width);
        canvas.DrawPath(path, paint);
    }

    public static void Line(this SKCanvas canvas, SKPoint from, SKPoint to, SKColor colour, float width)
    {
        using SKPaint paint = Pen(colour, width);
        canvas.DrawLine(from, to, paint);
    }

    /// <summary>Draws and takes back any change of the canvas's matrix and clip.</summary>
    public static void Within(this SKCanvas canvas, Action draw)
    {
        canvas.Save();
        draw();
        canvas.Restore();
    }

    private static SKPaint Pen(SKColor colour, float width) => new()
    {
        Color = colour,
        IsAntialias = true,
        Style = SKPaintStyle.Stroke,
        StrokeWidth = width,
        StrokeCap = SKStrokeCap.Round,
        StrokeJoin = SKStrokeJoin.Round,
    };
}
