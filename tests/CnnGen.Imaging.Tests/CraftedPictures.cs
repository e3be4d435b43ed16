using System.Buffers.Binary;
using System.IO.Compression;
using CnnGen.Runtime.Tests;
using SkiaSharp;

namespace CnnGen.Imaging.Tests;

/// <summary>Pictures in the bytes of their files.</summary>
internal static class CraftedPictures
{
    /// <summary>A small one of every format and kind, to be damaged; those in PNG first.</summary>
    public static IReadOnlyList<byte[]> OfEachKind { get; } =
    [
        Encoded(9, 7, Noise(opaque: true)),
        Encoded(8, 8, Noise(opaque: false)),
        Encoded(9, 7, Noise(opaque: true), SKEncodedImageFormat.Jpeg),
        WithOrientation(Encoded(20, 17, Noise(opaque: true), SKEncodedImageFormat.Jpeg), 6),
        Encoded(9, 7, Noise(opaque: true), SKEncodedImageFormat.Webp),
        Encoded(8, 8, Noise(opaque: false), SKEncodedImageFormat.Webp),
        Bmp(5, 4, Noise(opaque: true)),
        Gif(),
    ];

    /// <summary>How many of <see cref="OfEachKind"/>, from the first, are in PNG.</summary>
    public const int PngCount = 2;

    /// <summary>A picture in a file's bytes.</summary>
    public static byte[] Encoded(int width, int height, Func<int, int, SKColor> colour, SKEncodedImageFormat format = SKEncodedImageFormat.Png)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++) bitmap.SetPixel(x, y, colour(x, y));
        }

        using SKData data = bitmap.Encode(format, 100);
        return data.ToArray();
    }

    /// <summary>Puts an APP1 segment with one TIFF tag behind the start of a JPEG.</summary>
    public static byte[] WithOrientation(byte[] jpeg, int orientation)
    {
        byte[] tiff = [.. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
        return [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(tiff.Length + 2), .. tiff, .. jpeg.AsSpan(2)];
    }

    /// <summary>A 24-bit BMP, rows from the bottom up.</summary>
    public static byte[] Bmp(int width, int height, Func<int, int, SKColor> colour)
    {
        byte[] bytes = new byte[54 + (width * height * 3)];
        bytes[0] = (byte)'B';
        bytes[1] = (byte)'M';
        foreach ((int offset, int value) in (ReadOnlySpan<(int, int)>)[(2, bytes.Length), (10, 54), (14, 40), (18, width), (22, height), (26, 1 | (24 << 16)), (34, width * height * 3)])
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), value);
        }

        for (int i = 0; i < width * height; i++)
        {
            SKColor pixel = colour(i % width, height - 1 - (i / width));
            (bytes[54 + (i * 3)], bytes[55 + (i * 3)], bytes[56 + (i * 3)]) = (pixel.Blue, pixel.Green, pixel.Red);
        }

        return bytes;
    }

    /// <summary>A grey PNG of black pixels: a thousand times larger in memory than on the disk.</summary>
    public static byte[] BlackPng(int width, int height)
    {
        byte[] head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        head[8] = 8; // bits a pixel
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            byte[] row = new byte[1 + width];
            for (int y = 0; y < height; y++) zlib.Write(row);
        }

        return [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR"u8, head), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    /// <summary>One red pixel.</summary>
    public static byte[] Gif() => [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 0, (byte)',', 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, (byte)';'];

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        byte[] length = new byte[4];
        byte[] checksum = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Mutation.Crc32([.. type, .. data]));
        return [.. length, .. type, .. data, .. checksum];
    }

    private static Func<int, int, SKColor> Noise(bool opaque)
    {
        var random = new Random(5);
        return (_, _) => new SKColor((uint)random.NextInt64(1L << 32) | (opaque ? 0xFF000000 : 0));
    }
}
