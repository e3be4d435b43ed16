using SkiaSharp;

namespace Drawing;

/// <summary>What is behind the animal: a wall, a room, a meadow, and things that lie about.</summary>
internal static class Backdrop
{
    private enum Kind
    {
        Fade,
        Room,
        Meadow,
        Stripes,
        Dots,
        Rays,
    }

    private enum Thing
    {
        Ball,
        Star,
        Leaf,
        Heart,
        Triangle,
        Ring,
        Fish,
        Bone,
        Drop,
    }

    /// <summary>Fills a canvas of width and height 1 with <paramref name="colour"/> and what is drawn over it.</summary>
    public static void Paint(SKCanvas canvas, Dice dice, SKColor colour)
    {
        SKColor second = dice.Chance(0.5) ? colour.Darker(dice.Between(0.1, 0.3)) : colour.Lighter(dice.Between(0.1, 0.3));
        canvas.Clear(colour);
        switch (dice.Pick<Kind>())
        {
            case Kind.Fade: PaintFade(canvas, dice, colour, second); break;
            case Kind.Room: PaintRoom(canvas, dice, second); break;
            case Kind.Meadow: PaintMeadow(canvas, dice, second); break;
            case Kind.Stripes: PaintStripes(canvas, dice, second); break;
            case Kind.Dots: PaintDots(canvas, dice, second); break;
            default: PaintRays(canvas, dice, second); break;
        }

        int things = dice.Count(1, 6);
        for (int i = 0; i < things; i++) PaintThing(canvas, dice);
    }

    private static void PaintFade(SKCanvas canvas, Dice dice, SKColor colour, SKColor second)
    {
        using var shader = SKShader.CreateLinearGradient(
            new SKPoint(dice.Between(0, 1), 0), new SKPoint(dice.Between(0, 1), 1), [colour, second], SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader };
        canvas.DrawRect(0, 0, 1, 1, paint);
    }

    private static void PaintRoom(SKCanvas canvas, Dice dice, SKColor floor)
    {
        float y = dice.Between(0.55, 0.8);
        using var paint = new SKPaint { Color = floor };
        canvas.DrawRect(0, y, 1, 1 - y, paint);
        canvas.Line(new SKPoint(0, y), new SKPoint(1, y), floor.Contrasting(0.3f), 0.015f);
        if (!dice.Chance(0.6)) return;
        float x = dice.Between(0.02, 0.7);
        float top = dice.Between(0.04, 0.2);
        using SKPath window = Paints.Path($"M {x} {top} h 0.27 v 0.3 h -0.27 Z M {x + 0.135f} {top} v 0.3 M {x} {top + 0.15f} h 0.27");
        using SKPath pane = Paints.Path($"M {x} {top} h 0.27 v 0.3 h -0.27 Z");
        canvas.Fill(pane, Palette.Draw(dice));
        canvas.Stroke(window, floor.Contrasting(0.5f), 0.016f);
    }

    private static void PaintMeadow(SKCanvas canvas, Dice dice, SKColor second)
    {
        for (int hill = 0; hill < 3; hill++)
        {
            SKColor green = Palette.Draw(dice).Mix(second, 0.5f);
            canvas.Oval(dice.Between(-0.1, 1.1), 1.05f + (hill * 0.08f), dice.Between(0.4, 0.8), dice.Between(0.25, 0.5), green);
        }
    }

    private static void PaintStripes(SKCanvas canvas, Dice dice, SKColor second)
    {
        float step = dice.Between(0.12, 0.3);
        float angle = dice.Between(0, 180);
        canvas.Within(() =>
        {
            canvas.RotateDegrees(angle, 0.5f, 0.5f);
            for (float x = -0.5f; x < 1.5f; x += step) canvas.Line(new SKPoint(x, -0.5f), new SKPoint(x, 1.5f), second, step * 0.45f);
        });
    }

