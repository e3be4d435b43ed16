using System.Runtime.InteropServices;
using SkiaSharp;

namespace CnnGen.Imaging;

/// <summary>From the bytes of a file to the values of a sample: decode, turn, resample, choose channels.</summary>
internal static class PictureDecoder
{
    /// <summary>A larger file is refused before it is read.</summary>
    public const long MaximumFileBytes = 256L << 20;

    /// <summary>A header that announces more pixels is refused before memory is taken for them.</summary>
    public const long MaximumPixels = 64L << 20;

    public static void CheckShape(ImageShape shape)
    {
        if (shape.Height < 1 || shape.Width < 1) throw new ArgumentException($"A picture of {shape} has no pixels.", nameof(shape));
        if (shape.Channels is not (1 or 3 or 4)) throw new ArgumentException($"{shape} has {shape.Channels} channels; pictures are read as 1 (grey), 3 (RGB) or 4 (RGBA).", nameof(shape));
    }

    /// <summary>Decodes a file into [height, width, channels] bytes.</summary>
    public static void DecodeFile(string path, ImageShape shape, Span<byte> pixels)
    {
        using SKBitmap bitmap = Open(path, shape, out SKEncodedOrigin origin);
        bool sideways = origin >= SKEncodedOrigin.LeftTop;
        (int width, int height) = sideways ? (shape.Height, shape.Width) : (shape.Width, shape.Height);
        ReadOnlySpan<byte> source = bitmap.GetPixelSpan();
        if (bitmap.Width == width && bitmap.Height == height)
        {
            Store(source, origin, shape, pixels);
            return;
        }

        byte[] resized = new byte[checked(width * height * 4)];
        Resampler.Resize(source, bitmap.Width, bitmap.Height, resized, width, height);
        Store(resized, origin, shape, pixels);
    }

    /// <summary>255 becomes 1.</summary>
    public static void ToFloats(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (int i = 0; i < bytes.Length; i++) values[i] = bytes[i] * (1f / 255);
    }

    /// <summary>The picture as RGBA, colours multiplied by alpha; a JPEG comes reduced where that still leaves at least the pixels asked for.</summary>
    private static SKBitmap Open(string path, ImageShape shape, out SKEncodedOrigin origin)
    {
        using SKData data = ReadFile(path);
        using SKCodec? codec = SKCodec.Create(data);
        if (codec is null) throw new PictureException(path, data.Size == 0 ? "the file is empty" : "the file is not a JPEG, PNG, BMP, WebP or GIF picture");
        origin = codec.EncodedOrigin;
        SKSizeI size = ChooseSize(codec, shape, origin >= SKEncodedOrigin.LeftTop);
        if ((long)size.Width * size.Height > MaximumPixels || size.Width < 1 || size.Height < 1)
        {
            throw new PictureException(path, $"the picture claims {size.Width} × {size.Height} pixels; up to {MaximumPixels} are read");
        }

        SKAlphaType alpha = codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Premul;
        var bitmap = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, alpha));
        SKCodecResult result = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        if (result == SKCodecResult.Success) return bitmap;
        bitmap.Dispose();
        throw new PictureException(path, result == SKCodecResult.IncompleteInput ? "the picture ends early" : $"the picture is damaged ({result})");
    }

    private static SKData ReadFile(string path)
    {
        try
        {
            long length = new FileInfo(path).Length;
            if (length > MaximumFileBytes) throw new PictureException(path, $"the file has {length} bytes; up to {MaximumFileBytes} are read");
            return SKData.CreateCopy(File.ReadAllBytes(path));
        }
        catch (UnauthorizedAccessException error)
        {
            throw new PictureException(path, "the file may not be read", error);
        }
    }

    /// <summary>libjpeg can leave out high frequencies while decoding, in eighths: several times faster for a large photograph, and the resampler has less to average.</summary>
    private static SKSizeI ChooseSize(SKCodec codec, ImageShape shape, bool sideways)
    {
        (int width, int height) = sideways ? (shape.Height, shape.Width) : (shape.Width, shape.Height);
        SKSizeI full = codec.Info.Size;
        if (codec.EncodedFormat != SKEncodedImageFormat.Jpeg) return full;
        for (int eighths = 1; eighths < 8; eighths++)
        {
            SKSizeI scaled = codec.GetScaledDimensions(eighths / 8f);
            if (scaled.Width >= width && scaled.Height >= height) return scaled;
        }

        return full;
    }

    private static void Store(ReadOnlySpan<byte> rgba, SKEncodedOrigin origin, ImageShape shape, Span<byte> pixels)
    {
        ReadOnlySpan<uint> source = MemoryMarshal.Cast<byte, uint>(rgba);
        (int start, int rowStep, int columnStep) = Walk(origin, shape.Height, shape.Width);
        int position = 0;
        for (int row = 0; row < shape.Height; row++)
        {
            for (int column = 0; column < shape.Width; column++)
            {
                uint pixel = source[start + (row * rowStep) + (column * columnStep)];
                StorePixel(pixel, shape.Channels, pixels.Slice(position, shape.Channels));
                position += shape.Channels;
            }
        }
    }

    private static void StorePixel(uint pixel, int channels, Span<byte> values)
    {
        uint alpha = pixel >> 24;
        if (channels == 4)
        {
            values[0] = Unmultiplied(pixel & 0xFF, alpha);
            values[1] = Unmultiplied((pixel >> 8) & 0xFF, alpha);
            values[2] = Unmultiplied((pixel >> 16) & 0xFF, alpha);
            values[3] = (byte)alpha;
            return;
        }

        // Over white: the colour is multiplied by alpha already, and what is missing is white.
        uint white = 255 - alpha;
        uint red = Math.Min((pixel & 0xFF) + white, 255);
        uint green = Math.Min(((pixel >> 8) & 0xFF) + white, 255);
        uint blue = Math.Min(((pixel >> 16) & 0xFF) + white, 255);
        if (channels == 3)
        {
            (values[0], values[1], values[2]) = ((byte)red, (byte)green, (byte)blue);
            return;
        }

        // ITU-R BT.601 in 16-bit fixed point, rounded.
        values[0] = (byte)(((red * 19595) + (green * 38470) + (blue * 7471) + 32768) >> 16);
    }

    private static byte Unmultiplied(uint value, uint alpha) => alpha == 0 ? (byte)0 : (byte)Math.Min(255, ((value * 255) + (alpha / 2)) / alpha);

    /// <summary>Where the pixel of row r and column c of the upright picture lies in the stored one: start + r · rowStep + c · columnStep (EXIF 2.3, tag 0x0112).</summary>
    private static (int Start, int RowStep, int ColumnStep) Walk(SKEncodedOrigin origin, int height, int width) => origin switch
    {
        SKEncodedOrigin.TopRight => (width - 1, width, -1),
        SKEncodedOrigin.BottomRight => ((height * width) - 1, -width, -1),
        SKEncodedOrigin.BottomLeft => ((height - 1) * width, -width, 1),
        SKEncodedOrigin.LeftTop => (0, 1, height),
        SKEncodedOrigin.RightTop => ((width - 1) * height, 1, -height),
        SKEncodedOrigin.RightBottom => ((height * width) - 1, -1, -height),
        SKEncodedOrigin.LeftBottom => (height - 1, -1, height),
        _ => (0, width, 1),
    };
}
