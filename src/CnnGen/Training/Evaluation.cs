namespace CnnGen;

/// <summary>How a model does on a data set.</summary>
/// <param name="Loss">Mean loss over the samples.</param>
/// <param name="Accuracy">Share of right answers (samples, or pixels where every pixel has its class), 0..1; null where the loss is one of regression.</param>
/// <param name="Count">Samples.</param>
public sealed record Evaluation(double Loss, double? Accuracy, int Count)
{
    /// <summary>Share of the samples whose class is among the k likeliest answers, 0..1, for k = 1, 2, … in order; empty where the loss is one of regression.</summary>
    public IReadOnlyList<double> TopAccuracies { get; init; } = [];

    /// <summary>How often each class was answered with each; null where the loss is one of regression or there are more than 4096 classes.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>
    /// Area under the ROC curve of the second of two classes (a yes), 0..1, with 0.5 for guessing; null where there are not two classes, one of them does not occur,
    /// or every pixel has its class.
    /// </summary>
    public double? AreaUnderCurve { get; init; }

    /// <summary>Precision, recall and F1 of each class; empty where there is no <see cref="Confusion"/>.</summary>
    public IReadOnlyList<ClassMetrics> PerClass => Confusion?.PerClass() ?? [];

    /// <summary>Mean precision over the classes that occur or are answered, each counting once, 0..1; null where there is no <see cref="Confusion"/>.</summary>
    public double? MacroPrecision => Mean(metrics => metrics.Precision);

    /// <summary>Mean recall over the classes that occur or are answered, each counting once, 0..1; null where there is no <see cref="Confusion"/>.</summary>
    public double? MacroRecall => Mean(metrics => metrics.Recall);

    /// <summary>Mean F1 over the classes that occur or are answered, each counting once, 0..1; null where there is no <see cref="Confusion"/>.</summary>
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

    /// <summary>The figures as a table for people: a line of all, one for each class, and the confusion matrix where there are at most 20 classes. Numbers have a point.</summary>
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
