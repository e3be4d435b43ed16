namespace CnnGen;

/// <summary>How many answers are right.</summary>
internal static class Accuracy
{
    /// <summary>Whether a model trained on the loss answers with a class.</summary>
    public static bool AppliesTo(LossFunction loss) =>
        loss is LossFunction.CategoricalCrossEntropy or LossFunction.NegativeLogLikelihood or LossFunction.BinaryCrossEntropy;

    /// <summary>Whether several outputs (of a sample, or of a pixel where every pixel has its own) are each a yes or no: labels that do not exclude each other.</summary>
    public static bool IsMultiLabel(ModelInfo info) => info is { Loss: LossFunction.BinaryCrossEntropy, Output.Channels: > 1 };

    /// <summary>Outputs of one answer: 1 where each is a yes or no of its own, otherwise all channels, of which the largest is the answer.</summary>
    public static int AnswerLength(ModelInfo info) => IsMultiLabel(info) ? 1 : info.Output.Channels;

    /// <summary>Counts right answers: each group of <paramref name="classes"/> outputs answers with its largest, a single output with whether it is above the threshold.</summary>
    /// <param name="outputs">Outputs, [batch, …, classes].</param>
    /// <param name="targets">Targets, laid out as the outputs.</param>
    /// <param name="classes">Outputs of one answer.</param>
    /// <param name="threshold">Above it a single output says yes: 0.5 for probabilities, 0 for logits.</param>
    /// <returns>Right answers of <c>outputs.Length / classes</c>.</returns>
    public static int CountCorrect(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, int classes, float threshold)
    {
        int correct = 0;
        for (int first = 0; first < outputs.Length; first += classes)
        {
            bool right = classes == 1
                ? outputs[first] > threshold == targets[first] > 0.5f
                : IndexOfLargest(outputs.Slice(first, classes)) == IndexOfLargest(targets.Slice(first, classes));
            if (right) correct++;
        }

        return correct;
    }

    /// <summary>The first of the largest values.</summary>
    public static int IndexOfLargest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best]) best = i;
        }

        return best;
    }
}
