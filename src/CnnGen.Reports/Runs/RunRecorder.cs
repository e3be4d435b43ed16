namespace CnnGen.Reports;

/// <summary>Writes down how a run goes, for whoever looks into its folder, and passes all that it is told on to another observer.</summary>
/// <param name="other">The other observer, or null.</param>
/// <param name="begun">Is called once before the first step.</param>
/// <param name="epochEnded">Is called with all epochs so far after each of them, and where training goes on.</param>
internal sealed class RunRecorder(ITrainingObserver? other, Action begun, Action<History> epochEnded) : ITrainingObserver
{
    private readonly List<EpochResult> _epochs = [];
    private readonly List<TrainingWarning> _warnings = [];

    /// <summary>The epochs that have ended, in earlier processes too, and what was warned of.</summary>
    public History History => new([.. _epochs]) { Warnings = [.. _warnings] };

    /// <summary>Where the epoch under way stands; null before its first step.</summary>
    public TrainingProgress? Progress { get; private set; }

    /// <summary>Whether the first epoch has begun: all arguments are right then, and what is fitted before training has been.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether a step has been taken, in an earlier process too.</summary>
    public bool HasStepped { get; private set; }

    public bool StopRequested => other?.StopRequested == true;

    public void Resumed(History history)
    {
        Begin();
        HasStepped = true;
        _epochs.AddRange(history.Epochs);
        _warnings.AddRange(history.Warnings);
        epochEnded(History);
        other?.Resumed(history);
    }

    public void EpochStarted(int epoch)
    {
        Begin();
        Progress = null;
        other?.EpochStarted(epoch);
    }

    public void StepCompleted(in TrainingProgress progress)
    {
        HasStepped = true;
        Progress = progress;
        other?.StepCompleted(progress);
    }

    public void Warned(TrainingWarning warning)
    {
        _warnings.Add(warning);
        other?.Warned(warning);
    }

    public void EpochCompleted(EpochResult result)
    {
        Progress = null;
        _epochs.Add(result);
        epochEnded(History);
        other?.EpochCompleted(result);
    }

    private void Begin()
    {
        if (HasBegun) return;
        HasBegun = true;
        begun();
    }
}
