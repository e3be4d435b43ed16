using SkiaSharp;

namespace Drawing;

/// <summary>Two pointed ears on top, almond eyes with slit pupils, a small nose over a w-shaped mouth, long whiskers.</summary>
internal sealed class CatFace(Scene scene, Dice dice) : Face(scene, dice)
{
    protected override SKPath HeadOutline() =>
        Paints.Path($"M 0 -0.86 C 0.62 -0.92 1.06 -0.45 1.04 0.12 L 1.16 0.34 L 1 0.36 L 1.04 0.56 L 0.86 0.54 C 0.6 0.84 0.3 0.92 0 0.92 C -0.3 0.92 -0.6 0.84 -0.86 0.54 L -1.04 0.56 L -1 0.36 L -1.16 0.34 L -1.04 0.12 C -1.06 -0.45 -0.62 -0.92 0 -0.86 Z");

    protected override void DrawEarsBehind(SKCanvas canvas)
    {
        float tipX = Dice.Between(0.82, 1.02);
        float tipY = -Dice.Between(1.5, 1.68);
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            float lean = Dice.Between(-0.07, 0.07);
            canvas.Within(() =>
            {
                canvas.Scale(side, 1);
                using SKPath ear = Paints.Path($"M 0.1 -0.62 Q 0.4 {tipY * 0.86f} {tipX + lean} {tipY} Q {tipX + 0.16f} -0.95 0.98 -0.12 Z");
                canvas.Fill(ear, Shaded(EarColour));
                canvas.Stroke(ear, Coat.Line, 0.05f);
                using SKPath hollow = Paints.Path($"M 0.4 -0.8 Q 0.55 {tipY * 0.8f} {tipX + lean - 0.04f} {tipY + 0.24f} Q {tipX + 0.03f} -0.9 0.86 -0.42 Z");
                canvas.Fill(hollow, Coat.EarHollow);
            });
        }
    }

    protected override void DrawEarsInFront(SKCanvas canvas)
    {
        // A cat's ears stand behind the head.
    }

    protected override void DrawFeatures(SKCanvas canvas)
    {
        DrawEyes(canvas);
        DrawMuzzle(canvas);
        DrawWhiskers(canvas);
    }

    private void DrawEyes(SKCanvas canvas)
    {
        float opening = Dice.Between(0.85, 1.1);
        float slit = Dice.Between(0.055, 0.085);
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            canvas.Within(() =>
            {
                canvas.Translate(side * 0.45f, -0.1f);
                canvas.Scale(side, opening);
                using SKPath almond = Paints.Path($"M -0.29 0.09 C -0.18 -0.24 0.14 -0.32 0.3 -0.12 C 0.27 0.16 0.12 0.27 -0.03 0.26 C -0.16 0.25 -0.25 0.19 -0.29 0.09 Z");
                canvas.Fill(almond, Coat.Iris.Lighter(0.15f));
                canvas.Oval(Scene.Gaze.X * side * 0.06f, 0, slit, 0.22f, Dark);
                canvas.Stroke(almond, Dark, 0.055f);
                canvas.Oval(0.07f, -0.07f, 0.045f, 0.045f, SKColors.White);
            });
        }
    }

    private void DrawMuzzle(SKCanvas canvas)
    {
        canvas.Oval(-0.17f, 0.5f, 0.24f, 0.19f, Coat.Muzzle);
        canvas.Oval(0.17f, 0.5f, 0.24f, 0.19f, Coat.Muzzle);
        SKColor line = Coat.Muzzle.Contrasting(0.75f);
        if (Scene.TongueOut)
        {
            float tip = Dice.Between(0.76, 0.95);
            using SKPath tongue = Paints.Path($"M -0.15 0.58 V {tip} A 0.15 0.15 0 0 0 0.15 {tip} V 0.58 Z");
            canvas.Fill(tongue, Coat.Tongue);
            canvas.Stroke(tongue, Coat.Tongue.Darker(0.3f), 0.035f);
        }

        using SKPath mouth = Paints.Path($"M 0 0.42 V 0.54 M -0.26 0.5 Q -0.2 0.66 0 0.54 Q 0.2 0.66 0.26 0.5");
        canvas.Stroke(mouth, line, 0.045f);
        using SKPath nose = Paints.Path($"M -0.13 0.3 Q 0 0.24 0.13 0.3 Q 0.1 0.4 0 0.44 Q -0.1 0.4 -0.13 0.3 Z");
        canvas.Fill(nose, Coat.Nose);
    }

    private void DrawWhiskers(SKCanvas canvas)
    {
        SKColor whisker = Coat.Fur.Luminance() > 0.55f ? Dark : SKColors.White;
        float droop = Dice.Between(-0.08, 0.14);
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            for (int i = -1; i <= 1; i++)
            {
                float y = 0.5f + (i * 0.07f);
                using SKPath hair = Paints.Path($"M {side * 0.34f} {y} Q {side * 0.8f} {y + (i * 0.12f) - 0.06f} {side * Dice.Between(1.25, 1.45)} {y + (i * 0.24f) + droop}");
                canvas.Stroke(hair, whisker, 0.042f);
            }
        }
    }
}
