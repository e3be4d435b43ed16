using System.Diagnostics;

namespace CnnGen;

/// <summary>The epochs and steps of <see cref="CompiledModel.Fit"/>.</summary>
internal sealed class TrainingLoop
{
    private readonly CompiledModel _model;
    private readonly IDataset _train;
    private readonly IDataset? _validation;
    private readonly FitOptions _options;
    private readonly Optimizer _optimizer;
    private readonly Loss _loss;
    private readonly SampleWeighting? _weights;
    private readonly int _steps;
    private readonly WeightAverage? _average;
    private readonly BestWeights? _best;
    private readonly Checkpointer? _checkpointer;
    private readonly WeightSnapshot _good;
    private readonly List<EpochResult> _epochs = [];
    private readonly List<TrainingWarning> _warnings = [];
    private readonly long _resumedAt;
    private readonly long _started;
    private RunningTotals _totals;
    private int _step;
    private long _epochStart;
    private double _secondsWaited;
    private bool _isStopped;

    /// <summary>Gets ready, and brings the model to where its checkpoint was written where it is to go on from one.</summary>
    public TrainingLoop(CompiledModel model, IDataset train, IDataset? validation, FitOptions options)
    {
        (_model, _train, _validation, _options) = (model, train, validation, options);
        _optimizer = options.Optimizer ?? new Adam();
        _loss = Loss.For(model.Info.Loss, model.Info.LossFromLogits, model.Info.Output.Channels, options.LabelSmoothing);
        _steps = options.StepsPerEpoch ?? BatchPrefetcher.BatchesPerPass(train.Count, options.BatchSize);
        if (options.ClassWeights is not null || options.SampleWeights is not null) _weights = new SampleWeighting(options.ClassWeights, options.SampleWeights, model.Info.Output);
        _average = options.AverageDecay is { } decay ? new WeightAverage(model.Parameters, decay) : null;
        _best = options.MonitorOfBest is { } monitor ? new BestWeights(model.Parameters, monitor) : null;
        if (options.Checkpoint is { } checkpoint)
        {
            var setup = new CheckpointSetup(
                options.Seed, options.Shuffle, options.BatchSize, _steps, train.Count, options.LabelSmoothing, _optimizer.Description, options.Schedule?.Description, options.AverageDecay, _best is not null, _weights?.Fingerprint, (options.Augmentation ?? new Augmentation()).Describe());
            _checkpointer = new Checkpointer(checkpoint, model, _optimizer, _average, _best, setup);
        }

        CheckpointState? state = _checkpointer?.Resume();
        if (!model.IsPreprocessingFitted) model.FitFigures(train, nameof(train), options.CancellationToken);
        _started = _epochStart = Stopwatch.GetTimestamp(); // steps are foretold by the time of steps: fitting is none
        if (state is not null) GoOnFrom(state);
        _resumedAt = StepsDone;
        _good = new WeightSnapshot(model.Parameters);
    }

    /// <summary>Steps taken since the start of the training.</summary>
    private long StepsDone => ((long)_epochs.Count * _steps) + _step;

    private double EpochSeconds => Stopwatch.GetElapsedTime(_epochStart).TotalSeconds;

    private bool IsOver => _isStopped || _epochs.Count >= _options.Epochs || _options.EarlyStopping?.IsDue(_epochs) == true;

    /// <summary>Trains.</summary>
    /// <exception cref="TrainingDivergedException">Loss or weights are no longer finite.</exception>
    public History Run()
    {
        Augmenter? augmenter = _options.Augmentation is { } augmentation ? new Augmenter(augmentation, _options.Seed) : null;
        using var batches = new BatchPrefetcher(
            _train, _options.BatchSize, _model.Info.Output.Length, _options.Shuffle ? _options.Seed : null, total: (long)_options.Epochs * _steps, start: StepsDone, augmenter, _options.ReaderThreads);
        if (_resumedAt > 0) _options.Observer?.Resumed(new History([.. _epochs]) { Warnings = [.. _warnings] });
        try
        {
            while (!IsOver) RunEpoch(batches);
        }
        catch (OperationCanceledException) when (_options.CancellationToken.IsCancellationRequested)
        {
            if (StepsDone > _resumedAt && PixelRange.AllFinite(_model.Parameters.All)) WriteCheckpoint(); // before a step there is nothing to save, and the file may be another training's
            throw;
        }

        if (_best?.Restore() != true) _average?.Swap();
        return new History(_epochs) { Warnings = _warnings };
    }

    private void GoOnFrom(CheckpointState state)
    {
        _epochs.AddRange(state.Epochs);
        _warnings.AddRange(state.Warnings);
        (_step, _totals, _secondsWaited) = (state.Step, new RunningTotals(state.Totals), state.SecondsWaited);
        _epochStart -= (long)(state.EpochSeconds * Stopwatch.Frequency);
    }

