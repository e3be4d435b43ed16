namespace CnnGen.Runtime.Tests;

/// <summary>Turning, shifting, shearing, zooming, flipping and cropping.</summary>
public sealed class MovingPixelsTests
{
    /// <summary>Places are floats: at 150 pixels they are 8e-6 apart, so that a value may move by some of these times the step between neighbours, up to 1.</summary>
    private const double Tolerance = 1e-4;

    private static readonly Augmentation AllMoves = new()
    {
        RotationRange = 180,
        WidthShiftRange = 0.7f,
        HeightShiftRange = 0.7f,
        ShearRange = 60,
        ZoomRange = (0.3f, 4f),
        HorizontalFlip = true,
        VerticalFlip = true,
        CropAreaRange = (0.2f, 1f),
        CropRatioRange = (0.5f, 2f),
        CropPadding = 3,
    };

    private static readonly (string Name, Augmentation Settings)[] Moves =
    [
        ("rotation", new Augmentation { RotationRange = 90 }),
        ("width shift", new Augmentation { WidthShiftRange = 1 }),
        ("height shift", new Augmentation { HeightShiftRange = 1 }),
        ("shear", new Augmentation { ShearRange = 45 }),
        ("zoom", new Augmentation { ZoomRange = (0.2f, 5f) }),
        ("flips", new Augmentation { HorizontalFlip = true, VerticalFlip = true }),
        ("crop", new Augmentation { CropAreaRange = (0.1f, 1f), CropRatioRange = (0.3f, 3f) }),
        ("crop of the padded picture", new Augmentation { CropPadding = 9 }),
        ("the tutorial's", new Augmentation { RotationRange = 40, WidthShiftRange = 0.2f, HeightShiftRange = 0.2f, ShearRange = 0.2f, ZoomRange = 0.2f, HorizontalFlip = true }),
        ("all", AllMoves),
    ];

    public static TheoryData<string, FillMode> Cases =>
        [.. from move in Moves from fill in Enum.GetValues<FillMode>() select (move.Name, fill)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_move_is_that_of_keras_matrices_in_float64(string name, FillMode fill)
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        Augmentation settings = Moves.Single(move => move.Name == name).Settings with { FillMode = fill, FillValue = 0.3f };
        foreach (ImageShape shape in Shapes(random))
        {
            float[] picture = Samples.Floats(random, shape.Length, 0, 1);
            for (int sample = 0; sample < 4; sample++)
            {
                float[] moved = new float[shape.Length];
                settings.Apply(picture, moved, shape, seed, epoch: 2, sample);
                double[] expected = PlainPictures.Move(picture, shape, new PictureDraw(settings, shape, seed, 2, sample), fill, 0.3f);
                for (int i = 0; i < expected.Length; i++)
                {
                    Assert.True(Math.Abs(expected[i] - moved[i]) <= Tolerance, $"seed {seed}, {shape}, sample {sample}: value {i} is {moved[i]}, not {expected[i]}");
                }
            }
        }
    }

    [Fact]
    public void Only_the_picture_is_read_and_only_its_room_is_written()
    {
        var random = new Random(5);
        foreach (ImageShape shape in Shapes(random))
        {
            float[] around = new float[shape.Length + 16];
            float[] room = new float[shape.Length + 16];
            Array.Fill(around, float.NaN);
            Array.Fill(room, -7);
            Samples.Floats(random, shape.Length, 0, 1).CopyTo(around, 8);
            foreach (FillMode fill in Enum.GetValues<FillMode>())
            {
                (AllMoves with { FillMode = fill }).Apply(around.AsSpan(8, shape.Length), room.AsSpan(8, shape.Length), shape, seed: 3);
                Assert.All(room[8..^8], value => Assert.InRange(value, 0, 1));
                Assert.All([.. room[..8], .. room[^8..]], value => Assert.Equal(-7, value));
            }
        }
    }

    [Theory]
    [InlineData(FillMode.Nearest, "1 1 1 1 2 3 4 4 4 4")]
    [InlineData(FillMode.Constant, "9 9 9 1 2 3 4 9 9 9")]
    [InlineData(FillMode.Reflect, "3 2 1 1 2 3 4 4 3 2")]
    [InlineData(FillMode.Wrap, "2 3 4 1 2 3 4 1 2 3")]
    public void A_row_goes_on_beyond_its_edges_as_the_mode_says(FillMode fill, string expected)
    {
        float[] row = [1, 2, 3, 4];
        float[] seen = [.. Enumerable.Range(-3, 10).Select(column => Pixel(row, new ImageShape(1, 4, 1), 0, column, fill))];
        Assert.Equal(expected, string.Join(' ', seen));
        Assert.Equal(seen, Enumerable.Range(-3, 10).Select(place => Pixel(row, new ImageShape(4, 1, 1), place, 0, fill)));
    }

    [Theory]
    [InlineData(FillMode.Nearest, 1, 4)]
    [InlineData(FillMode.Constant, 5, 6.5f)]
    [InlineData(FillMode.Reflect, 1, 4)]
    [InlineData(FillMode.Wrap, 2.5f, 2.5f)]
    public void Half_a_pixel_beyond_an_edge_is_half_of_what_is_there(FillMode fill, float left, float right)
    {
        float[] row = [1, 2, 3, 4];
        Assert.Equal(left, Pixel(row, new ImageShape(1, 4, 1), 0, -0.5, fill));
        Assert.Equal(right, Pixel(row, new ImageShape(1, 4, 1), 0, 3.5, fill));
        Assert.Equal(2.25f, Pixel(row, new ImageShape(1, 4, 1), 0, 1.25, fill));
    }

