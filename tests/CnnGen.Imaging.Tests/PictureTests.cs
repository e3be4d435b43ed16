using System.Buffers.Binary;
using CnnGen.Runtime.Tests;
using SkiaSharp;
using Xunit;

namespace CnnGen.Imaging.Tests;

public sealed class PictureTests : IDisposable
{
    private static readonly SKColor Red = new(255, 0, 0);
    private static readonly SKColor Green = new(0, 255, 0);
    private static readonly SKColor Blue = new(0, 0, 255);
    private static readonly SKColor Grey = new(128, 128, 128);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.png", SKEncodedImageFormat.Png, 0)]
    [InlineData("a.jpg", SKEncodedImageFormat.Jpeg, 0.03)]
    [InlineData("a.webp", SKEncodedImageFormat.Webp, 0.03)]
    public void A_picture_of_each_format_keeps_its_colours_and_places(string name, SKEncodedImageFormat format, double tolerance)
    {
        string path = _folder.Write(name, CraftedPictures.Encoded(32, 16, Quarters(32, 16), format));
        AssertQuarters(Picture.Load(path, new ImageShape(16, 32, 3)), 16, 32, tolerance);
    }

    [Fact]
    public void A_bmp_picture_is_read()
    {
        string path = _folder.Write("a.bmp", CraftedPictures.Bmp(32, 16, Quarters(32, 16)));
        AssertQuarters(Picture.Load(path, new ImageShape(16, 32, 3)), 16, 32, 0);
    }

    [Fact]
    public void The_content_and_not_the_name_tells_the_format()
    {
        string path = _folder.Write("a.jpg", CraftedPictures.Encoded(32, 16, Quarters(32, 16)));
        AssertQuarters(Picture.Load(path, new ImageShape(16, 32, 3)), 16, 32, 0);
    }

    /// <summary>The eight orientations of EXIF: the stored picture is made by turning the upright one, so all read as the upright one.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void A_jpeg_stands_upright_whatever_its_orientation(int orientation)
    {
        const int Width = 48, Height = 32;
        Func<int, int, SKColor> upright = Quarters(Width, Height);
        bool sideways = orientation >= 5;
        (int storedWidth, int storedHeight) = sideways ? (Height, Width) : (Width, Height);

        // TIFF 6.0, tag 274: where row 0 and column 0 of the stored picture are in the upright one.
        byte[] jpeg = CraftedPictures.Encoded(storedWidth, storedHeight, (x, y) => orientation switch
        {
            1 => upright(x, y),
            2 => upright(Width - 1 - x, y),
            3 => upright(Width - 1 - x, Height - 1 - y),
            4 => upright(x, Height - 1 - y),
            5 => upright(y, x),
            6 => upright(Width - 1 - y, x),
            7 => upright(Width - 1 - y, Height - 1 - x),
            _ => upright(y, Height - 1 - x),
        }, SKEncodedImageFormat.Jpeg);
        string path = _folder.Write("a.jpg", CraftedPictures.WithOrientation(jpeg, orientation));
        AssertQuarters(Picture.Load(path, new ImageShape(Height, Width, 3)), Height, Width, 0.03);
        AssertQuarters(Picture.Load(path, new ImageShape(16, 20, 3)), 16, 20, 0.06);
    }

    [Fact]
    public void One_channel_is_the_luminance()
    {
        string path = _folder.WriteSolid("a.png", new SKColor(200, 100, 50));
        float expected = MathF.Round((0.299f * 200) + (0.587f * 100) + (0.114f * 50)) / 255;
        Assert.All(Picture.Load(path, new ImageShape(4, 4, 1)), value => Assert.Equal(expected, value, 6));
    }

