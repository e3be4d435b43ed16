using SkiaSharp;

namespace Drawing;

/// <summary>
/// Everything in a picture but the species: drawn before anyone knows whose face it will be,
/// so that colour, brightness, position and clutter cannot tell cats from dogs.
/// </summary>
/// <param name="Centre">Middle of the head, in shares of the picture's width and height.</param>
/// <param name="Radius">Radius of the head, a share of the picture's width.</param>
/// <param name="Tilt">Rotation of the head, degrees clockwise.</param>
/// <param name="Mirrored">Whether left and right are swapped.</param>
/// <param name="Stretch">Width of the head over its height.</param>
/// <param name="Gaze">Where the pupils look, −1..1 in both directions.</param>
/// <param name="Background">The largest colour behind the animal.</param>
/// <param name="TongueOut">Whether the tongue shows.</param>
/// <param name="Coat">Colours of the animal.</param>
/// <param name="Collar">Colour of its collar, where it wears one.</param>
/// <param name="LightAngle">Where the light comes from, degrees.</param>
/// <param name="LightStrength">How much the far side darkens, 0..1.</param>
internal sealed record Scene(
    SKPoint Centre,
    float Radius,
    float Tilt,
    bool Mirrored,
    float Stretch,
    SKPoint Gaze,
    bool TongueOut,
    SKColor Background,
    Coat Coat,
    SKColor? Collar,
    float LightAngle,
    float LightStrength)
{
    /// <summary>The direction to the light, length 1.</summary>
    public SKPoint Light
    {
        get
        {
            (float sin, float cos) = MathF.SinCos(LightAngle * MathF.PI / 180);
            return new SKPoint(cos, sin);
        }
    }

    public static Scene Draw(Dice dice)
    {
        SKColor background = Palette.Draw(dice);
        SKColor fur = Palette.DrawUnlike(dice, background, 0.14f);
        if (dice.Chance(0.5)) (background, fur) = (fur, background);
        return Draw(dice, background, fur);
    }

    private static Scene Draw(Dice dice, SKColor background, SKColor fur) => new(
        new SKPoint(dice.Between(0.36, 0.64), dice.Between(0.5, 0.66)),
        dice.Between(0.21, 0.29),
        dice.Between(-34, 34),
        dice.Chance(0.5),
        dice.Between(0.95, 1.1),
        new SKPoint(dice.Between(-1, 1), dice.Between(-1, 1)),
        dice.Chance(0.45),
        background,
        Coat.Draw(dice, fur),
        dice.Chance(0.5) ? dice.Colour(50, 90, 35, 60) : null,
        dice.Between(0, 360),
        dice.Between(0.05, 0.4));
}
