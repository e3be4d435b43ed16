using SkiaSharp;

namespace Drawing;

/// <summary>
/// What all animals share: body, collar, a shaded head with its markings. In head coordinates: the head is a circle of radius 1 around (0, 0), y grows downwards.
/// A species adds ears and features.
/// </summary>
internal abstract class Face(Scene scene, Dice dice)
{
    protected Scene Scene { get; } = scene;

    protected Coat Coat { get; } = scene.Coat;

    protected Dice Dice { get; } = dice;

    /// <summary>Pupils, and lines that are dark on any fur.</summary>
    protected static SKColor Dark { get; } = new(0x22, 0x1C, 0x20);

    /// <summary>The colour of the ears: the fur's, or the marking's.</summary>
    protected SKColor EarColour => Coat.MarkedEars ? Coat.Marking : Coat.Fur;

    public static Face Of(Species species, Scene scene, Dice dice) => species == Species.Cat ? new CatFace(scene, dice) : new DogFace(scene, dice);

    /// <summary>Draws the animal on a canvas of width and height 1.</summary>
    public void Draw(SKCanvas canvas)
    {
        canvas.Translate(Scene.Centre);
        canvas.Scale(Scene.Mirrored ? -Scene.Radius : Scene.Radius, Scene.Radius);
        DrawBody(canvas);
        canvas.RotateDegrees(Scene.Tilt);
        canvas.Scale(Scene.Stretch, 1 / Scene.Stretch);
        DrawEarsBehind(canvas);
        using SKPath head = HeadOutline();
        canvas.Fill(head, Shaded(Coat.Fur));
        canvas.Within(() =>
        {
            canvas.ClipPath(head, SKClipOperation.Intersect, antialias: true);
            DrawMarkings(canvas);
            DrawHairs(canvas);
        });
        canvas.Stroke(head, Coat.Line, 0.045f);
        DrawFeatures(canvas);
        DrawEarsInFront(canvas);
    }

    protected abstract SKPath HeadOutline();

    protected abstract void DrawEarsBehind(SKCanvas canvas);

    protected abstract void DrawEarsInFront(SKCanvas canvas);

    protected abstract void DrawFeatures(SKCanvas canvas);

    /// <summary>Fur lit from the scene's light: lighter towards it, darker away from it.</summary>
    protected SKShader Shaded(SKColor colour)
    {
        SKPoint light = Scene.Light;
        return SKShader.CreateRadialGradient(
            new SKPoint(light.X * 0.5f, light.Y * 0.5f), 1.9f, [colour.Lighter(Scene.LightStrength), colour, colour.Darker(Scene.LightStrength)], [0, 0.5f, 1], SKShaderTileMode.Clamp);
    }

    /// <summary>A white glint on the side of the light.</summary>
    protected void DrawGlint(SKCanvas canvas, float x, float y, float radius) =>
        canvas.Oval(x + (Scene.Light.X * radius), y - MathF.Abs(Scene.Light.Y * radius) - (radius * 0.4f), radius, radius, SKColors.White);

    private void DrawBody(SKCanvas canvas)
    {
        using SKPath body = Paints.Path($"M -0.62 0.45 C -0.7 1.3 -1.35 1.3 -1.5 2.8 L 1.5 2.8 C 1.35 1.3 0.7 1.3 0.62 0.45 Z");
        canvas.Fill(body, Shaded(Coat.Fur.Contrasting(0.12f)));
        canvas.Within(() =>
        {
            canvas.ClipPath(body, SKClipOperation.Intersect, antialias: true);
            if (Coat.Pattern is FurPattern.LightFace or FurPattern.Blaze) canvas.Oval(0, 1.75f, 0.62f, 0.85f, Coat.Muzzle);
            if (Scene.Collar is not { } collar) return;
            using SKPath band = Paints.Path($"M -1.3 0.86 Q 0 1.42 1.3 0.86");
            canvas.Stroke(band, collar, 0.19f);
        });
        canvas.Stroke(body, Coat.Line, 0.045f);
        if (Scene.Collar is { } colour)
        {
            canvas.Oval(0, 1.3f, 0.15f, 0.15f, colour.Contrasting(0.5f));
            canvas.Oval(0, 1.3f, 0.1f, 0.1f, colour.Lighter(0.6f));
        }
    }

    private void DrawMarkings(SKCanvas canvas)
    {
        SKColor marking = Coat.Marking;
        switch (Coat.Pattern)
        {
            case FurPattern.Stripes:
                using (SKPath stripes = Paints.Path($"M 0 -1.1 V -0.58 M -0.24 -1.1 L -0.2 -0.66 M 0.24 -1.1 L 0.2 -0.66 M -1.1 0.02 L -0.72 0.1 M -1.1 0.3 L -0.72 0.3 M 1.1 0.02 L 0.72 0.1 M 1.1 0.3 L 0.72 0.3"))
                {
                    canvas.Stroke(stripes, marking, 0.11f);
                }

                break;
            case FurPattern.EyePatch:
                canvas.Oval(0.45f, -0.15f, 0.44f, 0.5f, marking);
                break;
            case FurPattern.LightFace:
                canvas.Oval(0, 0.55f, 0.95f, 0.62f, Coat.Muzzle);
                break;
            case FurPattern.Blaze:
                using (SKPath blaze = Paints.Path($"M -0.1 -1.1 H 0.1 Q 0.12 -0.2 0.5 0.4 Q 0 0.9 -0.5 0.4 Q -0.12 -0.2 -0.1 -1.1 Z"))
                {
                    canvas.Fill(blaze, marking.Luminance() > Coat.Fur.Luminance() ? marking : Coat.Muzzle);
                }

                break;
            case FurPattern.Spots:
                for (int i = 0; i < 7; i++) canvas.Oval(Dice.Between(-0.95, 0.95), Dice.Between(-1, 0.9), Dice.Between(0.07, 0.2), Dice.Between(0.07, 0.2), marking);
                break;
            default:
                break;
        }
    }

    private void DrawHairs(SKCanvas canvas)
    {
        SKColor hair = Coat.Fur.Contrasting(0.35f).WithAlpha(70);
        for (int i = 0; i < 60; i++)
        {
            float angle = Dice.Between(0, 2 * Math.PI);
            float distance = MathF.Sqrt(Dice.Between(0.15, 1));
            var root = new SKPoint(distance * MathF.Cos(angle), distance * MathF.Sin(angle));
            var tip = new SKPoint((root.X * 1.12f) + Dice.Between(-0.03, 0.03), (root.Y * 1.12f) + Dice.Between(-0.02, 0.08));
            canvas.Line(root, tip, hair, 0.022f);
        }
    }
}
