namespace CnnGen;

/// <summary>What a model says of one sample: <c>Animal.Dog, 0.97</c>.</summary>
/// <typeparam name="TLabel">The enum of <see cref="LabelsAttribute{TEnum}"/>, or <see cref="int"/> for the index of the class.</typeparam>
/// <param name="Label">The likeliest class.</param>
/// <param name="Confidence">Its probability, 0..1.</param>
public readonly record struct Prediction<TLabel>(TLabel Label, float Confidence)
    where TLabel : struct;

/// <summary>From the outputs of a network to the likeliest class, for generated code.</summary>
public static class Classification
{
    /// <summary>The likeliest class and its probability.</summary>
    /// <param name="outputs">Probabilities of all classes, or of the second of two.</param>
    public static (int Index, float Confidence) OfProbabilities(ReadOnlySpan<float> outputs)
    {
        if (outputs.Length == 1) return outputs[0] > 0.5f ? (1, outputs[0]) : (0, 1 - outputs[0]);
        int best = IndexOfLargest(outputs);
        return (best, outputs[best]);
    }

    /// <summary>The likeliest class and its probability.</summary>
    /// <param name="outputs">Natural logarithms of the probabilities of all classes.</param>
    public static (int Index, float Confidence) OfLogProbabilities(ReadOnlySpan<float> outputs)
    {
        int best = IndexOfLargest(outputs);
        return (best, MathF.Exp(outputs[best]));
    }

    private static int IndexOfLargest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best]) best = i;
        }

        return best;
    }
}
