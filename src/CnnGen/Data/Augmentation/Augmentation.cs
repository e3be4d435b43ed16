namespace CnnGen;

/// <summary>
/// Random changes of training pictures, others in every epoch, under the names of Keras' <c>ImageDataGenerator</c>. What a picture becomes depends on the seed, the epoch and
/// the sample alone, not on threads or order. All that moves pixels is one bilinear resampling; then come colours, noise and erasing; then whole batches may be mixed.
/// </summary>
public sealed record Augmentation
{
    private static readonly (string Name, string Value)[] Off = [.. new Augmentation().Settings()];

    /// <summary>Turns by an angle in ± this many degrees, 0..180.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of its range.</exception>
    public float RotationRange { get; init => field = Within(value, 180, nameof(RotationRange), "degrees"); }

    /// <summary>Shifts sideways by ± up to this share of the width, 0..1. For whole pixels there is <see cref="CropPadding"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of its range.</exception>
    public float WidthShiftRange { get; init => field = Within(value, 1, nameof(WidthShiftRange), $"a share of the width (for whole pixels there is {nameof(CropPadding)})"); }

    /// <summary>Shifts up or down by ± up to this share of the height, 0..1. For whole pixels there is <see cref="CropPadding"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of its range.</exception>
    public float HeightShiftRange { get; init => field = Within(value, 1, nameof(HeightShiftRange), $"a share of the height (for whole pixels there is {nameof(CropPadding)})"); }

    /// <summary>Leans columns by an angle in ± this many degrees, 0..89. Keras counted it in radians until 2018: the 0.2 of tutorials of that time are 11.5 degrees.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of its range.</exception>
    public float ShearRange { get; init => field = Within(value, 89, nameof(ShearRange), "degrees"); }

    /// <summary>
    /// Factors of the distances between rows and between columns, drawn apart as in Keras, above 0: below 1 a picture is enlarged, above 1 it shrinks and more is seen around it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0.</exception>
    public FactorRange ZoomRange { get; init => field = AboveZero(value, nameof(ZoomRange)); } = FactorRange.None;

    /// <summary>Whether every other picture, by a coin, is mirrored left to right.</summary>
    public bool HorizontalFlip { get; init; }

    /// <summary>Whether every other picture, by a coin, is mirrored top to bottom.</summary>
    public bool VerticalFlip { get; init; }

    /// <summary>
    /// Area of the part of a picture that becomes all of it, as a share, above 0 and at most 1: a random crop brought back to the shape.
    /// What lies around the part stays there for the other moves to bring in.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0 and at most 1.</exception>
    public FactorRange CropAreaRange
    {
        get;
        init => field = value is { Low: > 0, High: <= 1 } ? value : throw Wrong(nameof(CropAreaRange), value, "a share of the picture, above 0 and at most 1");
    } = FactorRange.None;

    /// <summary>Width of that part over its height, relative to the picture's, above 0, uniform in the logarithm. A side is at most the picture's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0.</exception>
    public FactorRange CropRatioRange { get; init => field = AboveZero(value, nameof(CropRatioRange)); } = FactorRange.None;

    /// <summary>Pixels that a picture is continued by on all sides, by <see cref="FillMode"/>, before it is cut to its shape at a random place: a shift by whole pixels, 4 being usual for CIFAR. 0..1024.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of its range.</exception>
    public int CropPadding { get; init => field = value is >= 0 and <= 1024 ? value : throw Wrong(nameof(CropPadding), value, "a number of pixels, 0 to 1024"); }

    /// <summary>How a picture goes on beyond its edges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such mode.</exception>
    public FillMode FillMode { get; init => field = Enum.IsDefined(value) ? value : throw Wrong(nameof(FillMode), value, "one of the four modes"); } = FillMode.Nearest;

    /// <summary>What is beyond them under <see cref="FillMode.Constant"/>; Keras' <c>cval</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite.</exception>
    public float FillValue { get; init => field = float.IsFinite(value) ? value : throw Wrong(nameof(FillValue), value, "a finite number"); }

    /// <summary>Factors of all values: exposure.</summary>
    public FactorRange BrightnessRange { get; init; } = FactorRange.None;

    /// <summary>Factors of the distance of all values from the mean luma of the picture (0.299 R + 0.587 G + 0.114 B; the mean of all values where there are no colours).</summary>
    public FactorRange ContrastRange { get; init; } = FactorRange.None;

    /// <summary>Factors of the distance of colours from grey: 0 is grey, 1 as it was. For pictures of 3 channels (RGB) or 4 (with alpha, which stays as it is).</summary>
    public FactorRange SaturationRange { get; init; } = FactorRange.None;

    /// <summary>Turns colours about the grey axis of the RGB cube by an angle in ± this many degrees, 0..180: 120 makes red green, green blue and blue red. For pictures of 3 or 4 channels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of its range.</exception>
    public float HueRange { get; init => field = Within(value, 180, nameof(HueRange), "degrees"); }

