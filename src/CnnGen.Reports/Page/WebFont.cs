using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SkiaSharp;

namespace CnnGen.Reports;

/// <summary>
/// A TrueType font cut to the characters of a page, as WOFF 1.0 (W3C recommendation of 2012): its glyphs keep their numbers, and those that are not needed are empty.
/// Kerning and alternate forms are left out.
/// </summary>
internal static class WebFont
{
    private const int HeaderLength = 44;
    private const int EntryLength = 20;

    /// <summary>Tables that a browser asks for, and hints, in the order of their tags.</summary>
    private static readonly string[] Kept = ["OS/2", "cmap", "cvt ", "fpgm", "gasp", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post", "prep"];

    /// <summary>Cuts and packs a font.</summary>
    /// <param name="typeface">A font with TrueType outlines.</param>
    /// <param name="text">Every character that is to be seen.</param>
    public static byte[] ToWoff(SKTypeface typeface, string text)
    {
        Dictionary<string, byte[]> tables = Kept.Select(tag => (Tag: tag, Table: Read(typeface, tag))).Where(entry => entry.Table is not null).ToDictionary(entry => entry.Tag, entry => entry.Table!);
        CutGlyphs(tables, typeface.GetGlyphs(text));
        tables["post"] = [0, 3, 0, 0, .. tables["post"].AsSpan(4, 28)]; // version 3: without the names of glyphs
        return Pack([.. tables.OrderBy(entry => entry.Key, StringComparer.Ordinal)]);
    }

    private static byte[]? Read(SKTypeface typeface, string tag)
    {
        uint number = BinaryPrimitives.ReadUInt32BigEndian(Encoding.ASCII.GetBytes(tag));
        return typeface.GetTableSize(number) > 0 ? typeface.GetTableData(number) : null;
    }

    /// <summary>Empties all glyphs but those given and those that they are composed of; the first stands for what is missing and stays.</summary>
    private static void CutGlyphs(Dictionary<string, byte[]> tables, ushort[] glyphs)
    {
        byte[] outlines = tables["glyf"];
        byte[] places = tables["loca"];
        bool isLong = BinaryPrimitives.ReadInt16BigEndian(tables["head"].AsSpan(50)) != 0;
        int count = (places.Length / (isLong ? 4 : 2)) - 1;
        int PlaceOf(int glyph) => isLong
            ? checked((int)BinaryPrimitives.ReadUInt32BigEndian(places.AsSpan(glyph * 4)))
            : BinaryPrimitives.ReadUInt16BigEndian(places.AsSpan(glyph * 2)) * 2;

        var needed = new HashSet<int>();
        var open = new Stack<int>([0, .. glyphs.Select(glyph => (int)glyph)]);
        while (open.TryPop(out int glyph))
        {
            if (!needed.Add(glyph)) continue;
            foreach (int part in PartsOf(outlines.AsSpan(PlaceOf(glyph)..PlaceOf(glyph + 1)))) open.Push(part);
        }

        var kept = new MemoryStream();
        byte[] moved = new byte[(count + 1) * 4];
        for (int glyph = 0; glyph < count; glyph++)
        {
            BinaryPrimitives.WriteInt32BigEndian(moved.AsSpan(glyph * 4), (int)kept.Length);
            if (needed.Contains(glyph)) kept.Write(outlines.AsSpan(PlaceOf(glyph)..PlaceOf(glyph + 1)));
        }

        BinaryPrimitives.WriteInt32BigEndian(moved.AsSpan(count * 4), (int)kept.Length);
        tables["glyf"] = kept.ToArray();
        tables["loca"] = moved;
        tables["head"] = [.. tables["head"]];
        BinaryPrimitives.WriteInt16BigEndian(tables["head"].AsSpan(50), 1);
    }

    /// <summary>The glyphs that a composite one is made of (OpenType 1.9, table glyf); none for others.</summary>
    private static List<int> PartsOf(ReadOnlySpan<byte> outline)
    {
        const int wordArguments = 1, scale = 8, more = 32, twoScales = 64, matrix = 128;
        var parts = new List<int>();
        if (outline.IsEmpty || BinaryPrimitives.ReadInt16BigEndian(outline) >= 0) return parts;
        int at = 10;
        int flags;
        do
        {
            flags = BinaryPrimitives.ReadUInt16BigEndian(outline[at..]);
            parts.Add(BinaryPrimitives.ReadUInt16BigEndian(outline[(at + 2)..]));
            at += 4 + ((flags & wordArguments) != 0 ? 4 : 2);
            at += (flags & scale) != 0 ? 2 : (flags & twoScales) != 0 ? 4 : (flags & matrix) != 0 ? 8 : 0;
        }
        while ((flags & more) != 0);
        return parts;
    }

    private static byte[] Pack(KeyValuePair<string, byte[]>[] tables)
    {
        byte[][] packed = [.. tables.Select(table => Shorter(table.Value))];
        int length = HeaderLength + (tables.Length * EntryLength);
        byte[] font = new byte[length + packed.Sum(table => Padded(table.Length))];
        for (int i = 0; i < tables.Length; i++)
        {
            Span<byte> entry = font.AsSpan(HeaderLength + (i * EntryLength));
            Encoding.ASCII.GetBytes(tables[i].Key, entry);
            WriteNumbers(entry[4..], length, packed[i].Length, tables[i].Value.Length, (int)Checksum(tables[i].Value));
            packed[i].CopyTo(font.AsSpan(length));
            length += Padded(packed[i].Length);
        }

        int unpacked = 12 + (tables.Length * 16) + tables.Sum(table => Padded(table.Value.Length));
        "wOFF"u8.CopyTo(font);
        WriteNumbers(font.AsSpan(4), 0x00010000, font.Length, tables.Length << 16, unpacked);
        return font;
    }

    private static byte[] Shorter(byte[] table)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(table);
        return packed.Length < table.Length ? packed.ToArray() : table;
    }

    /// <summary>The sum of its words.</summary>
    private static uint Checksum(byte[] table)
    {
        uint sum = 0;
        byte[] words = new byte[Padded(table.Length)];
        table.CopyTo(words, 0);
        for (int i = 0; i < words.Length; i += 4) sum += BinaryPrimitives.ReadUInt32BigEndian(words.AsSpan(i));
        return sum;
    }

    private static int Padded(int length) => (length + 3) & ~3;

    private static void WriteNumbers(Span<byte> to, params ReadOnlySpan<int> numbers)
    {
        foreach (int number in numbers)
        {
            BinaryPrimitives.WriteInt32BigEndian(to, number);
            to = to[4..];
        }
    }
}
