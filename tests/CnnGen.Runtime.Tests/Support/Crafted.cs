using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace CnnGen.Runtime.Tests;

/// <summary>Files made by hand.</summary>
internal static class Crafted
{
    public static byte[] Idx(int magic, int[] sizes, byte[] values)
    {
        byte[] file = new byte[4 + (4 * sizes.Length) + values.Length];
        BinaryPrimitives.WriteInt32BigEndian(file, magic);
        for (int i = 0; i < sizes.Length; i++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + (4 * i)), sizes[i]);
        values.CopyTo(file.AsSpan(4 + (4 * sizes.Length)));
        return file;
    }

    /// <summary>Three pictures of 2 × 2; their bytes count up.</summary>
    public static byte[] IdxPictures() => Idx(0x803, [3, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255]);

    /// <summary>Three pictures of 2 × 1 × 2, rows, columns and channels, of the same bytes.</summary>
    public static byte[] IdxColours() => Idx(0x804, [3, 2, 1, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255]);

    public static byte[] IdxLabels() => Idx(0x801, [3], [0, 9, 4]);

    public static byte[] Cifar(params byte[] labels)
    {
        byte[] file = new byte[labels.Length * 3073];
        for (int i = 0; i < labels.Length; i++)
        {
            file[i * 3073] = labels[i];
            for (int j = 0; j < 3072; j++) file[(i * 3073) + 1 + j] = (byte)((j / 1024 * 80) + (j % 80));
        }

        return file;
    }

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(content);
        return packed.ToArray();
    }

    public static byte[] Safetensors(string header, int dataLength, ulong? headerLength = null)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] file = new byte[8 + json.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(file, headerLength ?? (ulong)json.Length);
        json.CopyTo(file, 8);
        return file;
    }
}
