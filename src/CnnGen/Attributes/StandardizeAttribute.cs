namespace CnnGen;

/// <summary>
/// Preprocessing: y = (x − mean) / √(variance + epsilon), with mean and (biased) variance of the training samples. Keras's Normalization divides by max(√variance, 1e-7) instead.
/// It is fitted once, saved with the weights and applied by every prediction. Stands directly below <see cref="InputAttribute"/>, above all layers.
/// </summary>
/// <param name="per">Whether each channel has a mean and a variance, or each value of the picture.</param>
/// <param name="epsilon">
/// Added to the variance, above 0. At 1e-5 a value that never changes is multiplied by 316; larger ones keep down what hardly ever changes, such as the border of digits per pixel.
/// </param>
public sealed class StandardizeAttribute(Per per, double epsilon = 1e-5) : LayerAttribute
{
    /// <summary>What has a mean and a variance.</summary>
    public Per Per { get; } = per;

    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; } = epsilon;
}
