using SkiaSharp;

namespace CnnGen.Imaging;

/// <summary>Single pictures: a file to the values that a model predicts from, and values to a PNG file.</summary>
public static class Picture
{
    /// <summary>Reads a picture file, turned as its EXIF orientation says and stretched to the shape.</summary>
    /// <param name="path">A JPEG, PNG, BMP, WebP or GIF file.</param>
    /// <param name="shape">Rows, columns and channels: 1 (grey), 3 (RGB over white) or 4 (RGBA).</param>
    /// <returns>[height, width, channels], values 0..1.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="PictureException">The file is not a picture, or not a whole one.</exception>
    public static float[] Load(string path, ImageShape shape)
    {
        float[] pixels = new float[shape.Length];
        Load(path, shape, pixels);
        return pixels;
    }

    /// <summary>Reads a picture file into memory of the caller.</summary>
    /// <param name="path">A JPEG, PNG, BMP, WebP or GIF file.</param>
    /// <param name="shape">Rows, columns and channels: 1 (grey), 3 (RGB over white) or 4 (RGBA).</param>
    /// <param name="pixels">Receives [height, width, channels], values 0..1.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="PictureException">The file is not a picture, or not a whole one.</exception>
    /// <exception cref="ArgumentException">The room is not one picture's.</exception>
    public static void Load(string path, ImageShape shape, Span<float> pixels)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        PictureDecoder.CheckShape(shape);
        if (pixels.Length != shape.Length) throw new ArgumentException($"A picture has {shape.Length} values ({shape}), but there is room for {pixels.Length}.", nameof(pixels));
        byte[] bytes = new byte[shape.Length];
        PictureDecoder.DecodeFile(path, shape, bytes);
        PictureDecoder.ToFloats(bytes, pixels);
    }

    /// <summary>Writes a picture as a PNG file, beside its place first and then renamed into it.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="pixels">[height, width, channels], values 0..1; what is beyond is cut.</param>
    /// <param name="shape">Rows, columns and channels: 1 (grey), 3 (RGB) or 4 (RGBA).</param>
    /// <exception cref="ArgumentException">The values are not those of the shape.</exception>
    public static void SavePng(string path, ReadOnlySpan<float> pixels, ImageShape shape)
    {
        byte[] bytes = new byte[pixels.Length];
        for (int i = 0; i < pixels.Length; i++) bytes[i] = ToByte(pixels[i]);
        SavePng(path, bytes, shape);
    }

    /// <summary>Writes a picture as a PNG file, beside its place first and then renamed into it.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="pixels">[height, width, channels], values 0..255.</param>
    /// <param name="shape">Rows, columns and channels: 1 (grey), 3 (RGB) or 4 (RGBA).</param>
    /// <exception cref="ArgumentException">The values are not those of the shape.</exception>
    public static void SavePng(string path, ReadOnlySpan<byte> pixels, ImageShape shape)
    {
        using SKBitmap bitmap = ToBitmap(pixels, shape);
        SavePng(path, bitmap);
    }

    /// <summary>Writes a bitmap as a PNG file.</summary>
    internal static void SavePng(string path, SKBitmap bitmap)
    {
        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100) ?? throw new IOException($"{path}: the picture cannot be encoded.");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        AtomicFile.Write(path, png.SaveTo);
    }

    /// <summary>RGBA pixels of a sample; the caller disposes of them.</summary>
    internal static SKBitmap ToBitmap(ReadOnlySpan<byte> pixels, ImageShape shape)
    {
        PictureDecoder.CheckShape(shape);
        if (pixels.Length != shape.Length) throw new ArgumentException($"A picture of {shape} has {shape.Length} values, not {pixels.Length}.", nameof(pixels));
        SKAlphaType alpha = shape.Channels == 4 ? SKAlphaType.Unpremul : SKAlphaType.Opaque;
        var bitmap = new SKBitmap(new SKImageInfo(shape.Width, shape.Height, SKColorType.Rgba8888, alpha));
        Span<byte> target = bitmap.GetPixelSpan();
        for (int i = 0; i < shape.Height * shape.Width; i++)
        {
            ReadOnlySpan<byte> pixel = pixels.Slice(i * shape.Channels, shape.Channels);
            target[i * 4] = pixel[0];
            target[(i * 4) + 1] = pixel[shape.Channels == 1 ? 0 : 1];
            target[(i * 4) + 2] = pixel[shape.Channels == 1 ? 0 : 2];
            target[(i * 4) + 3] = shape.Channels == 4 ? pixel[3] : (byte)255;
        }

        return bitmap;
    }

    /// <summary>0..1 to 0..255, rounded; NaN is black.</summary>
    internal static byte ToByte(float value) => float.IsNaN(value) ? (byte)0 : (byte)Math.Clamp((value * 255) + 0.5f, 0, 255);
}
