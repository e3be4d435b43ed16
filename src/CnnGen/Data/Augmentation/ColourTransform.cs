using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CnnGen;

/// <summary>
/// Brightness, contrast, saturation and hue, in this order, as one matrix and one offset for every pixel: all four are linear.
/// With b, c and s the factors, m the mean luma of the picture and L the luma of a pixel:
/// x ← b · x, x ← c · x + (1 − c) · b · m, x ← s · x + (1 − s) · L, and a turn about the grey axis of the RGB cube. Greys stay grey in the last two, so the offset is (1 − c) · b · m.
/// The weights of the luma are those of ITU-R BT.601, which sum to 1.
/// </summary>
internal readonly struct ColourTransform
{
    private const double RedLuma = 0.299;
    private const double GreenLuma = 0.587;
    private const double BlueLuma = 0.114;

    private readonly float _scale;
    private readonly float _offset;
    private readonly Vector128<float> _red;
    private readonly Vector128<float> _green;
    private readonly Vector128<float> _blue;

    /// <summary>Composes.</summary>
    /// <param name="brightness">Factor of all values.</param>
    /// <param name="contrast">Factor of the distance from the mean.</param>
    /// <param name="saturation">Factor of the distance from grey.</param>
    /// <param name="hue">Turn about the grey axis in degrees; 120 makes red green.</param>
    /// <param name="mean">Mean of the picture, of its luma where it has colours; only needed where there is contrast.</param>
    public ColourTransform(double brightness, double contrast, double saturation, double hue, double mean)
    {
        _scale = (float)(brightness * contrast);
        _offset = (float)((1 - contrast) * brightness * mean);
        (double sin, double cos) = Math.SinCos(double.DegreesToRadians(hue));
        double same = cos + ((1 - cos) / 3); // Rodrigues' formula about (1, 1, 1) / √3
        double next = ((1 - cos) / 3) + (sin / Math.Sqrt(3));
        double previous = ((1 - cos) / 3) - (sin / Math.Sqrt(3));
        _red = Column(same, next, previous, RedLuma);
        _green = Column(previous, same, next, GreenLuma);
        _blue = Column(next, previous, same, BlueLuma);

        // Turning after desaturating: s · H + (1 − s) · 1 · Lᵀ, since a turn leaves greys as they are.
        Vector128<float> Column(double red, double green, double blue, double luma)
        {
            double grey = (1 - saturation) * luma;
            double scale = brightness * contrast;
            return Vector128.Create(
                (float)(scale * ((saturation * red) + grey)), (float)(scale * ((saturation * green) + grey)), (float)(scale * ((saturation * blue) + grey)), 0);
        }
    }

    /// <summary>Changes a picture of 3 channels (RGB) or 4 (RGB and alpha, which stays) in place, and cuts to 0..1 where asked; pictures of other numbers of channels know brightness and contrast alone.</summary>
    public void Apply(Span<float> pixels, int channels, bool clips)
    {
        if (channels is 3 or 4)
        {
            ApplyToColours(pixels, channels, clips);
        }
        else
        {
            ApplyToValues(pixels, clips);
        }
    }

    /// <summary>The mean of a picture's values, or of its luma where it has three or four channels.</summary>
    public static double Mean(ReadOnlySpan<float> pixels, int channels)
    {
        const int Rows = 256; // sums of floats are kept short
        int vectors = channels is 3 or 4 ? channels : 1;
        Span<Vector<float>> weights = stackalloc Vector<float>[4];
        Span<float> lanes = MemoryMarshal.Cast<Vector<float>, float>(weights);
        for (int i = 0; i < vectors * Vector<float>.Count; i++) lanes[i] = WeightOf(i % vectors, vectors);
        int row = vectors * Vector<float>.Count;
        double sum = 0;
        int done = 0;
        while (done + row <= pixels.Length)
        {
            int end = done + Math.Min(Rows * row, (pixels.Length - done) / row * row);
            Vector<float> part = Vector<float>.Zero;
            for (; done < end; done += row)
            {
                for (int vector = 0; vector < vectors; vector++) part += new Vector<float>(pixels[(done + (vector * Vector<float>.Count))..]) * weights[vector];
            }

            sum += Vector.Sum(part);
        }

        for (; done < pixels.Length; done++) sum += pixels[done] * WeightOf(done % vectors, vectors);
        return sum * vectors / pixels.Length;
    }

    private static float WeightOf(int channel, int channels) => channels == 1 ? 1 : channel switch
    {
        0 => (float)RedLuma,
        1 => (float)GreenLuma,
        2 => (float)BlueLuma,
        _ => 0,
    };

    private void ApplyToColours(Span<float> pixels, int channels, bool clips)
    {
        ref float start = ref MemoryMarshal.GetReference(pixels);
        Vector128<float> offset = Vector128.Create(_offset, _offset, _offset, 0);
        Vector128<float> alpha = Vector128.Create(0, 0, 0, channels == 4 ? 1f : 0);
        Vector128<float> least = Vector128.Create(clips ? 0 : float.NegativeInfinity);
        Vector128<float> most = Vector128.Create(clips ? 1 : float.PositiveInfinity);
        int whole = pixels.Length - Vector128<float>.Count;

        // A vector is read before the pixel in front of it is written: of three channels, the fourth lane belongs to the next pixel.
        Vector128<float> pixel = whole >= 0 ? Vector128.LoadUnsafe(ref start) : Vector128.Create(pixels[0], pixels[1], pixels[2], 0);
        for (int at = 0; at < pixels.Length; at += channels)
        {
            int after = at + channels;
            Vector128<float> next = after <= whole ? Vector128.LoadUnsafe(ref start, (nuint)after)
                : after < pixels.Length ? Vector128.Create(pixels[after], pixels[after + 1], pixels[after + 2], 0)
                : default;
            Vector128<float> colour = (_red * pixel[0]) + (_green * pixel[1]) + ((_blue * pixel[2]) + offset) + (alpha * pixel[3]);
            colour = Vector128.Min(Vector128.Max(colour, least), most);
            if (at <= whole)
            {
                colour.StoreUnsafe(ref start, (nuint)at);
            }
            else
            {
                for (int channel = 0; channel < channels; channel++) pixels[at + channel] = colour[channel];
            }

            pixel = next;
        }
    }

    private void ApplyToValues(Span<float> pixels, bool clips)
    {
        float least = clips ? 0 : float.NegativeInfinity;
        float most = clips ? 1 : float.PositiveInfinity;
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(pixels);
        foreach (ref Vector<float> values in vectors)
        {
            values = Vector.Min(Vector.Max((values * _scale) + new Vector<float>(_offset), new Vector<float>(least)), new Vector<float>(most));
        }

        foreach (ref float value in pixels[(vectors.Length * Vector<float>.Count)..]) value = Math.Min(Math.Max((value * _scale) + _offset, least), most);
    }
}
