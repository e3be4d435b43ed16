namespace CnnGen;

/// <summary>What a checkpoint holds besides tensors.</summary>
/// <param name="Version">Version of the library that wrote it.</param>
/// <param name="InstructionSet">The kernels that the training ran on.</param>
/// <param name="Setup">What the training was set up with.</param>
/// <param name="Step">Steps taken in the epoch after those of the history; as many as the epoch has where only its measuring is left.</param>
/// <param name="EpochSeconds">Time that these steps took.</param>
/// <param name="SecondsWaited">Time of it in which samples were waited for.</param>
/// <param name="Totals">Their sums.</param>
/// <param name="ModelSeed">What dropout is drawn from, with the step count.</param>
/// <param name="ModelStepCount">Steps that the model has taken, in earlier trainings too.</param>
/// <param name="OptimizerStepCount">Steps that the optimiser has taken.</param>
/// <param name="LearningRate">Its learning rate.</param>
/// <param name="AverageSteps">Steps that the averaged weights have seen; 0 where there are none.</param>
/// <param name="BestCost">The best figure so far, lower being better; infinite where there is none.</param>
/// <param name="Epochs">The epochs that have ended.</param>
/// <param name="Warnings">What was warned of.</param>
internal sealed record CheckpointState(
    string Version,
    InstructionSet InstructionSet,
    CheckpointSetup Setup,
    int Step,
    double EpochSeconds,
    double SecondsWaited,
    RunningSums Totals,
    int ModelSeed,
    long ModelStepCount,
    long OptimizerStepCount,
    float LearningRate,
    long AverageSteps,
    double BestCost,
    IReadOnlyList<EpochResult> Epochs,
    IReadOnlyList<TrainingWarning> Warnings)
{
    /// <summary>Says what makes no sense in a state that was read; null where all does.</summary>
    public string? FindFault() =>
        Epochs.Contains(null!) || Warnings.Contains(null!) ? "an epoch or a warning is missing from its history"
        : Epochs.Where((epoch, i) => epoch.Epoch != i + 1).Any() ? "the epochs of its history are not numbered one after the other"
        : Step < 0 || Step > Setup.StepsPerEpoch ? FormattableString.Invariant($"it stands after step {Step} of the {Setup.StepsPerEpoch} of an epoch")
        : Totals.Samples < 0 || Totals.Correct < 0 || Totals.Correct > Totals.Answers || (Totals.Samples > 0) != (Step > 0) ? "its sums over the epoch are not those of whole steps"
        : ModelStepCount < 0 || OptimizerStepCount < 0 || AverageSteps < 0 ? "a count of steps is below 0"
        : !(LearningRate >= 0 && float.IsFinite(LearningRate)) ? FormattableString.Invariant($"its learning rate is {LearningRate}")
        : !(EpochSeconds >= 0 && double.IsFinite(EpochSeconds)) ? FormattableString.Invariant($"its epoch has taken {EpochSeconds} seconds")
        : !(SecondsWaited >= 0 && double.IsFinite(SecondsWaited)) ? FormattableString.Invariant($"its epoch has waited {SecondsWaited} seconds")
        : double.IsNaN(BestCost) ? "its best figure is not a number"
        : null;
}

/// <summary>What has to be the same for a training to go on to the same bits, as far as it can be told.</summary>
internal sealed record CheckpointSetup(
    int Seed, bool Shuffle, int BatchSize, int StepsPerEpoch, int Samples, double LabelSmoothing, string Optimizer, string? Schedule, double? AverageDecay, bool KeepsBest, string? Weighting,
    IReadOnlyDictionary<string, string> Augmentation)
{
    /// <summary>The first thing that differs, as "name is x in the file and y here"; null where nothing does.</summary>
    public string? DifferenceFrom(CheckpointSetup here)
    {
        (string Name, object? File, object? Here)[] pairs =
        [
            (nameof(Seed), Seed, here.Seed),
            (nameof(Shuffle), Shuffle, here.Shuffle),
            (nameof(BatchSize), BatchSize, here.BatchSize),
            ("number of steps per epoch", StepsPerEpoch, here.StepsPerEpoch),
            ("number of training samples", Samples, here.Samples),
            (nameof(LabelSmoothing), LabelSmoothing, here.LabelSmoothing),
            (nameof(Optimizer), Optimizer, here.Optimizer),
            (nameof(Schedule), Schedule, here.Schedule),
            (nameof(AverageDecay), AverageDecay, here.AverageDecay),
            ("keeping of best weights", KeepsBest, here.KeepsBest),
            ("hash of the weights of classes and samples", Weighting, here.Weighting),
            .. Augmentation.Keys.Union(here.Augmentation.Keys).Select(setting => ($"{Show(setting)} of {nameof(Augmentation)}", (object?)Augmentation.GetValueOrDefault(setting), (object?)here.Augmentation.GetValueOrDefault(setting))),
        ];
        foreach ((string name, object? file, object? now) in pairs)
        {
            if (!Equals(file, now)) return Describe(name, Show(file), Show(now));
        }

        return null;
    }

    private static string Describe(string name, string file, string here)
    {
        int same = file.AsSpan().CommonPrefixLength(here);
        return $"{name} is {Cut(file, same)} in the file and {Cut(here, same)} here";
    }

    private static string Show(object? value) => value is null ? "none" : FormattableString.Invariant($"{value}");

    /// <summary>What is too long for a message is shown from shortly before the first difference on.</summary>
    private static string Cut(string text, int same)
    {
        const int longest = 200;
        if (text.Length <= longest) return text;
        int start = Math.Min(Math.Max(0, same - (longest / 4)), text.Length - longest);
        return $"{(start > 0 ? "…" : string.Empty)}{text.AsSpan(start, longest)}{(start + longest < text.Length ? "…" : string.Empty)}";
    }
}
