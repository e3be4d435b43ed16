using System.Globalization;

namespace CnnGen;

/// <summary>A range that a factor is drawn from, uniformly unless stated otherwise. A number converts to 1 minus it up to 1 plus it, a pair to its bounds.</summary>
public readonly record struct FactorRange
{
    /// <summary>A range.</summary>
    /// <param name="low">The smallest factor, not below 0.</param>
    /// <param name="high">The largest, not below <paramref name="low"/> and at most <see cref="Largest"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bounds are not those of a range, or not finite.</exception>
    public FactorRange(float low, float high)
    {
        if (!(low >= 0 && low <= high && high <= Largest))
        {
            throw new ArgumentOutOfRangeException(nameof(low), FormattableString.Invariant($"Factors from {low} to {high} are no range: 0 ≤ low ≤ high ≤ {Largest}."));
        }

        (Low, High) = (low, high);
    }

    /// <summary>The largest factor that a range may have.</summary>
    public const float Largest = 100;

    /// <summary>The one factor 1: nothing changes.</summary>
    public static FactorRange None { get; } = new(1, 1);

    /// <summary>The smallest factor.</summary>
    public float Low { get; }

    /// <summary>The largest factor.</summary>
    public float High { get; }

    /// <summary>1 − <paramref name="spread"/> to 1 + <paramref name="spread"/>, as Keras reads a number for <c>zoom_range</c>.</summary>
    /// <param name="spread">From 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to 1.</exception>
    public static implicit operator FactorRange(float spread) => new(1 - spread, 1 + spread);

    /// <summary>Both bounds.</summary>
    /// <param name="bounds">The smallest and the largest factor.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bounds are not those of a range, or not finite.</exception>
    public static implicit operator FactorRange((float Low, float High) bounds) => new(bounds.Low, bounds.High);

    /// <summary>Such as <c>0.8..1.2</c>, with a point whatever the culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Low}..{High}");

    /// <summary>Uniform in the range.</summary>
    internal double Draw(ref SplitMix64 random) => Low + (((double)High - Low) * random.NextDouble());

    /// <summary>Uniform in the logarithm, so that twice as wide is as likely as half as wide; for a range above 0.</summary>
    internal double DrawLogarithmic(ref SplitMix64 random) => Low * Math.Pow((double)High / Low, random.NextDouble());
}
