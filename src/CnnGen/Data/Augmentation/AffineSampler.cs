using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CnnGen;

/// <summary>
/// Resamples a picture under an affine map, bilinearly, in one pass: three or four channels of a pixel are one vector. Blending is a + (b − a) · w, so that a place that is
/// a whole pixel gives its very value; no operation is fused, so that machines agree on the bits.
/// </summary>
internal static class AffineSampler
{
    /// <summary>Resamples.</summary>
    /// <param name="source">[height, width, channels].</param>
    /// <param name="target">Receives as many values; does not overlap the source.</param>
    /// <param name="shape">Shape of both.</param>
    /// <param name="map">Where the pixels of the target come from.</param>
    /// <param name="fill">How the source goes on beyond its edges.</param>
    /// <param name="fillValue">What is there under <see cref="FillMode.Constant"/>.</param>
    public static void Sample(ReadOnlySpan<float> source, Span<float> target, ImageShape shape, in AffineMap map, FillMode fill, float fillValue)
    {
        var places = new SamplePlaces(stackalloc int[SamplePlaces.Ints]);
        var locator = new SampleLocator(shape, map, fill);
        for (int row = 0; row < shape.Height; row++)
        {
            for (int first = 0; first < shape.Width; first += SamplePlaces.Run)
            {
                int count = Math.Min(SamplePlaces.Run, shape.Width - first);
                locator.Locate(places, row, first, count);
                Span<float> rest = target[(((row * shape.Width) + first) * shape.Channels)..];
                if (shape.Channels is 3 or 4)
                {
                    BlendColours(source, rest, places, count, shape.Channels, fillValue);
                }
                else
                {
                    Blend(source, rest, places, count, shape.Channels, fillValue);
                }
            }
        }
    }

    /// <summary>Three or four channels. Of three, the fourth lane is the next pixel's first channel on the way in, and overwritten by the next pixel on the way out.</summary>
    private static void BlendColours(ReadOnlySpan<float> source, Span<float> target, in SamplePlaces places, int count, int channels, float fillValue)
    {
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(target);
        ref int upperLeft = ref MemoryMarshal.GetReference(places.UpperLeft);
        ref int upperRight = ref MemoryMarshal.GetReference(places.UpperRight);
        ref int lowerLeft = ref MemoryMarshal.GetReference(places.LowerLeft);
        ref int lowerRight = ref MemoryMarshal.GetReference(places.LowerRight);
        ref int marks = ref MemoryMarshal.GetReference(places.Marks);
        ref float down = ref MemoryMarshal.GetReference(places.Down);
        ref float across = ref MemoryMarshal.GetReference(places.Across);
        int whole = target.Length - Vector128<float>.Count;
        for (int i = 0; i < count; i++)
        {
            Vector128<float> a, b, c, d;
            int mark = Unsafe.Add(ref marks, i);
            if (mark == 0)
            {
                a = Vector128.LoadUnsafe(ref from, (nuint)Unsafe.Add(ref upperLeft, i));
                b = Vector128.LoadUnsafe(ref from, (nuint)Unsafe.Add(ref upperRight, i));
                c = Vector128.LoadUnsafe(ref from, (nuint)Unsafe.Add(ref lowerLeft, i));
                d = Vector128.LoadUnsafe(ref from, (nuint)Unsafe.Add(ref lowerRight, i));
            }
            else
            {
                a = Load(source, Unsafe.Add(ref upperLeft, i), mark & (SamplePlaces.Above | SamplePlaces.Left), fillValue);
                b = Load(source, Unsafe.Add(ref upperRight, i), mark & (SamplePlaces.Above | SamplePlaces.Right), fillValue);
                c = Load(source, Unsafe.Add(ref lowerLeft, i), mark & (SamplePlaces.Below | SamplePlaces.Left), fillValue);
                d = Load(source, Unsafe.Add(ref lowerRight, i), mark & (SamplePlaces.Below | SamplePlaces.Right), fillValue);
            }

            Vector128<float> right = Vector128.Create(Unsafe.Add(ref across, i));
            Vector128<float> upper = a + ((b - a) * right);
            Vector128<float> lower = c + ((d - c) * right);
            Vector128<float> pixel = upper + ((lower - upper) * Vector128.Create(Unsafe.Add(ref down, i)));
            int at = i * channels;
            if (at <= whole)
            {
                pixel.StoreUnsafe(ref to, (nuint)at);
            }
            else
            {
                for (int channel = 0; channel < channels; channel++) target[at + channel] = pixel[channel];
            }
        }
    }

    /// <summary>The channels of a pixel, or as many fill values where it is outside. The last pixel of the source is read channel by channel.</summary>
    private static Vector128<float> Load(ReadOnlySpan<float> source, int at, int outside, float fillValue)
    {
        if (outside != 0) return Vector128.Create(fillValue);
        if (at <= source.Length - Vector128<float>.Count) return Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(source), (nuint)at);
        return Vector128.Create(source[at], source[at + 1], source[at + 2], 0);
    }

    /// <summary>Any number of channels, one by one.</summary>
    private static void Blend(ReadOnlySpan<float> source, Span<float> target, in SamplePlaces places, int count, int channels, float fillValue)
    {
        for (int i = 0; i < count; i++)
        {
            int mark = places.Marks[i];
            bool hasUpperLeft = (mark & (SamplePlaces.Above | SamplePlaces.Left)) == 0;
            bool hasUpperRight = (mark & (SamplePlaces.Above | SamplePlaces.Right)) == 0;
            bool hasLowerLeft = (mark & (SamplePlaces.Below | SamplePlaces.Left)) == 0;
            bool hasLowerRight = (mark & (SamplePlaces.Below | SamplePlaces.Right)) == 0;
            for (int channel = 0; channel < channels; channel++)
            {
                float a = hasUpperLeft ? source[places.UpperLeft[i] + channel] : fillValue;
                float b = hasUpperRight ? source[places.UpperRight[i] + channel] : fillValue;
                float c = hasLowerLeft ? source[places.LowerLeft[i] + channel] : fillValue;
                float d = hasLowerRight ? source[places.LowerRight[i] + channel] : fillValue;
                float upper = a + ((b - a) * places.Across[i]);
                float lower = c + ((d - c) * places.Across[i]);
                target[(i * channels) + channel] = upper + ((lower - upper) * places.Down[i]);
            }
        }
    }
}
