using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;

namespace CnnGen.Reports.Tests;

public sealed class WebFontTests
{
    private const string Text = "Cats & dogs: 99.5 % ± é ✓";

    [Fact]
    public void A_cut_font_draws_its_characters_as_the_whole_one_does_and_no_others()
    {
        byte[] woff = WebFont.ToWoff(InterFont.Regular, Text);
        Assert.True(woff.Length < 40_000, $"{woff.Length} bytes");
        using SKData data = SKData.CreateCopy(Unpack(woff));
        using SKTypeface cut = SKTypeface.FromData(data);
        Assert.Equal(Outlines(InterFont.Regular, Text), Outlines(cut, Text));
        Assert.Contains(Outlines(cut, Text), outline => outline.Length > 100); // there is something to compare
        Assert.Equal(InterFont.Regular.GetGlyphs("xyz"), cut.GetGlyphs("xyz"));
        Assert.All(Outlines(cut, "xyz"), outline => Assert.Equal("", outline));
    }

    [Fact]
    public void Characters_that_the_font_does_not_have_are_left_to_others()
    {
        Assert.NotEmpty(WebFont.ToWoff(InterFont.Bold, "🐈 猫 \uD800"));
        Assert.NotEmpty(WebFont.ToWoff(InterFont.Bold, ""));
    }

    private static string[] Outlines(SKTypeface typeface, string text)
    {
        using var font = new SKFont(typeface, 1000);
        return [.. typeface.GetGlyphs(text).Select(glyph =>
        {
            using SKPath? path = font.GetGlyphPath(glyph);
            return path is null || path.IsEmpty ? "" : path.ToSvgPathData();
        })];
    }

    /// <summary>The TrueType font in a WOFF file: W3C, WOFF File Format 1.0, sections 3 to 5.</summary>
    private static byte[] Unpack(byte[] woff)
    {
        Assert.Equal("wOFF"u8, woff.AsSpan(0, 4));
        Assert.Equal(woff.Length, BinaryPrimitives.ReadInt32BigEndian(woff.AsSpan(8)));
        int count = BinaryPrimitives.ReadInt16BigEndian(woff.AsSpan(12));
        byte[] font = new byte[BinaryPrimitives.ReadInt32BigEndian(woff.AsSpan(16))];
        woff.AsSpan(4, 4).CopyTo(font);
        BinaryPrimitives.WriteInt16BigEndian(font.AsSpan(4), (short)count);
        int at = 12 + (16 * count);
        for (int i = 0; i < count; i++)
        {
            Span<byte> entry = woff.AsSpan(44 + (20 * i), 20);
            int place = BinaryPrimitives.ReadInt32BigEndian(entry[4..]);
            int packed = BinaryPrimitives.ReadInt32BigEndian(entry[8..]);
            int length = BinaryPrimitives.ReadInt32BigEndian(entry[12..]);
            Span<byte> table = font.AsSpan(at, length);
            if (packed == length)
            {
                woff.AsSpan(place, length).CopyTo(table);
            }
            else
            {
                using var zlib = new ZLibStream(new MemoryStream(woff, place, packed), CompressionMode.Decompress);
                zlib.ReadExactly(table);
                Assert.Equal(-1, zlib.ReadByte());
            }

            Span<byte> to = font.AsSpan(12 + (16 * i), 16);
            entry[..4].CopyTo(to);
            entry[16..].CopyTo(to[4..]);
            BinaryPrimitives.WriteInt32BigEndian(to[8..], at);
            BinaryPrimitives.WriteInt32BigEndian(to[12..], length);
            at += (length + 3) & ~3;
        }

        Assert.Equal(font.Length, at);
        return font;
    }
}
