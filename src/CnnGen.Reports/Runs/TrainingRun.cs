using System.Diagnostics;

namespace CnnGen.Reports;

/// <summary>
/// A training with a folder: it can be looked at while it runs, stopped, and gone on with. The folder holds <c>config.json</c> (<see cref="TrainingConfig"/>), <c>history.csv</c>
/// (written anew after every epoch), <c>checkpoint</c> (<see cref="CheckpointOptions"/>), <c>report.html</c> with its pictures (<see cref="TrainingReport"/>; written anew after epochs,
/// at most every half minute) and, once training has ended, <c>model.safetensors</c>. Every file is written beside its place and then renamed into it.
/// </summary>
/// <example><code>
/// var run = new TrainingRun("runs/plain", model, train, validation, new FitOptions { Epochs = 20 });
/// ReportedRun result = run.Resume();   // begins, or goes on where it was stopped
/// </code></example>
public sealed class TrainingRun
{
    private const string ConfigName = "config.json";
    private const string HistoryName = "history.csv";
    private const string CheckpointName = "checkpoint";
    private const string ModelName = "model.safetensors";

    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(30);

    private readonly CompiledModel _model;
    private readonly IDataset _train;
    private readonly IDataset? _validation;
    private readonly FitOptions _options;

    /// <summary>Describes a run; nothing is written yet.</summary>
    /// <param name="folder">Its folder, made where it is missing.</param>
    /// <param name="model">The model, with the weights that training starts with.</param>
    /// <param name="train">Training samples.</param>
    /// <param name="validation">Validation samples, or null.</param>
    /// <param name="options">How to train. The checkpoint is the run's own.</param>
    /// <exception cref="ArgumentException">The options have a checkpoint.</exception>
    public TrainingRun(string folder, CompiledModel model, IDataset train, IDataset? validation, FitOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Checkpoint is not null) throw new ArgumentException($"A run keeps its checkpoint in its own folder: leave {nameof(FitOptions.Checkpoint)} unset; there is {nameof(CheckpointEverySteps)}.", nameof(options));
        (Folder, _model, _train, _validation, _options) = (folder, model, train, validation, options);
        Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) is { Length: > 0 } last ? last : folder;
    }

    /// <summary>Where the run keeps its files.</summary>
    public string Folder { get; }

    /// <summary>Its name in reports; that of the folder unless set.</summary>
    public string Name { get; init; }

    /// <summary>What it has in common with runs that only chance tells apart; see <see cref="ReportedRun.Group"/>.</summary>
    public string? Group { get; init; }

    /// <summary>What else <c>config.json</c> and the report should say, such as the command to run it again, by name.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = new Dictionary<string, string>();

    /// <summary>Steps from one checkpoint to the next, besides those at the ends of epochs; null for none.</summary>
    public int? CheckpointEverySteps { get; init; }

    /// <summary>Whether the first Ctrl-C (or SIGTERM) stops the run after the step under way, with everything saved; the second ends the process as usual.</summary>
    public bool StopsOnInterrupt { get; init; } = true;

    /// <summary>Whether <see cref="Run"/> may replace a run that the folder holds.</summary>
    public bool Replaces { get; init; }

    /// <summary>Whether a folder holds a run, ended or not.</summary>
    /// <param name="folder">The folder; it may be missing.</param>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, ConfigName)) || File.Exists(Path.Combine(folder, CheckpointName));

    /// <summary>Trains from the beginning.</summary>
    /// <returns>What was trained; a report of several runs takes it.</returns>
    /// <exception cref="InvalidOperationException">The folder holds a run already, and <see cref="Replaces"/> is not set.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped, by the token of the options or by a signal. Everything is saved, and the message says where it stands; before the first epoch there is nothing to save.</exception>
    /// <exception cref="TrainingDivergedException">As <see cref="CompiledModel.Fit"/>; the report tells of it.</exception>
    /// <exception cref="ArgumentException">As <see cref="CompiledModel.Fit"/>.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public ReportedRun Run()
    {
        if (!Replaces && IsIn(Folder))
        {
            throw new InvalidOperationException($"{Folder} holds a run already: resume it, or begin another in another folder.");
        }

        return Train(resume: false);
    }

    /// <summary>
    /// Goes on where the run was stopped, to the same bits as if it had never been; begins it where the folder holds none. A run that had ended already is not trained further:
    /// the model gets its weights, and the report is written anew.
    /// </summary>
    /// <returns>What was trained, earlier epochs included; a report of several runs takes it.</returns>
    /// <exception cref="ArgumentException">The run was begun with other settings: the message names what differs, with both values. Nothing has been changed. Otherwise as <see cref="CompiledModel.Fit"/>.</exception>
    /// <exception cref="InvalidDataException">A file of the run is damaged or missing; the message names it.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped again; as <see cref="Run"/>.</exception>
    /// <exception cref="TrainingDivergedException">As <see cref="CompiledModel.Fit"/>; the report tells of it.</exception>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    public ReportedRun Resume()
    {
        if (File.Exists(PathOf(ConfigName)))
        {
            IReadOnlyList<string> differences = TrainingConfig.Load(PathOf(ConfigName)).DifferencesFrom(Describe());
            if (differences.Count > 0) throw new ArgumentException($"{PathOf(ConfigName)}: the run was begun with other settings: {string.Join("; ", differences)}. Give those that it was begun with, or begin another in another folder.");
        }
        else if (File.Exists(PathOf(CheckpointName)))
        {
            throw new InvalidDataException($"{PathOf(ConfigName)} is missing, which says what the checkpoint beside it was begun with.");
        }

        return Train(resume: true);
    }

    private ReportedRun Train(bool resume)
    {
        Directory.CreateDirectory(Folder);
        TrainingConfig config = Describe();
        long reported = Stopwatch.GetTimestamp();
        bool isNew = !resume || !File.Exists(PathOf(ConfigName));
        var recorder = new RunRecorder(_options.Observer, begun: () => Begin(config, isNew), epochEnded: history =>
        {
            history.SaveCsv(PathOf(HistoryName));
            if (Stopwatch.GetElapsedTime(reported) < ReportInterval) return;
            WriteReport(Unmeasured(config, history) with { Status = $"Training goes on: this is how it stood after epoch {history.Epochs.Count}." });
            reported = Stopwatch.GetTimestamp();
        });

        using Interrupt? interrupt = StopsOnInterrupt ? new Interrupt(_options.CancellationToken) : null;
        FitOptions options = _options with
        {
            Observer = recorder,
            CancellationToken = interrupt?.Token ?? _options.CancellationToken,
            Checkpoint = new CheckpointOptions(PathOf(CheckpointName)) { Resume = resume, EverySteps = CheckpointEverySteps },
        };
        try
        {
            History history = _model.Fit(_train, _validation, options);
            _model.Save(PathOf(ModelName));
            ReportedRun run = Unmeasured(config, history).Measured(_model, _options, _validation);
            WriteReport(run);
            return run;
        }
        catch (OperationCanceledException cancelled) when (recorder.HasBegun && options.CancellationToken.IsCancellationRequested)
        {
            string place = Place(recorder);
            WriteReport(Unmeasured(config, recorder.History) with { Status = $"Stopped {place}; it can be resumed." });
            throw new OperationCanceledException($"Stopped {place}. {Folder} holds everything to go on from there.", cancelled, cancelled.CancellationToken);
        }
        catch (TrainingDivergedException diverged)
        {
            WriteReport(Unmeasured(config, recorder.History) with { Status = diverged.Message });
            throw;
        }
        catch when (isNew && recorder.HasBegun && !recorder.HasStepped)
        {
            File.Delete(PathOf(ConfigName)); // it was no run yet
            throw;
        }
    }

    /// <summary>Says that the folder holds this run, and no longer another one.</summary>
    private void Begin(TrainingConfig config, bool isNew)
    {
        if (isNew)
        {
            foreach (string name in new[] { CheckpointName, HistoryName, ModelName }) File.Delete(PathOf(name));
        }

        config.Save(PathOf(ConfigName));
    }

    private static string Place(RunRecorder recorder)
    {
        int ended = recorder.History.Epochs.Count;
        return recorder.Progress is { } progress ? $"in epoch {progress.Epoch} after step {progress.Step} of {progress.Steps}"
            : ended == 0 ? "before the first step"
            : $"after epoch {ended}";
    }

    private TrainingConfig Describe() => TrainingConfig.Of(_model, _train, _validation, _options) with { Notes = Notes };

    private ReportedRun Unmeasured(TrainingConfig config, History history) => ReportedRun.Unmeasured(Name, config, _model, history, _options, _train) with { Group = Group };

    private void WriteReport(ReportedRun run) => TrainingReport.Write(Folder, $"{_model.Info.Name}: {Name}", [run]);

    private string PathOf(string name) => Path.Combine(Folder, name);
}
