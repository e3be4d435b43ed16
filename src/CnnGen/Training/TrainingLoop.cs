using System.Diagnostics;

namespace CnnGen;

/// <summary>The epochs and steps of <see cref="CompiledModel.Fit"/>.</summary>
internal sealed class TrainingLoop(CompiledModel model, IDataset train, IDataset? validation, FitOptions options)
{
    private readonly Optimizer _optimizer = options.Optimizer ?? new Adam();
    private readonly Loss _loss = Loss.For(model.Info.Loss, model.Info.LossFromLogits, model.Info.Output.Channels, options.LabelSmoothing);
    private readonly int _steps = options.StepsPerEpoch ?? BatchPrefetcher.BatchesPerPass(train.Count, options.BatchSize);
    private readonly WeightSnapshot _good = new(model.Parameters);
    private readonly WeightAverage? _average = options.AverageDecay is { } decay ? new WeightAverage(model.Parameters, decay) : null;
    private readonly BestWeights? _best = KeepsBest(options) ? new BestWeights(model.Parameters, options.EarlyStopping?.Monitor ?? MonitoredQuantity.ValidationLoss) : null;
    private readonly List<EpochResult> _epochs = [];
    private readonly List<TrainingWarning> _warnings = [];
    private RunningTotals _totals;
    private bool _isStopped;
    private long _started;

    /// <summary>Trains.</summary>
    /// <exception cref="TrainingDivergedException">Loss or weights are no longer finite.</exception>
    public History Run()
    {
        using var batches = new BatchPrefetcher(train, options.BatchSize, model.Info.Output.Length, options.Shuffle ? options.Seed : null, (long)options.Epochs * _steps);
        _started = Stopwatch.GetTimestamp();
        while (_epochs.Count < options.Epochs && !_isStopped && options.EarlyStopping?.IsDue(_epochs) != true) RunEpoch(_epochs.Count + 1, batches);
        if (_best?.Restore() != true) _average?.Swap();
        return new History(_epochs) { Warnings = _warnings };
    }

    private static bool KeepsBest(FitOptions options) => options.RestoreBestWeights || options.EarlyStopping is { RestoreBestWeights: true };

    private void RunEpoch(int epoch, BatchPrefetcher batches)
    {
        long start = Stopwatch.GetTimestamp();
        _totals = default;
        options.Observer?.EpochStarted(epoch);
        for (int step = 1; step <= _steps && !_isStopped; step++) RunStep(epoch, step, start, batches);

        double trainingSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (!PixelRange.AllFinite(model.Parameters.All)) throw Diverged(epoch, _steps, _totals.Loss);
        _good.Take();
        EpochResult result = MeasureEpoch(epoch, start, trainingSeconds);
        _epochs.Add(result);
        if (epoch == options.WarnNotLearningAfter && TrainingWarning.WhereNotLearning(result, model.Info) is { } warning)
        {
            _warnings.Add(warning);
            options.Observer?.Warned(warning);
        }

        options.Observer?.EpochCompleted(result);
        _isStopped |= options.Observer?.StopRequested == true;
    }

    private void RunStep(int epoch, int step, long epochStart, BatchPrefetcher batches)
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        Batch batch = batches.Next(options.CancellationToken);
        if (options.Schedule is { } schedule) _optimizer.LearningRate = schedule.RateAt(new SchedulePosition(((long)(epoch - 1) * _steps) + step - 1, _steps, options.Epochs), _epochs);
        StepResult result = model.TrainStep(batch.Pixels, batch.Targets, _optimizer, _loss);
        if (!double.IsFinite(result.Loss)) throw Diverged(epoch, step, result.Loss);
        _average?.Add();
        _totals.Add(result.Loss, result.Correct, result.Count, batch.Count);
        options.Observer?.StepCompleted(Progress(epoch, step, Stopwatch.GetElapsedTime(epochStart).TotalSeconds));
        _isStopped = options.Observer?.StopRequested == true;
    }

    /// <summary>Validation, with the averaged weights where there are any; they are also those that the best are chosen from.</summary>
    private EpochResult MeasureEpoch(int epoch, long start, double trainingSeconds)
    {
        _average?.Swap();
        try
        {
            Evaluation? evaluation = validation is null ? null : model.Measure(validation, options.CancellationToken);
            var result = new EpochResult(
                epoch, _totals.Loss, _totals.Accuracy, evaluation?.Loss, evaluation?.Accuracy, Stopwatch.GetElapsedTime(start).TotalSeconds, _totals.Samples / trainingSeconds)
            {
                LearningRate = _optimizer.LearningRate,
            };
            _best?.Consider(result);
            return result;
        }
        finally
        {
            _average?.Swap();
        }
    }

    private TrainingProgress Progress(int epoch, int step, double epochSeconds)
    {
        double stepsDone = ((double)(epoch - 1) * _steps) + step;
        double stepsLeft = ((double)options.Epochs * _steps) - stepsDone;
        return new TrainingProgress(
            epoch, options.Epochs, step, _steps, _totals.Loss, _totals.Accuracy, _totals.Samples / epochSeconds,
            EpochTimeLeft: TimeSpan.FromSeconds(epochSeconds / step * (_steps - step)),
            TimeLeft: TimeSpan.FromSeconds(Stopwatch.GetElapsedTime(_started).TotalSeconds / stepsDone * stepsLeft))
        {
            LearningRate = _optimizer.LearningRate,
        };
    }

    private TrainingDivergedException Diverged(int epoch, int step, double loss)
    {
        _good.Restore();
        _optimizer.Reset(); // its running means have seen what made the loss or the weights overflow
        return new TrainingDivergedException(epoch, step, loss);
    }
}
