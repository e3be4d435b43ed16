namespace CnnGen;

/// <summary>
/// Bounds the rounding errors that predicting may trade for speed. Without it a network keeps 1e-4, and 3×3 convolutions may be computed by
/// Winograd's algorithm, with a quarter of the multiplications. From 1e-5 on its smaller form is left; below that all sums are direct.
/// </summary>
/// <param name="maxRelativeError">
/// ‖predicted − exact‖ / ‖exact‖ of a network's outputs, before the last activation, that is not to be exceeded for inputs and weights that do not cancel; above 0 and below 1.
/// </param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PrecisionAttribute(double maxRelativeError) : Attribute
{
    /// <summary>The bound.</summary>
    public double MaxRelativeError { get; } = maxRelativeError;
}
