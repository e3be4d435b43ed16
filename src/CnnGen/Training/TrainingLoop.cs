using System.Diagnostics;

namespace CnnGen;

/// <summary>The epochs and steps of <see cref="CompiledModel.Fit"/>.</summary>
internal sealed class TrainingLoop(CompiledModel model, IDataset train, IDataset? validation, FitOptions options)
{
    private readonly Optimizer _optimizer = options.Optimizer ?? new Adam();
    private readonly Loss _loss = Loss.For(model.Info.Loss, model.Info.LossFromLogits, model.Info.Output.Channels, options.LabelSmoothing);
    private readonly int _steps = options.StepsPerEpoch ?? BatchPrefetcher.BatchesPerPass(train.Count, options.BatchSize);
    private readonly WeightSnapshot _good = new(model.Parameters);
    private long _started;

    /// <summary>Trains.</summary>
    /// <exception cref="TrainingDivergedException">Loss or weights are no longer finite.</exception>
    public History Run()
    {
        var epochs = new List<EpochResult>(options.Epochs);
        WeightSnapshot? best = options.RestoreBestWeights ? new WeightSnapshot(model.Parameters) : null;
        double lowest = double.PositiveInfinity;
        using var batches = new BatchPrefetcher(train, options.BatchSize, model.Info.Output.Length, options.Shuffle ? options.Seed : null, (long)options.Epochs * _steps);
        _started = Stopwatch.GetTimestamp();
        for (int epoch = 1; epoch <= options.Epochs; epoch++)
        {
            EpochResult result = RunEpoch(epoch, batches);
            epochs.Add(result);
            if (best is not null && result.ValidationLoss < lowest)
            {
                lowest = result.ValidationLoss.Value;
                best.Take();
            }

            options.Observer?.EpochCompleted(result);
        }

        if (double.IsFinite(lowest)) best?.Restore();
        return new History(epochs);
    }

    private EpochResult RunEpoch(int epoch, BatchPrefetcher batches)
    {
        long start = Stopwatch.GetTimestamp();
        var totals = default(RunningTotals);
        for (int step = 1; step <= _steps; step++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            Batch batch = batches.Next(options.CancellationToken);
            StepResult result = model.TrainStep(batch.Pixels, batch.Targets, _optimizer, _loss);
            if (!double.IsFinite(result.Loss)) throw Diverged(epoch, step, result.Loss);
            totals.Add(result.Loss, result.Correct, result.Count, batch.Count);
            options.Observer?.StepCompleted(Progress(epoch, step, totals, Stopwatch.GetElapsedTime(start).TotalSeconds));
        }

        double trainingSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (!AllFinite(model.Parameters.All)) throw Diverged(epoch, _steps, totals.Loss);
        _good.Take();
        Evaluation? evaluation = validation is null ? null : model.Measure(validation, options.CancellationToken);
        return new EpochResult(
            epoch, totals.Loss, totals.Accuracy, evaluation?.Loss, evaluation?.Accuracy, Stopwatch.GetElapsedTime(start).TotalSeconds, totals.Samples / trainingSeconds);
    }

    private TrainingProgress Progress(int epoch, int step, in RunningTotals totals, double epochSeconds)
    {
        double stepsDone = ((double)(epoch - 1) * _steps) + step;
        double stepsLeft = ((double)options.Epochs * _steps) - stepsDone;
        return new TrainingProgress(
            epoch, options.Epochs, step, _steps, totals.Loss, totals.Accuracy, totals.Samples / epochSeconds,
            EpochTimeLeft: TimeSpan.FromSeconds(epochSeconds / step * (_steps - step)),
            TimeLeft: TimeSpan.FromSeconds(Stopwatch.GetElapsedTime(_started).TotalSeconds / stepsDone * stepsLeft));
    }

    private TrainingDivergedException Diverged(int epoch, int step, double loss)
    {
        _good.Restore();
        _optimizer.Reset(); // its running means have seen what made the loss or the weights overflow
        return new TrainingDivergedException(epoch, step, loss);
    }

    private static bool AllFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value)) return false;
        }

        return true;
    }
}
