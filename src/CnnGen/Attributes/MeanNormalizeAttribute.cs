namespace CnnGen;

/// <summary>
/// Preprocessing: y = x − mean, the mean being that of the training samples. Others call it centring; what some call mean normalisation also divides by largest minus smallest
/// value, which this does not. It is fitted once, saved with the weights and applied by every prediction.
/// Stands directly below <see cref="InputAttribute"/>, above all layers.
/// </summary>
/// <param name="per">Whether each channel has a mean, or each value of the picture.</param>
public sealed class MeanNormalizeAttribute(Per per) : LayerAttribute
{
    /// <summary>What has a mean.</summary>
    public Per Per { get; } = per;
}
