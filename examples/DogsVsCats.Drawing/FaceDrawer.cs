using SkiaSharp;

namespace Drawing;

/// <summary>Draws one face of a cat or a dog; the same arguments give the same picture.</summary>
public static class FaceDrawer
{
    /// <summary>Smallest side that can be asked for, in pixels.</summary>
    public const int SmallestSize = 8;

    /// <summary>Draws one picture. The scene (pose, coat, background, clutter, light) does not depend on the species in any way.</summary>
    /// <param name="species">Whose face.</param>
    /// <param name="seed">Seed of the collection.</param>
    /// <param name="index">Number of the picture within the species.</param>
    /// <param name="size">Rows and columns of the picture, at least <see cref="SmallestSize"/>.</param>
    /// <returns>RGBA pixels without transparency; the caller disposes of it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The size is too small.</exception>
    public static SKBitmap Draw(Species species, int seed, int index, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, SmallestSize);
        Dice dice = Dice.For(seed, species, index);
        var bitmap = new SKBitmap(new SKImageInfo(size, size, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Scale(size);
        Scene scene = Scene.Draw(dice);
        Backdrop.Paint(canvas, dice, scene.Background);
        canvas.Within(() => Face.Of(species, scene, dice).Draw(canvas));
        PaintLight(canvas, scene);
        return bitmap;
    }

    /// <summary>Darkens the side of the picture away from the light.</summary>
    private static void PaintLight(SKCanvas canvas, Scene scene)
    {
        SKPoint light = scene.Light;
        using var shader = SKShader.CreateLinearGradient(
            new SKPoint(0.5f + (light.X * 0.6f), 0.5f + (light.Y * 0.6f)),
            new SKPoint(0.5f - (light.X * 0.6f), 0.5f - (light.Y * 0.6f)),
            [SKColors.White.WithAlpha((byte)(70 * scene.LightStrength)), SKColors.Black.WithAlpha((byte)(255 * scene.LightStrength * 0.6f))],
            SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader };
        canvas.DrawRect(0, 0, 1, 1, paint);
    }
}
