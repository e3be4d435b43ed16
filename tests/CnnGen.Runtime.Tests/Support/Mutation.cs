using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace CnnGen.Runtime.Tests;

/// <summary>Damages files at random, as disks, networks and people with bad intentions do.</summary>
internal static class Mutation
{
    /// <summary>What headers go wrong with, in 1, 2, 4 and 8 bytes.</summary>
    private static readonly long[] ExtremeNumbers =
        [0, 1, -1, 127, 128, 255, 256, short.MaxValue, ushort.MaxValue, 1 << 16, 1 << 24, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 40, long.MaxValue, long.MinValue];

    /// <summary>What may stand in place of a value of JSON, or of JSON within a string of it.</summary>
    private static readonly string[] Values =
    [
        "0", "1", "-1", "2147483648", "9223372036854775807", "9223372036854775808", "1e308", "1e999", "0.5", "null", "true", "[]", "{}", "[[[[[[[[[[1]]]]]]]]]]",
        "\"NaN\"", "\"Infinity\"", "\"\"", "\"\\ud800\"", "\\u0022NaN\\u0022", "\\u0022Infinity\\u0022", "\\u0022\\u0022",
    ];

    private static readonly byte[][] Beginnings = [[0, 0, 8, 3], [0, 0, 8, 1], [0, 0, 8, 4], [0x1F, 0x8B, 8, 0], [0xFF, 0xD8, 0xFF], [0x89, .. "PNG\r\n\u001a\n"u8], [.. "GIF89a"u8], [.. "BM"u8], [.. "RIFF\0\0\0\0WEBP"u8], [2, 0, 0, 0, 0, 0, 0, 0, .. "{}"u8]];

    /// <summary>A copy with one to three changes.</summary>
    public static byte[] Of(byte[] file, Random random)
    {
        byte[] mutant = file;
        for (int changes = random.Next(1, 4); changes > 0; changes--) mutant = Change(mutant, random);
        return mutant;
    }

    /// <summary>A copy of a file in safetensors, with changes in its header, its data or both; the length of the header is right, so that what is wrong lies deeper.</summary>
    public static byte[] OfSafetensors(byte[] file, Random random)
    {
        int length = checked((int)BinaryPrimitives.ReadInt64LittleEndian(file));
        byte[] header = file[8..(8 + length)];
        byte[] data = file[(8 + length)..];
        int what = random.Next(3);
        if (what != 1)
        {
            for (int changes = random.Next(1, 3); changes > 0; changes--) header = random.Next(4) == 0 ? Change(header, random) : ReplaceValue(header, random);
        }

        if (what != 0) data = Change(data, random);
        byte[] start = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(start, header.Length);
        return [.. start, .. header, .. data];
    }

    /// <summary>A copy of a PNG with changes in one of its chunks, whose length and checksum are right.</summary>
    public static byte[] OfPng(byte[] file, Random random)
    {
        var chunks = new List<(int Start, int Length)>();
        for (int start = 8; start < file.Length; start += chunks[^1].Length) chunks.Add((start, 12 + BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(start))));
        (int chunk, int length) = chunks[random.Next(chunks.Count)];
        byte[] typeAndData = [.. file.AsSpan(chunk + 4, 4), .. Of(file[(chunk + 8)..(chunk + length - 4)], random)];
        byte[] lengthBytes = new byte[4];
        byte[] checksum = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(lengthBytes, typeAndData.Length - 4);
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32(typeAndData));
        return [.. file.AsSpan(0, chunk), .. lengthBytes, .. typeAndData, .. checksum, .. file.AsSpan(chunk + length)];
    }

    /// <summary>Up to 4,096 random bytes; half of the files begin as one of some kind does.</summary>
    public static byte[] Noise(Random random)
    {
        byte[] noise = new byte[random.Next(random.Next(2) == 0 ? 64 : 4096)];
        random.NextBytes(noise);
        return random.Next(2) == 0 ? noise : [.. Beginnings[random.Next(Beginnings.Length)], .. noise];
    }

    /// <summary>The checksum of a chunk of a PNG (ISO 3309).</summary>
    public static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB88320 & (0u - (crc & 1)));
        }

        return ~crc;
    }

    private static byte[] Change(byte[] file, Random random)
    {
        if (file.Length == 0) return [(byte)random.Next(256)];
        int place = Place(file, random);
        int length = Math.Min(random.Next(1, 40), file.Length - place);
        switch (random.Next(8))
        {
            case 0: return file[..random.Next(file.Length)];
            case 1: return [.. file, .. new byte[random.Next(1, 40)]];
            case 2: return [.. file.AsSpan(0, place), .. file.AsSpan(place + length)];
            case 3: return [.. file.AsSpan(0, place + length), .. file.AsSpan(place)];
            case 4: return WithNumber(file, place, random);
            case 5: return ReplaceValue(file, random);
            case 6:
                byte[] flipped = [.. file];
                flipped[place] ^= (byte)(1 << random.Next(8));
                return flipped;
            default:
                byte[] other = [.. file];
                for (int i = random.Next(1, 6); i > 0; i--) other[Place(file, random)] = (byte)random.Next(256);
                return other;
        }
    }

    /// <summary>Anywhere, or near the start: heads are where the meaning is.</summary>
    private static int Place(byte[] file, Random random) => random.Next(random.Next(2) == 0 ? file.Length : Math.Min(file.Length, 200));

    private static byte[] WithNumber(byte[] file, int place, Random random)
    {
        byte[] number = BitConverter.GetBytes(ExtremeNumbers[random.Next(ExtremeNumbers.Length)])[..(1 << random.Next(4))];
        if (random.Next(2) == 0) Array.Reverse(number);
        byte[] copy = [.. file];
        int length = Math.Min(number.Length, file.Length - place);
        number.AsSpan(0, length).CopyTo(copy.AsSpan(place));
        return copy;
    }

    /// <summary>Puts something else in place of a value of a text; where the file is none, of some bytes.</summary>
    private static byte[] ReplaceValue(byte[] file, Random random)
    {
        if (file.Length == 0) return file;
        bool isAny = random.Next(4) == 0;
        int start = Place(file, random);
        while (start < file.Length && !(IsOfValue(file[start]) && (isAny || start == 0 || file[start - 1] is (byte)' ' or (byte)':' or (byte)'[' or (byte)','))) start++;
        int end = start;
        while (end < file.Length && IsOfValue(file[end])) end++;
        string value = random.Next(4) == 0 ? random.NextInt64(-10, 1000).ToString(CultureInfo.InvariantCulture) : Values[random.Next(Values.Length)];
        return [.. file.AsSpan(0, start), .. Encoding.UTF8.GetBytes(value), .. file.AsSpan(end)];
    }

    private static bool IsOfValue(byte letter) => char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'.' or (byte)'-' or (byte)'+' or (byte)'_';
}
