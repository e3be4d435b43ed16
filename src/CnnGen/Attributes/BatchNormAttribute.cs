namespace CnnGen;

/// <summary>
/// Batch normalisation (Ioffe and Szegedy 2015, arXiv 1502.03167): y = gamma · (x − mean) / √(variance + epsilon) + beta for each channel.
/// Training takes mean and (biased) variance of the batch; predicting takes running averages, kept as running · momentum + batch · (1 − momentum), the variance biased as in Keras.
/// </summary>
public sealed class BatchNormAttribute : LayerAttribute
{
    /// <summary>What a running average keeps of its value at each step, from 0 to 1. 0.99 unless set.</summary>
    public double Momentum { get; set; } = 0.99;

    /// <summary>Added to the variance, above 0. 0.001 unless set.</summary>
    public double Epsilon { get; set; } = 1e-3;
}
