namespace CnnGen;

/// <summary>Makes a vector of a picture, in the order height, width, channel. Implied before the first <see cref="DenseAttribute"/>.</summary>
public sealed class FlattenAttribute : LayerAttribute;
