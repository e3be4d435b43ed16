namespace CnnGen;

/// <summary>
/// What training minimises: the mean loss of a batch and its gradient with respect to the outputs.
/// Sums are taken in double precision, in the order of the values, so that the result does not depend on threads or vectors.
/// Finite outputs and targets never give NaN.
/// </summary>
public abstract class Loss
{
    /// <summary>The mean loss of a batch, and the gradient of that mean.</summary>
    /// <param name="outputs">Outputs of the network, [batch, sample], one sample after the other.</param>
    /// <param name="targets">What they should have been, laid out as the outputs.</param>
    /// <param name="gradient">Receives ∂loss/∂outputs, laid out as the outputs; empty where only the loss is wanted.</param>
    /// <param name="sampleLength">Values of one sample.</param>
    /// <returns>The mean that the class states.</returns>
    /// <exception cref="ArgumentException">The lengths do not agree, or are not those of one or more whole samples.</exception>
    public double Compute(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, Span<float> gradient, int sampleLength)
    {
        CheckLengths(outputs, targets, gradient, sampleLength);
        return ComputeMean(outputs, targets, gradient, sampleLength);
    }

    /// <summary>
    /// As <see cref="Compute(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, int)"/>, with a weight for each sample: Σ wᵢ · lossᵢ / n, divided by the number of samples
    /// and not by the sum of the weights (as Keras does), so that a weight of 2 counts as much as the sample twice at the same learning rate.
    /// </summary>
    /// <param name="outputs">Outputs of the network, [batch, sample], one sample after the other.</param>
    /// <param name="targets">What they should have been, laid out as the outputs.</param>
    /// <param name="weights">One a sample, or as many more as a sample has pixels that have a class each; finite and not below 0. Empty where all are 1.</param>
    /// <param name="gradient">Receives ∂loss/∂outputs, laid out as the outputs; empty where only the loss is wanted.</param>
    /// <param name="sampleLength">Values of one sample.</param>
    /// <returns>The weighted mean.</returns>
    /// <exception cref="ArgumentException">The lengths do not agree, or are not those of one or more whole samples.</exception>
    public double Compute(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights, Span<float> gradient, int sampleLength)
    {
        if (weights.IsEmpty) return Compute(outputs, targets, gradient, sampleLength);
        int samples = CheckLengths(outputs, targets, gradient, sampleLength);
        if (weights.Length % samples != 0 || outputs.Length % weights.Length != 0)
        {
            throw new ArgumentException($"{weights.Length} weights are not one or more for each of {samples} samples of {sampleLength} values.", nameof(weights));
        }

        int length = outputs.Length / weights.Length;
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            Span<float> part = gradient.IsEmpty ? default : gradient.Slice(i * length, length);
            double loss = ComputeMean(outputs.Slice(i * length, length), targets.Slice(i * length, length), part, length);
            sum += weights[i] * loss;
            float scale = (float)((double)weights[i] / weights.Length);
            foreach (ref float value in part) value *= scale;
        }

        return sum / weights.Length;
    }

    /// <summary>The loss of a function named in a declaration.</summary>
    /// <param name="function">What is minimised.</param>
    /// <param name="fromLogits">Whether the outputs are the values under the last activation, which the loss then includes.</param>
    /// <param name="classCount">Values that one softmax runs over: the channels of the output.</param>
    /// <param name="labelSmoothing">Share of a target that the cross-entropies spread over all classes, in [0, 1); others have none.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="ArgumentException">The function cannot be computed from logits, or has no labels to smooth.</exception>
    public static Loss For(LossFunction function, bool fromLogits, int classCount, double labelSmoothing = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        switch (function)
        {
            case LossFunction.CategoricalCrossEntropy:
            case LossFunction.NegativeLogLikelihood when fromLogits: // −Σ t · logsoftmax(x) is the cross-entropy of the logits.
                return new CategoricalCrossEntropy { FromLogits = fromLogits, ClassCount = classCount, LabelSmoothing = labelSmoothing };
            case LossFunction.NegativeLogLikelihood:
                return new NegativeLogLikelihood { ClassCount = classCount, LabelSmoothing = labelSmoothing };
            case LossFunction.BinaryCrossEntropy:
                return new BinaryCrossEntropy { FromLogits = fromLogits, LabelSmoothing = labelSmoothing };
        }

        if (fromLogits) throw new ArgumentException($"{function} has no form that takes the values under the last activation.", nameof(fromLogits));
        if (labelSmoothing != 0) throw new ArgumentException($"{function} has no labels to smooth by {labelSmoothing}.", nameof(labelSmoothing));
        return function switch
        {
            LossFunction.MeanSquaredError => new MeanSquaredError(),
            LossFunction.MeanAbsoluteError => new MeanAbsoluteError(),
            LossFunction.Huber => new Huber(),
            _ => throw new ArgumentOutOfRangeException(nameof(function), function, "No such loss."),
        };
    }

    /// <summary>As <see cref="Compute(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, int)"/>, with lengths that agree.</summary>
    /// <param name="outputs">Outputs of the network.</param>
    /// <param name="targets">As many targets.</param>
    /// <param name="gradient">Receives the gradient; may be empty.</param>
    /// <param name="sampleLength">Values of one sample.</param>
    /// <returns>The mean loss.</returns>
    protected abstract double ComputeMean(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, Span<float> gradient, int sampleLength);

    private protected static double CheckedSmoothing(double value)
    {
        if (!(value >= 0 && value < 1)) throw new ArgumentOutOfRangeException(nameof(value), value, "Label smoothing lies in [0, 1).");
        return value;
    }

    private static int CheckLengths(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, ReadOnlySpan<float> gradient, int sampleLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleLength, 1);
        if (outputs.Length == 0 || outputs.Length % sampleLength != 0)
        {
            throw new ArgumentException($"{outputs.Length} outputs are not one or more whole samples of {sampleLength}.", nameof(outputs));
        }

        if (targets.Length != outputs.Length)
        {
            throw new ArgumentException($"There are {outputs.Length} outputs and {targets.Length} targets.", nameof(targets));
        }

        if (gradient.Length != 0 && gradient.Length != outputs.Length)
        {
            throw new ArgumentException($"The gradient of {outputs.Length} outputs does not fit {gradient.Length} values.", nameof(gradient));
        }

        return outputs.Length / sampleLength;
    }
}
