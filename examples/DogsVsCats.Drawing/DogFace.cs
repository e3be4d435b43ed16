using SkiaSharp;

namespace Drawing;

/// <summary>Two ears that hang, round eyes with round pupils under brows, a large nose on a broad snout, often a tongue.</summary>
internal sealed class DogFace(Scene scene, Dice dice) : Face(scene, dice)
{
    protected override SKPath HeadOutline() =>
        Paints.Path($"M 0 -0.96 C 0.55 -0.98 0.9 -0.62 0.9 -0.1 C 0.9 0.25 0.78 0.5 0.66 0.72 C 0.52 0.98 0.25 1.06 0 1.06 C -0.25 1.06 -0.52 0.98 -0.66 0.72 C -0.78 0.5 -0.9 0.25 -0.9 -0.1 C -0.9 -0.62 -0.55 -0.98 0 -0.96 Z");

    protected override void DrawEarsBehind(SKCanvas canvas)
    {
        // A dog's ears hang in front of the head.
    }

    protected override void DrawEarsInFront(SKCanvas canvas)
    {
        float length = Dice.Between(0.5, 0.85);
        float spread = Dice.Between(1.22, 1.42);
        SKColor colour = EarColour.Contrasting(0.1f);
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            float swing = Dice.Between(-10, 10);
            canvas.Within(() =>
            {
                canvas.Scale(side, 1);
                canvas.RotateDegrees(swing, 0.6f, -0.75f);
                using SKPath ear = Paints.Path($"M 0.42 -0.86 C 0.75 -1.12 1.12 -0.95 {spread} -0.35 C {spread + 0.16f} {length * 0.5f} {spread + 0.02f} {length} {spread - 0.26f} {length} C 0.82 {length} 0.86 0.1 0.8 -0.2 C 0.74 -0.45 0.6 -0.6 0.42 -0.86 Z");
                canvas.Fill(ear, Shaded(colour));
                canvas.Stroke(ear, Coat.Line, 0.05f);
                using SKPath fold = Paints.Path($"M 1 -0.55 Q 1.18 -0.1 {spread - 0.2f} {length * 0.55f}");
                canvas.Stroke(fold, Coat.Line.WithAlpha(110), 0.04f);
            });
        }
    }

    protected override void DrawFeatures(SKCanvas canvas)
    {
        DrawEyes(canvas);
        DrawTongue(canvas);
        DrawSnout(canvas);
    }

    private void DrawEyes(SKCanvas canvas)
    {
        float size = Dice.Between(0.19, 0.23);
        float browTilt = Dice.Between(-0.07, 0.07);
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            float x = side * 0.4f;
            canvas.Oval(x, -0.16f, size + 0.035f, size + 0.035f, Dark);
            canvas.Oval(x, -0.16f, size, size, Coat.Iris.Lighter(0.15f));
            canvas.Oval(x + (Scene.Gaze.X * 0.04f), -0.16f + (Scene.Gaze.Y * 0.03f), size * 0.62f, size * 0.62f, Dark);
            DrawGlint(canvas, x, -0.16f, size * 0.27f);
            using SKPath brow = Paints.Path($"M {x - (side * 0.16f)} {-0.5f + browTilt} Q {x} {-0.58f} {x + (side * 0.18f)} {-0.48f - browTilt}");
            canvas.Stroke(brow, Coat.Line, 0.07f);
        }
    }

    private void DrawTongue(SKCanvas canvas)
    {
        if (!Scene.TongueOut) return;
        float tip = Dice.Between(0.92, 1.12);
        using SKPath tongue = Paints.Path($"M -0.15 0.72 V {tip} A 0.15 0.15 0 0 0 0.15 {tip} V 0.72 Z");
        canvas.Fill(tongue, Coat.Tongue);
        canvas.Stroke(tongue, Coat.Tongue.Darker(0.3f), 0.035f);
        using SKPath groove = Paints.Path($"M 0 0.8 V {tip}");
        canvas.Stroke(groove, Coat.Tongue.Darker(0.3f), 0.035f);
    }

    private void DrawSnout(SKCanvas canvas)
    {
        SKColor line = Coat.Muzzle.Contrasting(0.7f);
        using SKPath snout = Paints.Path($"M 0 0.06 C 0.3 0.06 0.4 0.28 0.5 0.46 C 0.6 0.7 0.42 0.86 0.22 0.84 C 0.1 0.84 0.04 0.8 0 0.74 C -0.04 0.8 -0.1 0.84 -0.22 0.84 C -0.42 0.86 -0.6 0.7 -0.5 0.46 C -0.4 0.28 -0.3 0.06 0 0.06 Z");
        canvas.Fill(snout, Coat.Muzzle);
        canvas.Stroke(snout, line.WithAlpha(150), 0.04f);
        using SKPath mouth = Paints.Path($"M 0 0.45 V 0.74 M -0.42 0.76 Q -0.14 0.92 0 0.74 Q 0.14 0.92 0.42 0.76");
        canvas.Stroke(mouth, line, 0.05f);
        for (int i = 0; i < 3; i++)
        {
            float x = 0.24f + (0.08f * i);
            float y = 0.55f + (0.07f * (i & 1));
            canvas.Oval(x, y, 0.024f, 0.024f, line);
            canvas.Oval(-x, y, 0.024f, 0.024f, line);
        }

        using SKPath nose = Paints.Path($"M 0 0.1 C 0.2 0.08 0.32 0.16 0.3 0.27 C 0.27 0.4 0.1 0.47 0 0.47 C -0.1 0.47 -0.27 0.4 -0.3 0.27 C -0.32 0.16 -0.2 0.08 0 0.1 Z");
        canvas.Fill(nose, Coat.Nose);
        canvas.Oval(-0.08f, 0.19f, 0.09f, 0.045f, Coat.Nose.Lighter(0.45f));
    }
}
