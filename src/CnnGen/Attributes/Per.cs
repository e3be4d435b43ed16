namespace CnnGen;

/// <summary>What a figure of preprocessing belongs to.</summary>
public enum Per
{
    /// <summary>One figure for each channel, over all pixels of all pictures.</summary>
    Channel,

    /// <summary>One figure for each value of the picture, [height, width, channels], over all pictures.</summary>
    Pixel,
}
