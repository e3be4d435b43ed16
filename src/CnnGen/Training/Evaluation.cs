namespace CnnGen;

/// <summary>How a model does on a data set.</summary>
/// <param name="Loss">Mean loss over the samples.</param>
/// <param name="Accuracy">
/// Share of right answers, 0..1; null where the loss is one of regression. A sample is one answer, its likeliest class, or each pixel where every pixel has its class;
/// where the model is <see cref="IsMultiLabel"/>, each output is one, yes above a probability of 0.5 (the binary accuracy of Keras).
/// </param>
/// <param name="Count">Samples.</param>
public sealed record Evaluation(double Loss, double? Accuracy, int Count)
{
    /// <summary>Whether each of several outputs was judged as a yes or no of its own, as those of several sigmoid units under binary cross-entropy are.</summary>
    public bool IsMultiLabel { get; init; }

    /// <summary>
    /// Share of the samples whose class is among the k likeliest answers, 0..1, for k = 1, 2, … in order; empty where the loss is one of regression or the model <see cref="IsMultiLabel"/>.
    /// </summary>
    public IReadOnlyList<double> TopAccuracies { get; init; } = [];

    /// <summary>
    /// How often each class was answered with each; null where the loss is one of regression, the model <see cref="IsMultiLabel"/>, so that no class stands in for another,
    /// or there are more than 4096 classes.
    /// </summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>
    /// Area under the ROC curve, 0..1, with 0.5 for guessing: that of the second of two classes (a yes); where the model <see cref="IsMultiLabel"/>, the mean over the labels
    /// that some samples have and others do not, each counting once (macro). Null where there are not two classes, one of them does not occur, every pixel has its class
    /// or labels, or there are more than 2²⁶ outputs of several labels.
    /// </summary>
    public double? AreaUnderCurve { get; init; }

    /// <summary>Precision, recall and F1 of each class or label; empty where the loss is one of regression or there are more than 4096 classes.</summary>
    public IReadOnlyList<ClassMetrics> PerClass { get; init; } = [];

    /// <summary>Mean precision over the classes or labels that occur or are answered, each counting once (macro), 0..1; null where <see cref="PerClass"/> is empty.</summary>
    public double? MacroPrecision => Mean(metrics => metrics.Precision);

    /// <summary>Mean recall over the classes or labels that occur or are answered, each counting once (macro), 0..1; null where <see cref="PerClass"/> is empty.</summary>
    public double? MacroRecall => Mean(metrics => metrics.Recall);

    /// <summary>Mean F1 over the classes or labels that occur or are answered, each counting once (macro), 0..1; null where <see cref="PerClass"/> is empty.</summary>
    public double? MacroF1 => Mean(metrics => metrics.F1);

    /// <summary>Share of the samples whose class is among the likeliest answers.</summary>
    /// <param name="k">How many answers, from 1 to the number of classes.</param>
    /// <returns>The share, 0..1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are not as many classes.</exception>
    public double TopAccuracy(int k)
    {
        if (k < 1 || k > TopAccuracies.Count) throw new ArgumentOutOfRangeException(nameof(k), k, $"There are {TopAccuracies.Count} classes to choose from.");
        return TopAccuracies[k - 1];
    }

    /// <summary>The figures as a table for people: a line of all, one for each class or label, their means, and the confusion matrix where there are at most 20 classes. Numbers have a point.</summary>
    /// <returns>Lines that end with a line feed.</returns>
    public string ToTable() => EvaluationTable.Write(this);

    /// <inheritdoc/>
    public override string ToString() => ToTable();

    private double? Mean(Func<ClassMetrics, double> figure)
    {
        ClassMetrics[] present = [.. PerClass.Where(metrics => metrics.Support + metrics.Predicted > 0)];
        return present.Length == 0 ? null : present.Average(figure);
    }
}
