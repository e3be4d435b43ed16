namespace CnnGen;

/// <summary>How well one class is told from the others, or one label is found where a sample may have several.</summary>
/// <param name="Name">Name of the class.</param>
/// <param name="Correct">Samples of the class that were answered with it.</param>
/// <param name="Support">Samples of the class.</param>
/// <param name="Predicted">Samples, of whatever class, that were answered with it.</param>
public readonly record struct ClassMetrics(string Name, long Correct, long Support, long Predicted)
{
    /// <summary>Share of the answers with the class that are right, 0..1; 0 where there were none.</summary>
    public double Precision => Predicted == 0 ? 0 : (double)Correct / Predicted;

    /// <summary>Share of the samples of the class that were found, 0..1; 0 where there are none.</summary>
    public double Recall => Support == 0 ? 0 : (double)Correct / Support;

    /// <summary>Harmonic mean of precision and recall, 2 · correct / (support + predicted), 0..1; 0 where the class neither occurs nor is answered.</summary>
    public double F1 => Support + Predicted == 0 ? 0 : 2.0 * Correct / (Support + Predicted);

    /// <summary>
    /// Area under the ROC curve of a label, 0..1, with 0.5 for guessing; null where all samples have it or none has, where <see cref="Evaluation.IsMultiLabel"/> is false,
    /// or where <see cref="Evaluation.AreaUnderCurve"/> says that none is measured.
    /// </summary>
    public double? AreaUnderCurve { get; init; }
}
