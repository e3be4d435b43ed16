namespace CnnGen;

/// <summary>The mean of each channel over the whole picture. Input [height, width, channels], output [channels], flat as in Keras.</summary>
public sealed class GlobalAveragePoolAttribute : LayerAttribute;