    /// <summary>Standard deviation of normally distributed noise that is added to every value, 0..1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of its range.</exception>
    public float GaussianNoise { get; init => field = Within(value, 1, nameof(GaussianNoise), "a standard deviation"); }

    /// <summary>
    /// Whether what colours and noise push beyond 0..1 is cut there. Moving pixels pushes nothing. Training refuses data with values below 0, such as normalised ones, where they would be cut.
    /// </summary>
    public bool ClipsPixels { get; init; } = true;

    /// <summary>Covers a rectangle; null for none.</summary>
    public RandomErasing? Erasing { get; init; }

    /// <summary>
    /// α of MixUp, 0..100, 0 for none: two pictures of a batch become λ · a + (1 − λ) · b and λ · b + (1 − λ) · a, their targets too, with λ from the beta distribution of α and α
    /// (Zhang et al. 2017, arXiv 1710.09412). 0.2 is usual. With <see cref="CutMixAlpha"/> a coin decides for each pair.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of its range.</exception>
    public float MixUpAlpha { get; init => field = Within(value, 100, nameof(MixUpAlpha), "the parameter of a beta distribution, or 0 for none"); }

    /// <summary>
    /// α of CutMix, 0..100, 0 for none: two pictures of a batch exchange a box, and their targets are mixed by its area, 1 − λ before it is cut at the edges, with λ from the beta
    /// distribution of α and α (Yun et al. 2019, arXiv 1905.04899). 1 is usual.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of its range.</exception>
    public float CutMixAlpha { get; init => field = Within(value, 100, nameof(CutMixAlpha), "the parameter of a beta distribution, or 0 for none"); }

    /// <summary>Whether pixels move.</summary>
    internal bool MovesPixels =>
        RotationRange > 0 || WidthShiftRange > 0 || HeightShiftRange > 0 || ShearRange > 0 || ZoomRange != FactorRange.None || HorizontalFlip || VerticalFlip
        || CropAreaRange != FactorRange.None || CropRatioRange != FactorRange.None || CropPadding > 0;

    /// <summary>Whether pictures need colours.</summary>
    internal bool NeedsColours => SaturationRange != FactorRange.None || HueRange > 0;

    /// <summary>Whether batches are mixed.</summary>
    internal bool MixesBatches => MixUpAlpha > 0 || CutMixAlpha > 0;

    /// <summary>Whether values are cut to 0..1.</summary>
    internal bool CutsPixels => ClipsPixels && (ChangesColours || GaussianNoise > 0);

    private bool ChangesColours => BrightnessRange != FactorRange.None || ContrastRange != FactorRange.None || NeedsColours;

    /// <summary>Augments one picture; thread-safe, and without allocation. Mixing, which takes a batch, is left out.</summary>
    /// <param name="pixels">[height, width, channels], values 0..1.</param>
    /// <param name="augmented">Receives as many values; memory of its own.</param>
    /// <param name="shape">Shape of both.</param>
    /// <param name="seed">With the next two it decides all draws: <see cref="FitOptions.Seed"/> in training.</param>
    /// <param name="epoch">The pass over the data, from 0.</param>
    /// <param name="sample">Index of the picture, from 0.</param>
    /// <exception cref="ArgumentException">The lengths are not the shape's, the two share memory, or colours are to be changed where there are none.</exception>
    public void Apply(ReadOnlySpan<float> pixels, Span<float> augmented, ImageShape shape, int seed, long epoch = 0, long sample = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(sample);
        CheckShape(shape, nameof(shape));
        if (pixels.Length != shape.Length) throw new ArgumentException($"A picture of {shape} has {shape.Length} values, not {pixels.Length}.", nameof(pixels));
        if (augmented.Length != shape.Length) throw new ArgumentException($"A picture of {shape} has {shape.Length} values, but there is room for {augmented.Length}.", nameof(augmented));
        if (pixels.Overlaps(augmented)) throw new ArgumentException("The augmented picture needs memory of its own.", nameof(augmented));

        var draw = new PictureDraw(this, shape, seed, epoch, sample);
        AffineMap map = MovesPixels ? draw.MapOf(shape) : AffineMap.Identity;
        if (map == AffineMap.Identity)
        {
            pixels.CopyTo(augmented);
        }
        else
        {
            AffineSampler.Sample(pixels, augmented, shape, map, FillMode, FillValue);
        }

        if (ChangesColours)
        {
            double mean = ContrastRange == FactorRange.None ? 0 : ColourTransform.Mean(pixels, shape.Channels);
            new ColourTransform(draw.Brightness, draw.Contrast, draw.Saturation, draw.Hue, mean).Apply(augmented, shape.Channels, ClipsPixels);
        }

        if (GaussianNoise > 0) NormalNoise.Add(augmented, GaussianNoise, draw.NoiseKey, sparesEveryFourth: shape.Channels == 4, ClipsPixels);
        if (Erasing is { } erasing) draw.Erased.Cover(augmented, shape, erasing.Value);
    }

