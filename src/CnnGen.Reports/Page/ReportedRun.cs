namespace CnnGen.Reports;

/// <summary>A training as a report tells of it: what it was set up with, how it went, and what the model says of the validation samples. It holds no model, so that many fit in memory.</summary>
public sealed record ReportedRun
{
    private const int MostWrongPictures = 12;

    /// <summary>Its name among the runs of a report, such as <c>augmented, seed 1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it has in common with others that only chance tells apart, such as <c>augmented</c>: a report gives their mean. Null for nothing.</summary>
    public string? Group { get; init; }

    /// <summary>What it was set up with.</summary>
    public required TrainingConfig Config { get; init; }

    /// <summary>How it went.</summary>
    public required History History { get; init; }

    /// <summary>Where it stands, in a sentence, as long as training has not come to its end; null once it has.</summary>
    public string? Status { get; init; }

    /// <summary>The epoch whose weights the model ended with; null where no epoch has ended.</summary>
    public EpochResult? Final { get; init; }

    /// <summary>The final weights on the validation samples; null where there are none, or training did not come to its end.</summary>
    public Evaluation? Evaluation { get; init; }

    /// <summary>The validation pictures that the model is wrong of and surest of, the surest first; empty where it does not answer with one class, pictures cannot be shown, or training did not come to its end.</summary>
    public IReadOnlyList<PredictedPicture> MostWrong { get; init; } = [];

    /// <summary>A training picture and what augmentation makes of it; null without augmentation.</summary>
    public AugmentedPicture? Augmented { get; init; }

    /// <summary>What the compiler knows of the network.</summary>
    public required ModelInfo Network { get; init; }

    /// <summary>The epoch with the highest validation accuracy, or the lowest validation (or training) loss where there are no accuracies, the first of equals; null where no epoch has ended.</summary>
    public EpochResult? Best => BestEpoch.Of(History.Epochs);

    /// <summary>Describes a training that has ended.</summary>
    /// <param name="name">Its name among the runs of a report.</param>
    /// <param name="model">The model, trained.</param>
    /// <param name="history">What <see cref="CompiledModel.Fit"/> returned.</param>
    /// <param name="options">What it was given.</param>
    /// <param name="train">The training samples.</param>
    /// <param name="validation">The validation samples, which the model predicts now; null for none.</param>
    /// <returns>The description.</returns>
    public static ReportedRun Of(string name, CompiledModel model, History history, FitOptions options, IDataset train, IDataset? validation)
    {
        ArgumentNullException.ThrowIfNull(history);
        ReportedRun run = Unmeasured(name, TrainingConfig.Of(model, train, validation, options), model, history, options, train);
        return run.Measured(model, options, validation);
    }

    /// <summary>Describes a training without looking at the validation samples.</summary>
    internal static ReportedRun Unmeasured(string name, TrainingConfig config, CompiledModel model, History history, FitOptions options, IDataset train)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new ReportedRun
        {
            Name = name,
            Config = config,
            History = history,
            Network = model.Info,
            Augmented = options.Augmentation is { } augmentation ? AugmentedPicture.Of(augmentation, train, options.Seed) : null,
        };
    }

    /// <summary>The same with what the model, at its end, says of the validation samples.</summary>
    internal ReportedRun Measured(CompiledModel model, FitOptions options, IDataset? validation) => this with
    {
        Final = FinalEpoch(options),
        Evaluation = validation is null ? null : model.Evaluate(validation),
        MostWrong = validation is not null && TellsOneClassOf(model.Info, validation) && CanShow(validation.Shape) ? PredictedPicture.MostWrong(model, validation, MostWrongPictures) : [],
    };

    /// <summary>Whether values of the shape are a picture that can be shown.</summary>
    internal static bool CanShow(ImageShape shape) => shape.Channels is 1 or 3 or 4;

    private static bool TellsOneClassOf(ModelInfo info, IDataset dataset)
    {
        bool isOneAnswer = info.Output.Height * info.Output.Width == 1 && Accuracy.AppliesTo(info.Loss) && !Accuracy.IsMultiLabel(info);
        return isOneAnswer && dataset.ClassNames.Count == (info.Output.Channels == 1 ? 2 : info.Output.Channels);
    }

    private EpochResult? FinalEpoch(FitOptions options)
    {
        EpochResult? last = History.Epochs.Count == 0 ? null : History.Last;
        return options.MonitorOfBest is not { } monitor ? last : History.Epochs.Where(epoch => double.IsFinite(monitor.CostOf(epoch))).MinBy(epoch => monitor.CostOf(epoch)) ?? last;
    }
}
