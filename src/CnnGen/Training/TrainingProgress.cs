namespace CnnGen;

/// <summary>Where training stands after a step.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">All epochs.</param>
/// <param name="Step">Steps taken in this epoch.</param>
/// <param name="Steps">Steps of an epoch.</param>
/// <param name="Loss">Mean loss over the samples of this epoch so far.</param>
/// <param name="Accuracy">Share of right answers in this epoch so far, 0..1; null where the loss is one of regression.</param>
/// <param name="ImagesPerSecond">Samples trained on per second in this epoch so far.</param>
/// <param name="EpochTimeLeft">Time that the rest of this epoch's steps takes at that pace, without validation.</param>
/// <param name="TimeLeft">Time that the rest of the training takes at the pace since its start, validations included.</param>
public readonly record struct TrainingProgress(
    int Epoch, int Epochs, int Step, int Steps, double Loss, double? Accuracy, double ImagesPerSecond, TimeSpan EpochTimeLeft, TimeSpan TimeLeft)
{
    /// <summary>The learning rate of the step.</summary>
    public float LearningRate { get; init; }
}