    [Theory]
    [InlineData(FillMode.Reflect)]
    [InlineData(FillMode.Wrap)]
    public void Far_beyond_an_edge_no_pixel_is_missed(FillMode fill)
    {
        foreach (int size in (int[])[1, 2, 3, 7, 49, 150, 333, 1023])
        {
            var shape = new ImageShape(1, size, 1);
            float[] row = [.. Enumerable.Range(0, size).Select(i => (float)i)];
            for (int column = -20 * size; column <= 20 * size; column++) Assert.Equal(PlainPictures.Sample(row, shape, 0, column, 0, fill, 0), Pixel(row, shape, 0, column, fill));
        }
    }

    [Fact]
    public void Flips_are_exact()
    {
        var random = new Random(11);
        foreach (ImageShape shape in Shapes(random))
        {
            float[] picture = Samples.Floats(random, shape.Length, -5, 5);
            var both = new Augmentation { HorizontalFlip = true, VerticalFlip = true };
            var seen = new HashSet<(bool, bool)>();
            for (int sample = 0; sample < 40; sample++)
            {
                var draw = new PictureDraw(both, shape, 1, 0, sample);
                seen.Add((draw.FlipsHorizontally, draw.FlipsVertically));
                float[] flipped = new float[shape.Length];
                both.Apply(picture, flipped, shape, 1, 0, sample);
                for (int i = 0; i < shape.Length; i++)
                {
                    (int row, int column, int channel) = (i / shape.Channels / shape.Width, i / shape.Channels % shape.Width, i % shape.Channels);
                    if (draw.FlipsVertically) row = shape.Height - 1 - row;
                    if (draw.FlipsHorizontally) column = shape.Width - 1 - column;
                    Assert.Equal(picture[(((row * shape.Width) + column) * shape.Channels) + channel], flipped[i]);
                }
            }

            Assert.Equal(4, seen.Count);
        }
    }

    [Fact]
    public void A_crop_of_the_padded_picture_moves_whole_pixels()
    {
        var shape = new ImageShape(9, 12, 3);
        float[] picture = Samples.Floats(new Random(2), shape.Length, 0, 1);
        HashSet<float> values = [.. picture, 0.5f];
        var shifts = new HashSet<(double, double)>();
        var settings = new Augmentation { CropPadding = 2, FillMode = FillMode.Constant, FillValue = 0.5f };
        for (int seed = 0; seed < 500; seed++)
        {
            Assert.All(settings.Apply(picture, shape, seed), value => Assert.Contains(value, values));
            CropWindow crop = new PictureDraw(settings, shape, seed, 0, 0).Crop;
            Assert.Equal((1, 1), (crop.RowScale, crop.ColumnScale));
            shifts.Add((crop.RowShift, crop.ColumnShift));
        }

        Assert.Equal(25, shifts.Count);
        Assert.All(shifts, shift => Assert.InRange(Math.Max(Math.Abs(shift.Item1), Math.Abs(shift.Item2)), 0, 2));
    }

    [Fact]
    public void White_stays_white()
    {
        var shape = new ImageShape(30, 41, 3);
        float[] white = [.. Enumerable.Repeat(1f, shape.Length)];
        foreach (FillMode fill in Enum.GetValues<FillMode>())
        {
            for (int seed = 0; seed < 20; seed++) Assert.Equal(white, (AllMoves with { FillMode = fill, FillValue = 1 }).Apply(white, shape, seed));
        }
    }

    [Fact]
    public void A_crop_lies_inside_the_picture_and_has_the_area_and_the_ratio_asked_for()
    {
        var shape = new ImageShape(100, 200, 1);
        var settings = new Augmentation { CropAreaRange = (0.3f, 0.5f), CropRatioRange = (0.8f, 1.25f) };
        for (int seed = 0; seed < 2000; seed++)
        {
            CropWindow crop = new PictureDraw(settings, shape, seed, 0, 0).Crop;
            Assert.InRange(crop.RowScale * crop.ColumnScale, 0.3 - 1e-6, 0.5 + 1e-6);
            Assert.InRange(crop.ColumnScale / crop.RowScale, 0.8 - 1e-6, 1.25 + 1e-6);
            Assert.InRange(Math.Abs(crop.RowShift), 0, (1 - crop.RowScale) * 50);
            Assert.InRange(Math.Abs(crop.ColumnShift), 0, (1 - crop.ColumnScale) * 100);
        }
    }

    /// <summary>The value at a place, by a picture that is shifted there; under a constant, 9.</summary>
    private static float Pixel(float[] picture, ImageShape shape, double row, double column, FillMode fill)
    {
        float[] shifted = new float[shape.Length];
        AffineSampler.Sample(picture, shifted, shape, AffineMap.Shift(row, column), fill, 9);
        return shifted[0];
    }

    private static IEnumerable<ImageShape> Shapes(Random random) =>
    [
        new(1, 1, 3), new(1, 1, 1), new(2, 3, 3), new(5, 4, 4), new(28, 28, 1), new(7, 65, 3), new(3, 130, 5), new(64, 64, 2), new(33, 40, 3),
        new(random.Next(1, 90), random.Next(1, 90), random.Next(1, 7)),
    ];
}
