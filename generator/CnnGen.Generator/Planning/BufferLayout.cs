using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>Rows and columns around a picture in memory, already there when a kernel that pads reads it.</summary>
internal readonly record struct Halo(int Top, int Bottom, int Left, int Right)
{
    public bool IsEmpty => (Top | Bottom | Left | Right) == 0;

    public static Halo Of(Window window) => new(window.PadTop, window.PadBottom, window.PadLeft, window.PadRight);

    public static Halo Max(Halo a, Halo b) =>
        new(Math.Max(a.Top, b.Top), Math.Max(a.Bottom, b.Bottom), Math.Max(a.Left, b.Left), Math.Max(a.Right, b.Right));
}

/// <summary>How one sample lies in memory: rows of pixels of channels, a halo around them, samples on 64-byte boundaries. All in floats.</summary>
internal readonly record struct BufferLayout(int Height, int Width, int Channels, Halo Halo)
{
    public static BufferLayout Of(TensorShape shape, Halo halo = default) => new(shape.Height, shape.Width, shape.Channels, halo);

    /// <summary>From one row to the next.</summary>
    public int RowStride => (Width + Halo.Left + Halo.Right) * Channels;

    /// <summary>From one sample to the next: whole 64-byte lines.</summary>
    public int SampleStride => RoundUp((Height + Halo.Top + Halo.Bottom) * RowStride);

    /// <summary>From the start of a sample to its first pixel.</summary>
    public int Start => PixelAt(0, 0);

    /// <summary>Values of a row without its halo.</summary>
    public int RowLength => Width * Channels;

    /// <summary>From the start of a sample to a pixel; negative coordinates lie in the halo.</summary>
    public int PixelAt(int row, int column) => ((row + Halo.Top) * RowStride) + ((column + Halo.Left) * Channels);

    /// <summary>From the first cell of a window to each of its cells, row by row.</summary>
    public IEnumerable<int> CellsOf(Window window)
    {
        for (int row = 0; row < window.Height; row++)
        {
            for (int column = 0; column < window.Width; column++) yield return (row * RowStride) + (column * Channels);
        }
    }

    /// <summary>Floats in whole 64-byte lines.</summary>
    public static int RoundUp(int floats) => checked(floats + 15) / 16 * 16;
}
