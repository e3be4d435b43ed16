namespace CnnGen;

/// <summary>
/// What is done to one picture: a pure function of the settings, the shape, the seed, the epoch and the sample. All numbers are drawn, in one order, whatever the settings are,
/// so that switching one on leaves the draws of the others as they were.
/// </summary>
internal readonly record struct PictureDraw
{
    /// <summary>Draws.</summary>
    public PictureDraw(Augmentation settings, ImageShape shape, int seed, long epoch, long sample)
    {
        SplitMix64 random = AugmentationRandom.For(seed, epoch, sample);
        Rotation = Either(ref random, settings.RotationRange);
        RowShift = Either(ref random, settings.HeightShiftRange) * shape.Height;
        ColumnShift = Either(ref random, settings.WidthShiftRange) * shape.Width;
        Shear = Either(ref random, settings.ShearRange);
        RowZoom = settings.ZoomRange.Draw(ref random);
        ColumnZoom = settings.ZoomRange.Draw(ref random);
        FlipsHorizontally = Coin(ref random) && settings.HorizontalFlip;
        FlipsVertically = Coin(ref random) && settings.VerticalFlip;
        Crop = new CropWindow(settings, shape, ref random);
        Brightness = settings.BrightnessRange.Draw(ref random);
        Contrast = settings.ContrastRange.Draw(ref random);
        Saturation = settings.SaturationRange.Draw(ref random);
        Hue = Either(ref random, settings.HueRange);
        NoiseKey = random.Next();
        Erased = new ErasedRectangle(settings.Erasing, shape, ref random);
    }

    /// <summary>Degrees.</summary>
    public double Rotation { get; }

    /// <summary>Rows.</summary>
    public double RowShift { get; }

    /// <summary>Columns.</summary>
    public double ColumnShift { get; }

    /// <summary>Degrees.</summary>
    public double Shear { get; }

    /// <summary>Factor of the distances between rows; above 1 shows more.</summary>
    public double RowZoom { get; }

    /// <summary>Factor of the distances between columns.</summary>
    public double ColumnZoom { get; }

    public bool FlipsHorizontally { get; }

    public bool FlipsVertically { get; }

    public CropWindow Crop { get; }

    public double Brightness { get; }

    public double Contrast { get; }

    public double Saturation { get; }

    /// <summary>Degrees.</summary>
    public double Hue { get; }

    public ulong NoiseKey { get; }

    public ErasedRectangle Erased { get; }

    /// <summary>
    /// Everything that moves pixels, as one map. As in Keras: a place is flipped, zoomed, sheared, shifted and turned about the centre, in this order, to where its value is found;
    /// here the crop, which Keras does not have, comes last, so that it is the picture that is cropped and then all else done.
    /// </summary>
    public AffineMap MapOf(ImageShape shape)
    {
        AffineMap map = AffineMap.Scaling(FlipsVertically ? -1 : 1, FlipsHorizontally ? -1 : 1);
        map = AffineMap.Scaling(RowZoom, ColumnZoom).Of(map);
        if (Shear != 0) map = AffineMap.Shear(Shear).Of(map);
        map = AffineMap.Shift(RowShift, ColumnShift).Of(map);
        if (Rotation != 0) map = AffineMap.Rotation(Rotation).Of(map);
        return Crop.Map.Of(map).AboutCentre(shape);
    }

    private static double Either(ref SplitMix64 random, double range) => range * ((2 * random.NextDouble()) - 1);

    private static bool Coin(ref SplitMix64 random) => random.NextDouble() < 0.5;
}

/// <summary>The part of a picture that becomes all of it.</summary>
internal readonly record struct CropWindow
{
    /// <summary>Draws one: a share of the area with a ratio of the sides, and after it a shift by whole pixels.</summary>
    public CropWindow(Augmentation settings, ImageShape shape, ref SplitMix64 random)
    {
        double area = settings.CropAreaRange.Draw(ref random);
        double ratio = settings.CropRatioRange.DrawLogarithmic(ref random);
        RowScale = Math.Min(1, Math.Sqrt(area / ratio));
        ColumnScale = Math.Min(1, Math.Sqrt(area * ratio));

        // The window lies anywhere inside; what counts is how far its centre is from the picture's.
        double down = (random.NextDouble() - 0.5) * (1 - RowScale) * shape.Height;
        double across = (random.NextDouble() - 0.5) * (1 - ColumnScale) * shape.Width;
        int padding = settings.CropPadding;
        RowShift = down + random.NextInt((2 * padding) + 1) - padding;
        ColumnShift = across + random.NextInt((2 * padding) + 1) - padding;
    }

    /// <summary>Height of the window as a share of the picture's.</summary>
    public double RowScale { get; }

    /// <summary>Width of the window as a share of the picture's.</summary>
    public double ColumnScale { get; }

    /// <summary>Rows from the picture's centre to the window's.</summary>
    public double RowShift { get; }

    /// <summary>Columns from the picture's centre to the window's.</summary>
    public double ColumnShift { get; }

    /// <summary>About the centre.</summary>
    public AffineMap Map => AffineMap.Shift(RowShift, ColumnShift).Of(AffineMap.Scaling(RowScale, ColumnScale));
}
