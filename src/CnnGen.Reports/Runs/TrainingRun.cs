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
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(30);

    private readonly CompiledModel _model;
    private readonly IDataset _train;
    private readonly IDataset? _validation;
    private readonly FitOptions _options;
    private readonly RunFolder _files;

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
        (Folder, _model, _train, _validation, _options, _files) = (folder, model, train, validation, options, new RunFolder(folder));
        Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) is { Length: > 0 } last ? last : folder;
    }

    /// <summary>Where the run keeps its files.</summary>
    public string Folder { get; }

    /// <summary>Its name in reports; that of the folder unless set.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public string Name
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value);
            field = value;
        }
    }

    /// <summary>What it has in common with runs that only chance tells apart; see <see cref="ReportedRun.Group"/>.</summary>
    public string? Group { get; init; }

    /// <summary>What else <c>config.json</c> and the report should say, such as the command to run it again, by name.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = new Dictionary<string, string>();

    /// <summary>Steps from one checkpoint to the next, besides those at the ends of epochs; null for none.</summary>
    public int? CheckpointEverySteps { get; init; }

    /// <summary>Whether <see cref="Resume"/> refuses a checkpoint of another instruction set or version of the library, whose training would go on to other last bits.</summary>
    public bool Exact { get; init; } = true;

    /// <summary>Whether the first Ctrl-C (or SIGTERM) stops the run after the step under way, with everything saved; the second ends the process as usual.</summary>
    public bool StopsOnInterrupt { get; init; } = true;

    /// <summary>Whether <see cref="Run"/> may replace a run that the folder holds.</summary>
    public bool Replaces { get; init; }

    /// <summary>Whether a folder holds a run, ended or not, or a file under the name of one of a run's: <c>config.json</c>, <c>checkpoint</c>, <c>history.csv</c> or <c>model.safetensors</c>.</summary>
    /// <param name="folder">The folder; it may be missing.</param>
    public static bool IsIn(string folder) => new RunFolder(folder).HoldsRun;

    /// <summary>Trains from the beginning. What the folder held is left alone until the first step has been taken.</summary>
    /// <returns>What was trained; a report of several runs takes it.</returns>
    /// <exception cref="InvalidOperationException">The folder holds a run already, and <see cref="Replaces"/> is not set.</exception>
    /// <exception cref="OperationCanceledException">
    /// The run was stopped, by the token of the options or by a signal. The message says where it stands, and everything is saved; before the first step there is nothing to save.
    /// Also thrown where training had ended by then: a program is to stop, not to begin what comes next.
    /// </exception>
    /// <exception cref="TrainingDivergedException">As <see cref="CompiledModel.Fit"/>; after the first step the report tells of it.</exception>
    /// <exception cref="ArgumentException">As <see cref="CompiledModel.Fit"/>.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public ReportedRun Run()
    {
        if (!Replaces && _files.HoldsRun)
        {
            throw new InvalidOperationException($"{Folder} holds a run already: resume it, or begin another in another folder.");
        }

        return Train(Describe(), resume: false);
    }

    /// <summary>
    /// Goes on where the run was stopped, to the same bits as if it had never been; begins it where the folder holds none. A run that had ended already is not trained further:
    /// the model gets its weights, and the report is written anew.
    /// </summary>
    /// <returns>What was trained, earlier epochs included; a report of several runs takes it.</returns>
    /// <exception cref="ArgumentException">The run was begun with other settings: the message names what differs, with both values. Nothing has been changed. Otherwise as <see cref="CompiledModel.Fit"/>.</exception>
    /// <exception cref="InvalidDataException">A file of the run is damaged or missing; the message names it. Nothing has been changed.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped again; as <see cref="Run"/>.</exception>
    /// <exception cref="TrainingDivergedException">As <see cref="CompiledModel.Fit"/>; the report tells of it.</exception>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    public ReportedRun Resume()
    {
        TrainingConfig config = Describe();
        if (_files.HoldsRun)
        {
            IReadOnlyList<string> differences = _files.ReadConfig().DifferencesFrom(config);
            if (differences.Count > 0) throw new ArgumentException($"{_files.Config}: the run was begun with other settings: {string.Join("; ", differences)}. Give those that it was begun with, or begin another in another folder.");
        }

        return Train(config, resume: true);
    }

    private ReportedRun Train(TrainingConfig config, bool resume)
    {
        Directory.CreateDirectory(Folder);
        long reported = Stopwatch.GetTimestamp();
        bool isNew = !(resume && _files.HoldsRun);
        var recorder = new RunRecorder(_options.Observer, begun: () => _files.Begin(config, isNew), epochSaved: history =>
        {
            history.SaveCsv(_files.History);
            if (Stopwatch.GetElapsedTime(reported) < ReportInterval) return;
            WriteReport(Unmeasured(config, history, $"Training goes on: this is how it stood after epoch {history.Epochs.Count}."));
            reported = Stopwatch.GetTimestamp();
        });

        using Interrupt? interrupt = StopsOnInterrupt ? new Interrupt(_options.CancellationToken) : null;
        CancellationToken token = interrupt?.Token ?? _options.CancellationToken;
        FitOptions options = _options with
        {
            Observer = recorder,
            CancellationToken = token,
            Checkpoint = new CheckpointOptions(_files.Checkpoint) { Resume = resume, EverySteps = CheckpointEverySteps, Exact = Exact },
        };
        ReportedRun run;
        try
        {
            History history = _model.Fit(_train, _validation, options);
            history.SaveCsv(_files.History);
            _model.Save(_files.Model);
            run = Unmeasured(config, history).Measured(_model, _options, _validation);
            WriteReport(run);
        }
        catch (OperationCanceledException stopped) when (token.IsCancellationRequested)
        {
            if (!recorder.HasBegun) throw new OperationCanceledException($"Stopped {recorder.Place}. {Folder} is as it was.", stopped, token);
            TryWriteReport(config, recorder.History, $"Stopped {recorder.Place}; it can be resumed.");
            throw Stopped(recorder.Place, stopped, token);
        }
        catch (Exception error) when (recorder.HasBegun)
        {
            string status = error is TrainingDivergedException ? error.Message : $"Ended {recorder.Place} by an error, and can be resumed: {error.Message}";
            TryWriteReport(config, recorder.History, status);
            throw;
        }

        // A signal that came once training had ended is one all the same.
        return token.IsCancellationRequested ? throw Stopped("once training had ended", null, token) : run;
    }

    private OperationCanceledException Stopped(string place, OperationCanceledException? stopped, CancellationToken token) => new($"Stopped {place}. {Folder} holds everything to go on from there.", stopped, token);

    private TrainingConfig Describe() => TrainingConfig.Of(_model, _train, _validation, _options) with { Notes = Notes };

    private ReportedRun Unmeasured(TrainingConfig config, History history, string? status = null) =>
        ReportedRun.Unmeasured(Name, config, _model, history, _options, _train) with { Group = Group, Status = status };

    private void WriteReport(ReportedRun run) => TrainingReport.Write(Folder, $"{_model.Info.Name}: {Name}", [run]);

    /// <summary>Writes the report of a training that something has ended: that is to be told, and not what the report, which reads a sample too, may fail at.</summary>
    private void TryWriteReport(TrainingConfig config, History history, string status)
    {
        try
        {
            WriteReport(Unmeasured(config, history, status));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }
}
