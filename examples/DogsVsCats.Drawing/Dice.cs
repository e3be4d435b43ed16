using SkiaSharp;

namespace Drawing;

/// <summary>Random draws for one picture. <see cref="Random"/> with a seed draws the same numbers on every machine and version.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Dice of their own for each picture, so that pictures can be drawn in any order and by many threads.</summary>
    public static Dice For(int seed, Species species, int index)
    {
        // The finaliser of MurmurHash3: neighbouring pictures get unrelated seeds.
        uint hash = unchecked(((uint)seed * 0x9E3779B1u) + ((uint)index * 2) + (uint)species);
        hash = unchecked((hash ^ (hash >> 16)) * 0x85EBCA6Bu);
        hash = unchecked((hash ^ (hash >> 13)) * 0xC2B2AE35u);
        return new Dice((int)(hash ^ (hash >> 16)));
    }

    /// <summary>Uniform in [low, high).</summary>
    public float Between(double low, double high) => (float)(low + ((high - low) * _random.NextDouble()));

    /// <summary>Uniform in [low, high].</summary>
    public int Count(int low, int high) => _random.Next(low, high + 1);

    public bool Chance(double probability) => _random.NextDouble() < probability;

    /// <summary>−1 or 1.</summary>
    public int Sign() => Chance(0.5) ? 1 : -1;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    public T Pick<T>()
        where T : struct, Enum => Pick(Enum.GetValues<T>());

    /// <summary>Hue 0..360, saturation and lightness 0..100 within the given ranges.</summary>
    public SKColor Colour(double lowSaturation, double highSaturation, double lowLightness, double highLightness) =>
        SKColor.FromHsl(Between(0, 360), Between(lowSaturation, highSaturation), Between(lowLightness, highLightness));
}
