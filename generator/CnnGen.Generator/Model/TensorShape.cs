using System.Globalization;

namespace CnnGen.Generator.Model;

/// <summary>The shape of one sample between two layers: a picture [height, width, channels] in NHWC order, or a vector.</summary>
internal readonly record struct TensorShape(int Height, int Width, int Channels, bool IsFlat = false)
{
    public static TensorShape Vector(int length) => new(1, 1, length, IsFlat: true);

    /// <summary>Values of one sample.</summary>
    public long Size => (long)Height * Width * Channels;

    /// <summary>Pixels of one sample; 1 for a vector.</summary>
    public int Pixels => Height * Width;

    public override string ToString() => IsFlat
        ? Channels.ToString(CultureInfo.InvariantCulture)
        : string.Format(CultureInfo.InvariantCulture, "{0}×{1}×{2}", Height, Width, Channels);
}
