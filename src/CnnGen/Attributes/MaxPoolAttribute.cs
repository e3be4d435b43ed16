namespace CnnGen;

/// <summary>The largest value of each window and channel. Where several are equal the first, row by row, gets the gradient. Padding never wins. Input [height, width, channels], output [height, width, channels]. The stride is the window and the padding Valid unless set.</summary>
public sealed class MaxPoolAttribute : LayerAttribute
{
    /// <summary>A square window without padding.</summary>
    /// <param name="window">Rows and columns of the square window, at least 1.</param>
    public MaxPoolAttribute(int window)
    {
        WindowHeight = window;
        WindowWidth = window;
    }

    /// <summary>A square window with the given padding.</summary>
    /// <param name="window">Rows and columns of the square window, at least 1.</param>
    /// <param name="padding">What the kernel sees beyond the border.</param>
    public MaxPoolAttribute(int window, Padding padding)
    {
        WindowHeight = window;
        WindowWidth = window;
        Padding = padding;
    }

    /// <summary>A rectangular window without padding.</summary>
    /// <param name="windowHeight">Rows of the window, at least 1.</param>
    /// <param name="windowWidth">Columns of the window, at least 1.</param>
    public MaxPoolAttribute(int windowHeight, int windowWidth)
    {
        WindowHeight = windowHeight;
        WindowWidth = windowWidth;
    }

    /// <summary>A rectangular window with the given padding.</summary>
    /// <param name="windowHeight">Rows of the window, at least 1.</param>
    /// <param name="windowWidth">Columns of the window, at least 1.</param>
    /// <param name="padding">What the kernel sees beyond the border.</param>
    public MaxPoolAttribute(int windowHeight, int windowWidth, Padding padding)
    {
        WindowHeight = windowHeight;
        WindowWidth = windowWidth;
        Padding = padding;
    }

    /// <summary>Rows of the window.</summary>
    public int WindowHeight { get; }

    /// <summary>Columns of the window.</summary>
    public int WindowWidth { get; }

    /// <summary>Valid unless named; SameEdge is not for pools.</summary>
    public Padding Padding { get; }

    /// <summary>Pixels from one window to the next, in both directions; the window itself unless set.</summary>
    public int Stride { get; set; }

    /// <summary>Rows from one window to the next; <see cref="Stride"/> unless set.</summary>
    public int StrideHeight { get; set; }

    /// <summary>Columns from one window to the next; <see cref="Stride"/> unless set.</summary>
    public int StrideWidth { get; set; }
}
