namespace CnnGen;

/// <summary>The mean of each window and channel; padding is left out of sum and count. Input [height, width, channels], output [height, width, channels]. The stride is the window and the padding Valid unless set.</summary>
public sealed class AveragePoolAttribute : PoolAttribute
{
    /// <summary>A square window without padding.</summary>
    /// <param name="window">Rows and columns of the window, at least 1.</param>
    public AveragePoolAttribute(int window)
        : base(window, window, Padding.Valid)
    {
    }

    /// <summary>A square window with the given padding.</summary>
    /// <param name="window">Rows and columns of the window, at least 1.</param>
    /// <param name="padding">What the window sees beyond the border: nothing, or what is left out.</param>
    public AveragePoolAttribute(int window, Padding padding)
        : base(window, window, padding)
    {
    }

    /// <summary>A rectangular window without padding.</summary>
    /// <param name="windowHeight">Rows of the window, at least 1.</param>
    /// <param name="windowWidth">Columns of the window, at least 1.</param>
    public AveragePoolAttribute(int windowHeight, int windowWidth)
        : base(windowHeight, windowWidth, Padding.Valid)
    {
    }

    /// <summary>A rectangular window with the given padding.</summary>
    /// <param name="windowHeight">Rows of the window, at least 1.</param>
    /// <param name="windowWidth">Columns of the window, at least 1.</param>
    /// <param name="padding">What the window sees beyond the border: nothing, or what is left out.</param>
    public AveragePoolAttribute(int windowHeight, int windowWidth, Padding padding)
        : base(windowHeight, windowWidth, padding)
    {
    }
}