    private static void PaintDots(SKCanvas canvas, Dice dice, SKColor second)
    {
        float step = dice.Between(0.13, 0.25);
        float radius = step * dice.Between(0.18, 0.35);
        float start = dice.Between(0, step);
        for (int row = 0; row * step < 1.2f; row++)
        {
            for (float x = start - ((row & 1) * step / 2); x < 1.1f; x += step) canvas.Oval(x, row * step, radius, radius, second);
        }
    }

    private static void PaintRays(SKCanvas canvas, Dice dice, SKColor second)
    {
        float x = dice.Between(0.2, 0.8);
        float y = dice.Between(0.2, 0.8);
        int rays = dice.Count(6, 12);
        float start = dice.Between(0, 360);
        for (int i = 0; i < rays; i++)
        {
            using var path = new SKPathBuilder();
            path.MoveTo(x, y);
            path.ArcTo(new SKRect(x - 1.5f, y - 1.5f, x + 1.5f, y + 1.5f), start + (i * 360f / rays), 180f / rays, false);
            path.Close();
            using SKPath ray = path.Detach();
            canvas.Fill(ray, second);
        }
    }

    private static void PaintThing(SKCanvas canvas, Dice dice)
    {
        float x = dice.Between(0, 1);
        float y = dice.Between(0, 1);
        float size = dice.Between(0.04, 0.1);
        float angle = dice.Between(0, 360);
        SKColor colour = Palette.Draw(dice);
        Thing thing = dice.Pick<Thing>();
        canvas.Within(() =>
        {
            canvas.Translate(x, y);
            canvas.RotateDegrees(angle);
            canvas.Scale(size);
            using SKPath path = Outline(thing);
            if (thing == Thing.Ring) canvas.Stroke(path, colour, 0.35f);
            else canvas.Fill(path, colour);
            if (thing == Thing.Ball)
            {
                using SKPath seam = Paints.Path($"M -0.9 -0.3 Q 0 0.5 0.9 -0.3 M -0.9 0.4 Q 0 1.1 0.9 0.4");
                canvas.Stroke(seam, colour.Contrasting(0.4f), 0.14f);
            }
        });
    }

    /// <summary>The outline of a thing of radius 1.</summary>
    private static SKPath Outline(Thing thing) => thing switch
    {
        Thing.Star => Paints.Path($"M 0 -1 L 0.25 -0.32 L 0.95 -0.31 L 0.4 0.13 L 0.59 0.81 L 0 0.42 L -0.59 0.81 L -0.4 0.13 L -0.95 -0.31 L -0.25 -0.32 Z"),
        Thing.Leaf => Paints.Path($"M 0 -1.2 Q 0.9 -0.2 0 1.2 Q -0.9 -0.2 0 -1.2 Z"),
        Thing.Heart => Paints.Path($"M 0 0.9 C -1.6 -0.2 -0.7 -1.3 0 -0.5 C 0.7 -1.3 1.6 -0.2 0 0.9 Z"),
        Thing.Triangle => Paints.Path($"M 0 -1.1 L 0.9 0.7 L -0.9 0.7 Z"),
        Thing.Fish => Paints.Path($"M 1.1 0 Q 0.2 -0.9 -0.6 0 L -1.2 -0.5 L -1.2 0.5 L -0.6 0 Q 0.2 0.9 1.1 0 Z"),
        Thing.Bone => Paints.Path($"M -0.7 -0.2 a 0.3 0.3 0 1 0 -0.3 0.2 a 0.3 0.3 0 1 0 0.3 0.2 L 0.7 0.2 a 0.3 0.3 0 1 0 0.3 -0.2 a 0.3 0.3 0 1 0 -0.3 -0.2 Z"),
        Thing.Drop => Paints.Path($"M 0 -1.2 C 0.5 -0.4 0.8 0 0.8 0.4 C 0.8 1.3 -0.8 1.3 -0.8 0.4 C -0.8 0 -0.5 -0.4 0 -1.2 Z"),
        _ => Paints.Path($"M -1 0 A 1 1 0 1 1 1 0 A 1 1 0 1 1 -1 0 Z"),
    };
}