    [Fact]
    public void A_grey_picture_gives_three_equal_channels()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(6, 6, SKColorType.Gray8, SKAlphaType.Opaque));
        bitmap.Erase(Grey);
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        string path = _folder.Write("a.png", data.ToArray());
        Assert.All(Picture.Load(path, new ImageShape(6, 6, 3)), value => Assert.Equal(128 / 255f, value, 6));
    }

    [Fact]
    public void A_transparent_picture_lies_on_white_unless_alpha_is_asked_for()
    {
        string path = _folder.Write("a.png", CraftedPictures.Encoded(4, 4, (_, _) => new SKColor(255, 0, 0, 128)));
        float[] rgb = Picture.Load(path, new ImageShape(4, 4, 3));
        Assert.Equal(1, rgb[0], 2);
        Assert.Equal(127 / 255f, rgb[1], 2);
        float[] rgba = Picture.Load(path, new ImageShape(4, 4, 4));
        Assert.Equal(1, rgba[0], 2);
        Assert.Equal(0, rgba[1], 2);
        Assert.Equal(128 / 255f, rgba[3], 2);
    }

    [Fact]
    public void A_fine_pattern_becomes_grey_when_a_picture_shrinks()
    {
        string path = _folder.Write("a.png", CraftedPictures.Encoded(300, 300, (x, y) => ((x + y) & 1) == 0 ? SKColors.White : SKColors.Black));
        Assert.All(Picture.Load(path, new ImageShape(37, 41, 1)), value => Assert.InRange(value, 0.47f, 0.53f));
    }

    [Fact]
    public void A_ramp_stays_a_ramp_when_a_picture_grows()
    {
        string path = _folder.Write("a.png", CraftedPictures.Encoded(8, 2, (x, _) => new SKColor((byte)(x * 32), 0, 0)));
        float[] pixels = Picture.Load(path, new ImageShape(2, 32, 3));
        for (int x = 0; x < 32; x++)
        {
            float expected = Math.Clamp((((x + 0.5f) / 4) - 0.5f) * 32, 0, 7 * 32) / 255;
            Assert.Equal(expected, pixels[x * 3], 0.003f);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void Floats_written_as_png_read_back(int channels)
    {
        var shape = new ImageShape(5, 7, channels);
        var random = new Random(3);
        float[] pixels = new float[shape.Length];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = channels == 4 && i % 4 == 3 ? 1 : random.Next(256) / 255f;
        string path = _folder.File("deep/er/a.png");
        Picture.SavePng(path, pixels, shape);
        Assert.Equal(pixels, Picture.Load(path, shape), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Values_beyond_the_range_are_cut_in_a_png()
    {
        string path = _folder.File("a.png");
        Picture.SavePng(path, [-3f, float.NaN, 7f], new ImageShape(1, 3, 1));
        Assert.Equal([0f, 0f, 1f], Picture.Load(path, new ImageShape(1, 3, 1)));
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void A_picture_that_ends_early_is_named(SKEncodedImageFormat format)
    {
        var random = new Random(1);
        byte[] whole = CraftedPictures.Encoded(64, 64, (_, _) => new SKColor((uint)random.Next() | 0xFF000000), format);
        string path = _folder.Write("half.img", whole[..(whole.Length / 2)]);
        PictureException error = Assert.Throws<PictureException>(() => Picture.Load(path, new ImageShape(64, 64, 3)));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_picture_is_named()
    {
        string path = _folder.Write("notes.jpg", "no picture"u8.ToArray());
        PictureException error = Assert.Throws<PictureException>(() => Picture.Load(path, new ImageShape(8, 8, 3)));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        string empty = _folder.Write("empty.png", []);
        Assert.Contains("empty", Assert.Throws<PictureException>(() => Picture.Load(empty, new ImageShape(8, 8, 3))).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gif_picture_is_read() => Assert.Equal([1f, 0f, 0f], Picture.Load(_folder.Write("a.gif", CraftedPictures.Gif()), new ImageShape(1, 1, 3)));

    [Fact]
    public void No_mutation_of_a_picture_gives_anything_but_pixels_or_a_named_error()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (int i = 0; i < 1000; i++)
        {
            int which = random.Next(CraftedPictures.OfEachKind.Count);
            byte[] good = CraftedPictures.OfEachKind[which];
            string path = _folder.Write("mutant", which < CraftedPictures.PngCount && random.Next(2) == 0 ? Mutation.OfPng(good, random) : Mutation.Of(good, random));
            var shape = new ImageShape(random.Next(1, 20), random.Next(1, 20), random.Next(2) == 0 ? 3 : 4);
            Exception? error = Record.Exception(() => Assert.All(Picture.Load(path, shape), value => Assert.InRange(value, 0, 1)));
            Assert.True(error is null || (error is PictureException && error.Message.Contains(path, StringComparison.Ordinal)), $"seed {seed}, case {i}: {error}");
        }
    }

    [Fact]
    public void A_header_that_claims_too_many_pixels_is_refused()
    {
        byte[] png = CraftedPictures.Encoded(4, 4, (_, _) => Red);

        // IHDR: width and height stand at 16 and 20; its checksum covers bytes 12 to 28.
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 60_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 60_000);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Mutation.Crc32(png.AsSpan(12, 17)));
        string path = _folder.Write("bomb.png", png);
        Assert.Contains("60000", Assert.Throws<PictureException>(() => Picture.Load(path, new ImageShape(8, 8, 3))).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1_000_000)]
    [InlineData(1_000_000, 1)]
    public void A_long_picture_in_a_small_file_takes_memory_for_what_is_asked_for(int width, int height)
    {
        string path = _folder.Write("long.png", CraftedPictures.BlackPng(width, height));
        long before = GC.GetAllocatedBytesForCurrentThread();
        float[] pixels = Picture.Load(path, new ImageShape(224, 224, 3));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32 << 20);
        Assert.Equal(new float[224 * 224 * 3], pixels);
    }

    [Fact]
    public void A_missing_file_and_an_odd_shape_are_told()
    {
        Assert.Throws<FileNotFoundException>(() => Picture.Load(_folder.File("none.png"), new ImageShape(8, 8, 3)));
        Assert.Throws<ArgumentException>(() => Picture.Load(_folder.WriteSolid("a.png", Red), new ImageShape(8, 8, 2)));
    }

    /// <summary>Red, green over blue, grey.</summary>
    private static Func<int, int, SKColor> Quarters(int width, int height) => (x, y) => (x < width / 2, y < height / 2) switch
    {
        (true, true) => Red,
        (false, true) => Green,
        (true, false) => Blue,
        _ => Grey,
    };

    /// <summary>Looks at the middle of each quarter.</summary>
    private static void AssertQuarters(float[] pixels, int height, int width, double tolerance)
    {
        foreach ((int row, int column, SKColor expected) in (ReadOnlySpan<(int, int, SKColor)>)[(0, 0, Red), (0, 1, Green), (1, 0, Blue), (1, 1, Grey)])
        {
            int start = ((((height / 4) + (row * height / 2)) * width) + (width / 4) + (column * width / 2)) * 3;
            Assert.Equal(expected.Red / 255.0, pixels[start], tolerance + 1e-6);
            Assert.Equal(expected.Green / 255.0, pixels[start + 1], tolerance + 1e-6);
            Assert.Equal(expected.Blue / 255.0, pixels[start + 2], tolerance + 1e-6);
        }
    }
}
