namespace CnnGen;

/// <summary>
/// Covers a rectangle of a picture, so that a network does not rely on one part of it (Zhong et al. 2017, arXiv 1708.04896).
/// With a fixed area, a ratio of 1 and a probability of 1 it is cutout (DeVries and Taylor 2017, arXiv 1708.04552), but for the squares that hang over an edge there.
/// </summary>
public sealed record RandomErasing
{
    /// <summary>Share of the pictures that have a rectangle covered, 0..1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to 1.</exception>
    public float Probability
    {
        get;
        init
        {
            if (!(value >= 0 && value <= 1)) throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(Probability)} lies between 0 and 1.");
            field = value;
        }
    } = 0.5f;

    /// <summary>Area of the rectangle as a share of the picture's, above 0 and at most 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0 and at most 1.</exception>
    public FactorRange AreaRange
    {
        get;
        init
        {
            if (!(value.Low > 0 && value.High <= 1)) throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(AreaRange)} is a share of the picture, above 0 and at most 1.");
            field = value;
        }
    } = (0.02f, 0.33f);

    /// <summary>Height of the rectangle over its width, above 0, uniform in the logarithm. A rectangle that would not fit is cut to the picture.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0.</exception>
    public FactorRange RatioRange
    {
        get;
        init
        {
            if (!(value.Low > 0)) throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(RatioRange)} lies above 0.");
            field = value;
        }
    } = (0.3f, 3.3f);

    /// <summary>What the rectangle is filled with; null for noise, uniform in 0..1 for each value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite.</exception>
    public float? Value
    {
        get;
        init
        {
            if (value is { } number && !float.IsFinite(number)) throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(Value)} is finite, or null for noise.");
            field = value;
        }
    } = 0;

    /// <summary>The settings, with a point whatever the culture.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{nameof(Probability)} {Probability}, {nameof(AreaRange)} {AreaRange}, {nameof(RatioRange)} {RatioRange}, {nameof(Value)} {(Value is { } value ? value : "noise")}");
}
