namespace CnnGen.Reports;

/// <summary>Writes down how a run goes, for whoever looks into its folder, and passes all that it is told on to another observer.</summary>
/// <param name="other">The other observer, or null.</param>
/// <param name="begun">Is called once, after the first step, or as training goes on from a checkpoint: data and options have proved right then, and nothing of this run has been written.</param>
/// <param name="epochSaved">Is called with all epochs so far where training goes on after one of them; the checkpoint after that is there.</param>
internal sealed class RunRecorder(ITrainingObserver? other, Action begun, Action<History> epochSaved) : ITrainingObserver
{
    private readonly List<EpochResult> _epochs = [];
    private readonly List<TrainingWarning> _warnings = [];
    private TrainingProgress? _progress;
    private bool _hasStepped;
    private bool _isUnsaved;

    /// <summary>The epochs that have ended, in earlier processes too, and what was warned of.</summary>
    public History History => new([.. _epochs]) { Warnings = [.. _warnings] };

    /// <summary>Whether a step has been taken, in an earlier process too.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Where training stands, such as <c>in epoch 2 after step 5 of 10</c>.</summary>
    public string Place =>
        _progress is { } progress ? $"in epoch {progress.Epoch} after step {progress.Step} of {progress.Steps}"
        : _hasStepped ? $"after epoch {_epochs.Count}"
        : HasBegun ? "before another step"
        : "before the first step";

    public bool StopRequested => other?.StopRequested == true;

    public void Resumed(History history)
    {
        Begin();
        _epochs.AddRange(history.Epochs);
        _warnings.AddRange(history.Warnings);
        epochSaved(History);
        other?.Resumed(history);
    }

    public void EpochStarted(int epoch)
    {
        _progress = null;
        if (_isUnsaved) epochSaved(History);
        _isUnsaved = false;
        other?.EpochStarted(epoch);
    }

    public void StepCompleted(in TrainingProgress progress)
    {
        Begin();
        _hasStepped = true;
        _progress = progress;
        other?.StepCompleted(progress);
    }

    public void Warned(TrainingWarning warning)
    {
        _warnings.Add(warning);
        other?.Warned(warning);
    }

    /// <summary>The checkpoint after the epoch is written when this has been told: what goes wrong with other files waits until the epoch is safe.</summary>
    public void EpochCompleted(EpochResult result)
    {
        _progress = null;
        _isUnsaved = true;
        _epochs.Add(result);
        other?.EpochCompleted(result);
    }

    private void Begin()
    {
        if (HasBegun) return;
        begun();
        HasBegun = true;
    }
}
