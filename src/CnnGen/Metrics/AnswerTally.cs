namespace CnnGen;

/// <summary>Counts what a classifier answers over a data set.</summary>
internal abstract class AnswerTally
{
    /// <summary>An empty tally of the kind that the model's answers are of.</summary>
    /// <param name="info">The model.</param>
    /// <param name="names">Names of its classes.</param>
    /// <param name="threshold">Above it a yes or no is yes.</param>
    /// <param name="samples">Samples that will be added.</param>
    public static AnswerTally For(ModelInfo info, IReadOnlyList<string> names, float threshold, int samples) =>
        Accuracy.IsMultiLabel(info) ? new LabelTally(info, names, threshold, samples) : new ClassTally(info, names, threshold);

    /// <summary>Adds the answers of a batch.</summary>
    /// <param name="outputs">Outputs, [batch, …, channels].</param>
    /// <param name="targets">Targets, laid out as the outputs.</param>
    public abstract void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets);

    /// <summary>Puts what was counted into an evaluation.</summary>
    public abstract Evaluation Complete(Evaluation evaluation);
}
