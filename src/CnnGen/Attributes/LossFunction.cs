namespace CnnGen;

/// <summary>What training minimises, for <see cref="LossAttribute"/>.</summary>
public enum LossFunction
{
    /// <summary>−Σ target · ln(probability), computed from the logits under a Softmax output. Default for <see cref="Activation.Softmax"/>.</summary>
    CategoricalCrossEntropy,

    /// <summary>−Σ target · output, for log-probabilities. Default for <see cref="Activation.LogSoftmax"/>.</summary>
    NegativeLogLikelihood,

    /// <summary>−t · ln p − (1 − t) · ln(1 − p), computed from the logits under a Sigmoid output. Default for <see cref="Activation.Sigmoid"/>.</summary>
    BinaryCrossEntropy,

    /// <summary>Mean of (output − target)². Default for <see cref="Activation.None"/>.</summary>
    MeanSquaredError,

    /// <summary>Mean of |output − target|.</summary>
    MeanAbsoluteError,

    /// <summary>Mean of ½d² for |d| ≤ 1, |d| − ½ beyond, with d = output − target.</summary>
    Huber,
}
