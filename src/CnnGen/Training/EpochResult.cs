namespace CnnGen;

/// <summary>The figures of an epoch. Those of training are means over the epoch, with the weights as they were at each step and dropout on.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Loss">Mean training loss.</param>
/// <param name="Accuracy">Share of right answers in training, 0..1; null where the loss is one of regression.</param>
/// <param name="ValidationLoss">Mean loss on the validation set after the epoch, without label smoothing; null where there is no such set.</param>
/// <param name="ValidationAccuracy">Share of right answers on the validation set after the epoch, 0..1; null as the two before.</param>
/// <param name="Seconds">Time of the epoch, validation included.</param>
/// <param name="ImagesPerSecond">Samples trained on per second, validation left out.</param>
public sealed record EpochResult(
    int Epoch, double Loss, double? Accuracy, double? ValidationLoss, double? ValidationAccuracy, double Seconds, double ImagesPerSecond)
{
    /// <summary>The learning rate of its last step.</summary>
    public float LearningRate { get; init; }

    /// <summary>Share of the time of its steps, validation left out, in which training waited for samples to be read and augmented, 0..1. Where it is large, <see cref="FitOptions.ReaderThreads"/> may be raised.</summary>
    public double WaitingShare { get; init; }

    /// <summary>Time of the validation, in seconds; 0 where there was none.</summary>
    public double ValidationSeconds { get; init; }
}
