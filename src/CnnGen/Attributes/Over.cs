namespace CnnGen;

/// <summary>What whitening takes for one observation.</summary>
public enum Over
{
    /// <summary>The channels of a pixel: the same matrix [channels, channels] for every pixel.</summary>
    Channels,

    /// <summary>All values of a picture, 4,096 at most: one matrix [values, values].</summary>
    Values,
}
