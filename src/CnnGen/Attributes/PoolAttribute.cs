namespace CnnGen;

/// <summary>A layer that makes one value of each window and channel. The stride is the window and the padding Valid unless set.</summary>
public abstract class PoolAttribute : LayerAttribute
{
    private protected PoolAttribute(int windowHeight, int windowWidth, Padding padding)
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
