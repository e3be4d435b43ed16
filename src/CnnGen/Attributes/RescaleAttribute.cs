namespace CnnGen;

/// <summary>
/// Preprocessing: y = x · scale + offset for each value, as Keras's Rescaling. <c>[Rescale(2, -1)]</c> brings 0..1 to ±1. Nothing is fitted.
/// Stands directly below <see cref="InputAttribute"/>, above all layers.
/// </summary>
/// <param name="scale">Finite and not 0.</param>
/// <param name="offset">Finite.</param>
public sealed class RescaleAttribute(double scale, double offset = 0) : LayerAttribute
{
    /// <summary>What values are multiplied by.</summary>
    public double Scale { get; } = scale;

    /// <summary>What is added then.</summary>
    public double Offset { get; } = offset;
}
