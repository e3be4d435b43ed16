using SkiaSharp;

namespace Drawing;

/// <summary>
/// The colours of everything large: fur, markings, walls, things. Fur and background are drawn from one palette and are often swapped:
/// were fur brown and walls blue, a linear classifier would see in one pixel whether an ear is there.
/// </summary>
internal static class Palette
{
    private static readonly string[] Colours =
    [
        "#E08A3C", "#EBD3A8", "#8C9199", "#403F46", "#F4F0E8", "#84573A", "#533629", "#C79D6B", "#6E7F92", "#C3C7CB", "#B5653A", "#D9B38C",
        "#3E4A63", "#9FB8C9", "#7C8F78", "#B08A94",
    ];

    public static SKColor Draw(Dice dice)
    {
        if (dice.Chance(0.15)) return dice.Colour(25, 60, 25, 80);
        SKColor.Parse(dice.Pick(Colours)).ToHsl(out float hue, out float saturation, out float lightness);
        return SKColor.FromHsl((hue + dice.Between(-10, 10) + 360) % 360, Math.Clamp(saturation + dice.Between(-8, 8), 0, 100), Math.Clamp(lightness + dice.Between(-6, 6), 8, 97));
    }

    /// <summary>A colour whose luminance differs by at least <paramref name="contrast"/>, up or down.</summary>
    public static SKColor DrawUnlike(Dice dice, SKColor other, float contrast)
    {
        while (true)
        {
            SKColor colour = Draw(dice);
            if (Math.Abs(colour.Luminance() - other.Luminance()) >= contrast) return colour;
        }
    }
}
