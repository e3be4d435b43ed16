namespace CnnGen;

/// <summary>How large the values of a picture may be.</summary>
/// <param name="Pixel">A first batch with a larger value and none below 0 is taken for bytes: normalised pixels, which may be as large, come with negative ones.</param>
/// <param name="Magnitude">No pixel is as far from 0, normalised or not.</param>
/// <param name="Expected">What values are, for messages.</param>
/// <param name="Remedy">What to do about larger ones.</param>
internal sealed record PixelLimits(float Pixel, float Magnitude, string Expected, string Remedy)
{
    /// <summary>The 1 of a pixel, and room for what augmentation or other scalings make of it.</summary>
    public static PixelLimits Usual { get; } = new(1.5f, 16, "pixels are 0..1", "divide bytes by 255");

    /// <summary>Where larger values are meant.</summary>
    public static PixelLimits Finite { get; } = new(float.MaxValue, float.MaxValue, "pixels are finite", "keep them within single precision");

    /// <summary>Those of a model. A rescaling widens them: pixels are what come out of it.</summary>
    public static PixelLimits For(ModelInfo info)
    {
        if (info.Layers is not [RescaleInfo rescaling, ..]) return Usual;
        float Before(float limit) => MathF.Min(MathF.Max(limit, (limit + MathF.Abs(rescaling.Offset)) / MathF.Abs(rescaling.Scale)), float.MaxValue);
        (float pixel, float magnitude) = (Before(Usual.Pixel), Before(Usual.Magnitude));
        return new PixelLimits(
            pixel, magnitude, FormattableString.Invariant($"above {rescaling.Name}, which multiplies them by {rescaling.Scale}, pixels are not beyond {pixel}"), $"give {rescaling.Name} what it is made for");
    }
}
