namespace CnnGen;

/// <summary>What a window sees beyond the border of a picture.</summary>
public enum Padding
{
    /// <summary>Nothing: windows stay inside, output = ⌊(size − window) / stride⌋ + 1.</summary>
    Valid,

    /// <summary>Zeros, as Keras pads: output = ⌈size / stride⌉, the odd row or column of padding at the bottom and the right. Pools leave the padding out of the maximum and of the average.</summary>
    Same,

    /// <summary>As many pixels as <see cref="Same"/>, copied from the nearest edge. For <see cref="Conv2DAttribute"/> only.</summary>
    SameEdge,
}
