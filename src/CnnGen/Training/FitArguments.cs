namespace CnnGen;

/// <summary>Checks what <see cref="CompiledModel.Fit"/> is given, before it begins.</summary>
internal static class FitArguments
{
    /// <exception cref="ArgumentException">An option is out of its range, or asks for what the network or the data do not have.</exception>
    public static void Check(FitOptions options, ModelInfo info, IDataset train, IDataset? validation)
    {
        CheckNumbers(options);
        if (options.ClassWeights is { } classWeights) CheckClassWeights(classWeights, info);
        if (options.SampleWeights is { } sampleWeights) CheckWeights(sampleWeights, nameof(FitOptions.SampleWeights), train.Count, "training samples");
        if (options.Augmentation is { } augmentation) CheckAugmentation(augmentation, options, info);
        if (options.RestoreBestWeights) CheckMonitor(options.MonitorOfBest!.Value, nameof(FitOptions.RestoreBestWeights), info, validation);
        if (options.EarlyStopping is { } stopping) CheckMonitor(stopping.Monitor, nameof(FitOptions.EarlyStopping), info, validation);
        if (options.Schedule?.Monitored is { } monitored) CheckMonitor(monitored, nameof(FitOptions.Schedule), info, validation);
    }

    private static void CheckNumbers(FitOptions options)
    {
        string? tooSmall =
            options.Epochs < 1 ? $"{nameof(FitOptions.Epochs)} is {options.Epochs}"
            : options.BatchSize < 1 ? $"{nameof(FitOptions.BatchSize)} is {options.BatchSize}"
            : options.StepsPerEpoch < 1 ? $"{nameof(FitOptions.StepsPerEpoch)} is {options.StepsPerEpoch}"
            : null;
        if (tooSmall is not null) throw new ArgumentException($"{tooSmall}; it has to be at least 1.", nameof(options));
        if (options.ReaderThreads is < 1 or > 1024) throw Wrong(FormattableString.Invariant($"{nameof(FitOptions.ReaderThreads)} is {options.ReaderThreads}; it lies in 1..1024"));
        if (options.WarnNotLearningAfter < 0) throw Wrong(FormattableString.Invariant($"{nameof(FitOptions.WarnNotLearningAfter)} is {options.WarnNotLearningAfter}; it is an epoch, or 0 for never"));
        if (options.AverageDecay is { } decay && !(decay >= 0 && decay < 1)) throw Wrong(FormattableString.Invariant($"{nameof(FitOptions.AverageDecay)} is {decay}; it lies in [0, 1)"));
    }

    private static void CheckClassWeights(IReadOnlyList<float> weights, ModelInfo info)
    {
        if (!Accuracy.AppliesTo(info.Loss)) throw Wrong($"{nameof(FitOptions.ClassWeights)} are given, but {info.Name} is trained on {info.Loss}, which has no classes");
        if (Accuracy.IsMultiLabel(info))
        {
            throw Wrong($"{nameof(FitOptions.ClassWeights)} are given, but each of the {info.Output.Channels} outputs of {info.Name} is a yes or no of its own");
        }

        CheckWeights(weights, nameof(FitOptions.ClassWeights), info.Output.Channels == 1 ? 2 : info.Output.Channels, "classes");
    }

    private static void CheckWeights(IReadOnlyList<float> weights, string option, int count, string what)
    {
        if (weights.Count != count) throw Wrong(FormattableString.Invariant($"{option} has {weights.Count} weights, but there are {count} {what}"));
        for (int i = 0; i < count; i++)
        {
            if (!(weights[i] >= 0 && float.IsFinite(weights[i]))) throw Wrong(FormattableString.Invariant($"{option} has {weights[i]} at {i}; weights are finite and not below 0"));
        }
    }

    private static void CheckAugmentation(Augmentation augmentation, FitOptions options, ModelInfo info)
    {
        augmentation.CheckShape(info.Input, nameof(options));
        if (options.SampleWeights is not null && augmentation.MixesBatches)
        {
            throw Wrong($"{nameof(FitOptions.SampleWeights)} are those of one sample each, but {nameof(Augmentation.MixUpAlpha)} and {nameof(Augmentation.CutMixAlpha)} make one of two");
        }

        if (info.Output.Height * info.Output.Width == 1) return;
        string? moved = augmentation.MovesPixels ? "moves pixels" : augmentation.CutMixAlpha > 0 ? $"exchanges boxes ({nameof(Augmentation.CutMixAlpha)})" : null;
        if (moved is not null) throw Wrong($"{nameof(FitOptions.Augmentation)} {moved}, but {info.Name} answers for each of {info.Output.Height} × {info.Output.Width} places, and the targets would stay where they are; colours, noise, erasing and {nameof(Augmentation.MixUpAlpha)} are possible");
    }

    private static void CheckMonitor(MonitoredQuantity monitor, string option, ModelInfo info, IDataset? validation)
    {
        if (monitor.NeedsValidation() && validation is null) throw Wrong($"{option} goes by the {monitor.Describe()}: give validation samples");
        if (monitor.NeedsAccuracy() && !Accuracy.AppliesTo(info.Loss)) throw Wrong($"{option} goes by the {monitor.Describe()}, but {info.Name} is trained on {info.Loss}, which has no right answers to count");
    }

    private static ArgumentException Wrong(string what, string option = "options") => new($"{what}.", option);
}
