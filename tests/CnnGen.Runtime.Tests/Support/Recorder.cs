namespace CnnGen.Runtime.Tests;

/// <summary>An observer that keeps what it is told.</summary>
internal sealed class Recorder : ITrainingObserver
{
    public List<TrainingProgress> Steps { get; } = [];

    public List<EpochResult> Epochs { get; } = [];

    public Action<EpochResult>? OnEpoch { get; init; }

    public Action<TrainingProgress>? OnStep { get; init; }

    public List<TrainingWarning> Warnings { get; } = [];

    public List<History> Resumptions { get; } = [];

    public bool StopRequested { get; set; }

    public void Resumed(History history) => Resumptions.Add(history);

    public void Warned(TrainingWarning warning) => Warnings.Add(warning);

    public void StepCompleted(in TrainingProgress progress)
    {
        Steps.Add(progress);
        OnStep?.Invoke(progress);
    }

    public void EpochCompleted(EpochResult result)
    {
        Epochs.Add(result);
        OnEpoch?.Invoke(result);
    }
}
