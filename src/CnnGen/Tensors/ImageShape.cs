namespace CnnGen;

/// <summary>The shape of one sample, in the order in which its values lie in memory: rows, columns, channels (HWC). A vector of n values is 1 × 1 × n.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">Values a pixel.</param>
public readonly record struct ImageShape(int Height, int Width, int Channels)
{
    /// <summary>Values of one sample.</summary>
    public int Length => checked(Height * Width * Channels);

    /// <summary>Such as <c>150×150×3</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Height}×{Width}×{Channels}");
}
