namespace CnnGen;

/// <summary>How a model does on a data set.</summary>
/// <param name="Loss">Mean loss over the samples.</param>
/// <param name="Accuracy">Share of right answers (samples, or pixels where every pixel has its class), 0..1; null where the loss is one of regression.</param>
/// <param name="Count">Samples.</param>
public sealed record Evaluation(double Loss, double? Accuracy, int Count);