    private void RunEpoch(BatchPrefetcher batches)
    {
        if (_step == 0) _epochStart = Stopwatch.GetTimestamp();
        int epoch = _epochs.Count + 1;
        _options.Observer?.EpochStarted(epoch);
        while (_step < _steps && !_isStopped) RunStep(epoch, batches);

        double trainingSeconds = EpochSeconds;
        if (!PixelRange.AllFinite(_model.Parameters.All)) throw Diverged(epoch, _step, _totals.Loss);
        bool isCutShort = _step < _steps; // its checkpoint is that of its last step, from which it goes on in full
        EpochResult result = MeasureEpoch(epoch, trainingSeconds);
        _good.Take();
        _epochs.Add(result);
        (_step, _totals, _secondsWaited) = (0, default, 0);
        if (_weights is null && epoch == _options.WarnNotLearningAfter && TrainingWarning.WhereNotLearning(result, _model.Info) is { } warning)
        {
            _warnings.Add(warning);
            _options.Observer?.Warned(warning);
        }

        _options.Observer?.EpochCompleted(result);
        _isStopped |= _options.Observer?.StopRequested == true;
        if (!isCutShort && (_checkpointer?.IsDueAfterEpoch(epoch) == true || IsOver)) WriteCheckpoint();
    }

    private void RunStep(int epoch, BatchPrefetcher batches)
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        long asked = Stopwatch.GetTimestamp();
        Batch batch = batches.Next(_options.CancellationToken);
        _secondsWaited += Stopwatch.GetElapsedTime(asked).TotalSeconds;
        bool isFirst = StepsDone == _resumedAt;
        if (_model.ChecksPixels) PixelRange.Check(batch, _train, _model.PixelLimits, isFirst, "train");
        if (isFirst && _options.Augmentation?.CutsPixels == true) PixelRange.CheckUncut(batch, _train, "train");
        if (_options.Schedule is { } schedule) _optimizer.LearningRate = schedule.RateAt(new SchedulePosition(StepsDone, _steps, _options.Epochs), _epochs);
        StepResult result = _model.TrainStep(batch.Pixels, batch.Targets, _weights is null ? default : _weights.Of(batch), _optimizer, _loss);
        if (!double.IsFinite(result.Loss)) throw Diverged(epoch, _step + 1, result.Loss);
        _step++;
        _average?.Add();
        _totals.Add(result.Loss, result.Correct, result.Count, batch.Count);
        _options.Observer?.StepCompleted(Progress(epoch));
        _isStopped = _options.Observer?.StopRequested == true;
        if (_checkpointer is null || !(_checkpointer.IsDueAfterStep(StepsDone) || _isStopped)) return;
        if (!PixelRange.AllFinite(_model.Parameters.All)) throw Diverged(epoch, _step, result.Loss);
        WriteCheckpoint();
    }

    private void WriteCheckpoint() => _checkpointer?.Write(_step, _step == 0 ? 0 : EpochSeconds, _secondsWaited, _totals, _epochs, _warnings);

    /// <summary>Validation, with the averaged weights where there are any; they are also those that the best are chosen from.</summary>
    private EpochResult MeasureEpoch(int epoch, double trainingSeconds)
    {
        _average?.Swap();
        try
        {
            Evaluation? evaluation = _validation is null ? null : _model.Measure(_validation, "validation", _options.CancellationToken);
            double seconds = EpochSeconds;
            var result = new EpochResult(
                epoch, _totals.Loss, _totals.Accuracy, evaluation?.Loss, evaluation?.Accuracy, seconds, _totals.Samples / trainingSeconds)
            {
                LearningRate = _optimizer.LearningRate,
                WaitingShare = _secondsWaited / trainingSeconds,
                ValidationSeconds = evaluation is null ? 0 : seconds - trainingSeconds,
            };
            _best?.Consider(result);
            return result;
        }
        finally
        {
            _average?.Swap();
        }
    }

    private TrainingProgress Progress(int epoch)
    {
        double seconds = EpochSeconds;
        long stepsLeft = ((long)_options.Epochs * _steps) - StepsDone;
        return new TrainingProgress(
            epoch, _options.Epochs, _step, _steps, _totals.Loss, _totals.Accuracy, _totals.Samples / seconds,
            EpochTimeLeft: TimeSpan.FromSeconds(seconds / _step * (_steps - _step)),
            TimeLeft: TimeSpan.FromSeconds(Stopwatch.GetElapsedTime(_started).TotalSeconds / (StepsDone - _resumedAt) * stepsLeft))
        {
            LearningRate = _optimizer.LearningRate,
        };
    }

    private TrainingDivergedException Diverged(int epoch, int step, double loss)
    {
        _good.Restore();
        _optimizer.Reset(); // its running means have seen what made the loss or the weights overflow
        bool isSinceResuming = _resumedAt > 0 && _epochs.Count == _resumedAt / _steps;
        return isSinceResuming
            ? new TrainingDivergedException(epoch, step, loss, "of the checkpoint that training went on from")
            : new TrainingDivergedException(epoch, step, loss);
    }
}