    /// <summary>Augments one picture into memory that it allocates, as the first sample of the first epoch.</summary>
    /// <param name="pixels">[height, width, channels], values 0..1.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="seed">Decides all draws.</param>
    /// <returns>The augmented picture.</returns>
    /// <exception cref="ArgumentException">The length is not the shape's, or colours are to be changed where there are none.</exception>
    public float[] Apply(ReadOnlySpan<float> pixels, ImageShape shape, int seed)
    {
        float[] augmented = new float[pixels.Length];
        Apply(pixels, augmented, shape, seed);
        return augmented;
    }

    /// <summary>
    /// Mixes the samples of a batch by <see cref="MixUpAlpha"/> and <see cref="CutMixAlpha"/>, in pairs drawn anew for every batch; of an odd number one stays as it is. For a loop of your own:
    /// <see cref="CompiledModel.Fit"/> does it by itself. No allocation.
    /// </summary>
    /// <param name="pixels">Samples one after the other, in place.</param>
    /// <param name="targets">Their targets, one after the other, in place: shares of the classes, or values.</param>
    /// <param name="shape">Shape of a sample.</param>
    /// <param name="seed">With the batch it decides all draws.</param>
    /// <param name="batch">Number of the batch, from 0.</param>
    /// <exception cref="ArgumentException">The lengths are not those of one number of whole samples.</exception>
    public void Mix(Span<float> pixels, Span<float> targets, ImageShape shape, int seed, long batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        if (shape.Length == 0 || pixels.IsEmpty || pixels.Length % shape.Length != 0) throw new ArgumentException($"{pixels.Length} values are not one or more whole samples of {shape}.", nameof(pixels));
        int count = pixels.Length / shape.Length;
        if (targets.IsEmpty || targets.Length % count != 0) throw new ArgumentException($"{targets.Length} values are not the targets of {count} samples.", nameof(targets));
        if (MixesBatches) BatchMixing.Mix(this, pixels, targets, shape, seed, batch);
    }

    /// <summary>What is not as it is unless set, by name.</summary>
    internal IReadOnlyDictionary<string, string> Describe() => Settings().Except(Off).ToDictionary(setting => setting.Name, setting => setting.Value);

    /// <summary>Checks that pictures have what is to be changed.</summary>
    /// <exception cref="ArgumentException">They have not.</exception>
    internal void CheckShape(ImageShape shape, string argument)
    {
        if (shape.Height < 1 || shape.Width < 1 || shape.Channels < 1) throw new ArgumentException($"A picture of {shape} has no values.", argument);
        if (NeedsColours && shape.Channels is not (3 or 4))
        {
            throw new ArgumentException($"{nameof(SaturationRange)} and {nameof(HueRange)} change colours, but pictures of {shape} have {shape.Channels} channels, not 3 (RGB) or 4.", argument);
        }
    }

    private IEnumerable<(string Name, string Value)> Settings()
    {
        yield return (nameof(RotationRange), Text(RotationRange));
        yield return (nameof(WidthShiftRange), Text(WidthShiftRange));
        yield return (nameof(HeightShiftRange), Text(HeightShiftRange));
        yield return (nameof(ShearRange), Text(ShearRange));
        yield return (nameof(ZoomRange), Text(ZoomRange));
        yield return (nameof(HorizontalFlip), Text(HorizontalFlip));
        yield return (nameof(VerticalFlip), Text(VerticalFlip));
        yield return (nameof(CropAreaRange), Text(CropAreaRange));
        yield return (nameof(CropRatioRange), Text(CropRatioRange));
        yield return (nameof(CropPadding), Text(CropPadding));
        yield return (nameof(FillMode), Text(FillMode));
        yield return (nameof(FillValue), Text(FillValue));
        yield return (nameof(BrightnessRange), Text(BrightnessRange));
        yield return (nameof(ContrastRange), Text(ContrastRange));
        yield return (nameof(SaturationRange), Text(SaturationRange));
        yield return (nameof(HueRange), Text(HueRange));
        yield return (nameof(GaussianNoise), Text(GaussianNoise));
        yield return (nameof(ClipsPixels), Text(ClipsPixels));
        yield return (nameof(Erasing), Text(Erasing));
        yield return (nameof(MixUpAlpha), Text(MixUpAlpha));
        yield return (nameof(CutMixAlpha), Text(CutMixAlpha));
    }

    private static string Text(object? value) => FormattableString.Invariant($"{value ?? "none"}");

    private static float Within(float value, float largest, string name, string what) =>
        value >= 0 && value <= largest ? value : throw Wrong(name, value, FormattableString.Invariant($"{what}, 0 to {largest}"));

    private static FactorRange AboveZero(FactorRange value, string name) => value.Low > 0 ? value : throw Wrong(name, value, "a range of factors above 0");

    private static ArgumentOutOfRangeException Wrong(string name, object value, string what) =>
        new(name, value, FormattableString.Invariant($"{name} is {value}; it is {what}."));
}
