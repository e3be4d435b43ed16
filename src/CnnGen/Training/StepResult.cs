namespace CnnGen;

/// <summary>The figures of a training step, before its update.</summary>
/// <param name="Loss">Mean loss of the batch. Where it is not finite the weights were left as they were.</param>
/// <param name="Correct">Right answers.</param>
/// <param name="Count">Answers: one a sample, one a pixel where every pixel has its class, one an output where several are each a yes or no; 0 where the loss is one of regression.</param>
public readonly record struct StepResult(double Loss, int Correct, int Count)
{
    /// <summary>Share of right answers, 0..1; null where the loss is one of regression.</summary>
    public double? Accuracy => Count == 0 ? null : (double)Correct / Count;
}
