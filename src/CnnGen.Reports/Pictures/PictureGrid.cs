using System.Globalization;
using CnnGen.Imaging;
using SkiaSharp;

namespace CnnGen.Reports;

/// <summary>Pictures side by side, alone or with what a model says of them, as a picture.</summary>
public static class PictureGrid
{
    private const int Gap = 10;
    private const int CaptionHeight = 40;
    private const int FrameWidth = 4;
    private const int SmallestSide = 120;

    private static readonly SKColor RightColour = SKColor.Parse("#2E9E5B");
    private static readonly SKColor WrongColour = SKColor.Parse("#D43D3D");
    private static readonly SKColor TextColour = SKColor.Parse("#2B2F36");

    /// <summary>Writes a PNG file: each picture in a green frame where the model is right and a red one where it is not, below it the predicted class, the confidence and, where wrong, the actual class. Small pictures are enlarged by a whole factor.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="pictures">The pictures, one or more, of one shape.</param>
    /// <param name="columns">Pictures of a row, at least 1.</param>
    /// <exception cref="ArgumentException">There are no pictures, or their shapes differ.</exception>
    public static void SavePng(string path, IReadOnlyList<PredictedPicture> pictures, int columns)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (pictures.Count == 0) throw new ArgumentException("There are no pictures to draw.", nameof(pictures));
        ImageShape shape = pictures[0].Shape;
        if (pictures.Any(picture => picture.Shape != shape)) throw new ArgumentException("The pictures of a grid have one shape.", nameof(pictures));

        Draw(path, pictures.Count, shape, columns, FrameWidth, CaptionHeight, (canvas, i, cell) => DrawCell(canvas, pictures[i], cell));
    }

    /// <summary>Writes a PNG file of pictures without words: one photograph augmented many ways, a part of a data set. Small pictures are enlarged by a whole factor.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="pictures">The pictures, one or more, each [height, width, channels], values 0..1; what is beyond is cut.</param>
    /// <param name="shape">Rows, columns and channels of each: 1 (grey), 3 (RGB) or 4 (RGBA).</param>
    /// <param name="columns">Pictures of a row, at least 1.</param>
    /// <exception cref="ArgumentException">There are no pictures, or one is not of the shape.</exception>
    public static void SavePng(string path, IReadOnlyList<float[]> pictures, ImageShape shape, int columns)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (pictures.Count == 0) throw new ArgumentException("There are no pictures to draw.", nameof(pictures));
        Draw(path, pictures.Count, shape, columns, frame: 0, caption: 0, (canvas, i, cell) => DrawPixels(canvas, pictures[i], shape, cell));
    }

    private static void Draw(string path, int count, ImageShape shape, int columns, int frame, int caption, Action<SKCanvas, int, SKRect> drawCell)
    {
        columns = Math.Min(columns, count);
        int rows = (count + columns - 1) / columns;
        int scale = Math.Max(1, (SmallestSide + Math.Min(shape.Width, shape.Height) - 1) / Math.Min(shape.Width, shape.Height));
        var cell = new SKSizeI((shape.Width * scale) + (2 * frame), (shape.Height * scale) + (2 * frame) + caption);
        using var bitmap = new SKBitmap(new SKImageInfo(Gap + (columns * (cell.Width + Gap)), Gap + (rows * (cell.Height + Gap)), SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        for (int i = 0; i < count; i++)
        {
            var corner = new SKPoint(Gap + (i % columns * (cell.Width + Gap)), Gap + (i / columns * (cell.Height + Gap)));
            drawCell(canvas, i, SKRect.Create(corner, cell));
        }

        canvas.Flush();
        Picture.SavePng(path, bitmap);
    }

    private static void DrawCell(SKCanvas canvas, PredictedPicture picture, SKRect cell)
    {
        SKColor colour = picture.IsRight ? RightColour : WrongColour;
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        var frame = new SKRect(cell.Left, cell.Top, cell.Right, cell.Bottom - CaptionHeight);
        canvas.DrawRect(frame, paint);
        frame.Inflate(-FrameWidth, -FrameWidth);
        DrawPixels(canvas, picture.Pixels.Span, picture.Shape, frame);

        string confidence = string.Create(CultureInfo.InvariantCulture, $"{picture.Confidence * 100:0.#} %");
        DrawText(canvas, $"{picture.Predicted} · {confidence}", cell, cell.Bottom - CaptionHeight + 17, InterFont.Bold, colour);
        if (!picture.IsRight) DrawText(canvas, $"it is {picture.Actual}", cell, cell.Bottom - 7, InterFont.Regular, TextColour);
    }

    private static void DrawPixels(SKCanvas canvas, ReadOnlySpan<float> pixels, ImageShape shape, SKRect place)
    {
        byte[] bytes = new byte[pixels.Length];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = Picture.ToByte(pixels[i]);
        using SKBitmap bitmap = Picture.ToBitmap(bytes, shape);
        using SKImage image = SKImage.FromBitmap(bitmap);
        canvas.DrawImage(image, place, new SKSamplingOptions(SKFilterMode.Nearest));
    }

    /// <summary>Centred; set smaller where it would not fit.</summary>
    private static void DrawText(SKCanvas canvas, string text, SKRect cell, float baseline, SKTypeface typeface, SKColor colour)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        using var font = new SKFont(typeface, 14) { Edging = SKFontEdging.Antialias };
        float width = font.MeasureText(text);
        if (width > cell.Width) font.Size *= cell.Width / width;
        canvas.DrawText(text, cell.MidX, baseline, SKTextAlign.Center, font, paint);
    }
}
