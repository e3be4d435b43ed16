namespace CnnGen;

/// <summary>
/// Preprocessing: y = (x − mean) · E · diag(1 / √(λ + epsilon)) · Eᵀ, with the eigenvectors E of the covariance of the training samples as columns and its eigenvalues λ
/// (Bell and Sejnowski 1997): uncorrelated values, as near to the picture as such values can be. The shape stays.
/// It is fitted once, saved with the weights and applied by every prediction. Stands directly below <see cref="InputAttribute"/>, above all layers.
/// </summary>
/// <param name="over">Whether the channels of a pixel are whitened, or all values of a picture.</param>
/// <param name="epsilon">Added to each eigenvalue, above 0: directions of less variance are noise, and are kept down.</param>
public sealed class ZcaWhitenAttribute(Over over, double epsilon = 1e-5) : LayerAttribute
{
    /// <summary>What is whitened together.</summary>
    public Over Over { get; } = over;

    /// <summary>Added to each eigenvalue.</summary>
    public double Epsilon { get; } = epsilon;
}
