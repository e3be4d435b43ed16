namespace CnnGen;

/// <summary>Declares the picture that a network reads and marks the class as a model: <c>[Input(150, 150, 3)]</c>.</summary>
/// <param name="height">Rows of the picture, at least 1.</param>
/// <param name="width">Columns of the picture, at least 1.</param>
/// <param name="channels">Values a pixel: 1 for grey, 3 for RGB.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class InputAttribute(int height, int width, int channels) : Attribute
{
    /// <summary>Rows of the picture.</summary>
    public int Height { get; } = height;

    /// <summary>Columns of the picture.</summary>
    public int Width { get; } = width;

    /// <summary>Values a pixel.</summary>
    public int Channels { get; } = channels;
}
