using System.Text.Json;
using System.Text.Json.Serialization;

namespace CnnGen.Reports;

/// <summary>What a training is set up with, as far as it can be told in words and numbers: what is needed to run it again. Written as <c>config.json</c>.</summary>
public sealed record TrainingConfig
{
    private const string None = "none";

    /// <summary>Name of the network.</summary>
    public required string Network { get; init; }

    /// <summary>Changes with the architecture, as far as it decides what weights mean; <see cref="ModelInfo.Fingerprint"/>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What training minimises.</summary>
    public required LossFunction Loss { get; init; }

    /// <summary>What else layers are declared with and decides how training goes, by layer, such as <c>rate 0.5</c> of <c>Dropout1</c>: initialisers, dropout rates, momentum, epsilons.</summary>
    public required IReadOnlyDictionary<string, string> Layers { get; init; }

    /// <summary>What the weights and dropout are drawn from.</summary>
    public required int ModelSeed { get; init; }

    /// <summary>Decides the order of the samples and their augmentation; <see cref="FitOptions.Seed"/>.</summary>
    public required int Seed { get; init; }

    /// <summary>Number of training samples.</summary>
    public required int TrainingSamples { get; init; }

    /// <summary>Number of validation samples; 0 without validation.</summary>
    public required int ValidationSamples { get; init; }

    /// <summary>Tells training samples apart, in hexadecimal: by shape, names of classes, the class of every sample, and the pixels of 32 from the first to the last.</summary>
    public required string TrainingData { get; init; }

    /// <summary>As <see cref="TrainingData"/>; null without validation.</summary>
    public string? ValidationData { get; init; }

    /// <summary>Names of the classes; empty where there are none.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Epochs.</summary>
    public required int Epochs { get; init; }

    /// <summary>Samples of a step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Steps of an epoch.</summary>
    public required int StepsPerEpoch { get; init; }

    /// <summary>Whether every pass over the data takes the samples in a new random order.</summary>
    public required bool Shuffle { get; init; }

    /// <summary>The optimiser with its hyperparameters.</summary>
    public required string Optimizer { get; init; }

    /// <summary>The optimiser's learning rate; where there is a schedule, that decides it.</summary>
    public required float LearningRate { get; init; }

    /// <summary>The schedule with its hyperparameters; null for none.</summary>
    public string? Schedule { get; init; }

    /// <summary>Decay of the averaged weights; null for none.</summary>
    public double? AverageDecay { get; init; }

    /// <summary>Share of the target spread over all classes.</summary>
    public required double LabelSmoothing { get; init; }

    /// <summary>The settings of augmentation that are not off, by name; empty for none.</summary>
    public required IReadOnlyDictionary<string, string> Augmentation { get; init; }

    /// <summary>Tells weights of classes and samples apart, in hexadecimal; null for none.</summary>
    public string? Weighting { get; init; }

    /// <summary>Which weights the model ends with.</summary>
    public required string FinalWeights { get; init; }

    /// <summary>When training ends early; null for never.</summary>
    public string? EarlyStopping { get; init; }

    /// <summary>Kernels that it runs on.</summary>
    public required InstructionSet InstructionSet { get; init; }

    /// <summary>Threads that compute. They change no result.</summary>
    public required int Threads { get; init; }

    /// <summary>Threads that read and augment. They change no result.</summary>
    public required int ReaderThreads { get; init; }

    /// <summary>Version of the library.</summary>
    public required string Version { get; init; }

    /// <summary>What else should be known, such as the command to run it again, by name. It is written and shown, and never compared.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = new Dictionary<string, string>();

    /// <summary>Describes a training before it begins; some samples are read.</summary>
    /// <param name="model">The model that is to be trained.</param>
    /// <param name="train">Its training samples.</param>
    /// <param name="validation">Its validation samples, or null.</param>
    /// <param name="options">How it is to be trained.</param>
    /// <returns>The description.</returns>
    /// <exception cref="ArgumentException">An option is out of its range, as <see cref="CompiledModel.Fit"/> would say.</exception>
    public static TrainingConfig Of(CompiledModel model, IDataset train, IDataset? validation, FitOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        FitArguments.Check(options, model.Info, train, validation);
        Optimizer optimizer = options.Optimizer ?? new Adam();
        bool isWeighted = options.ClassWeights is not null || options.SampleWeights is not null;
        return new TrainingConfig
        {
            Network = model.Info.Name,
            Fingerprint = model.Info.Fingerprint,
            Loss = model.Info.Loss,
            Layers = LayerSettings.Of(model.Info),
            ModelSeed = model.Seed,
            Seed = options.Seed,
            TrainingSamples = train.Count,
            ValidationSamples = validation?.Count ?? 0,
            TrainingData = DataFingerprint.Of(train),
            ValidationData = validation is null ? null : DataFingerprint.Of(validation),
            Classes = [.. train.ClassNames],
            Epochs = options.Epochs,
            BatchSize = options.BatchSize,
            StepsPerEpoch = options.StepsPerEpoch ?? BatchPrefetcher.BatchesPerPass(train.Count, options.BatchSize),
            Shuffle = options.Shuffle,
            Optimizer = optimizer.Description,
            LearningRate = optimizer.LearningRate,
            Schedule = options.Schedule?.Description,
            AverageDecay = options.AverageDecay,
            LabelSmoothing = options.LabelSmoothing,
            Augmentation = options.Augmentation?.Describe() ?? new Dictionary<string, string>(),
            Weighting = isWeighted ? new SampleWeighting(options.ClassWeights, options.SampleWeights, model.Info.Output).Fingerprint : null,
            FinalWeights = options.MonitorOfBest is { } best ? $"those of the epoch with the best {best.Describe()}" : "those of the last step",
            EarlyStopping = options.EarlyStopping is { } early
                ? FormattableString.Invariant($"after {early.Patience} epochs without a {early.Monitor.Describe()} better by {early.MinDelta}")
                : null,
            InstructionSet = model.InstructionSet,
            Threads = model.Threads,
            ReaderThreads = options.ReaderThreads,
            Version = typeof(CompiledModel).Assembly.GetName().Version?.ToString() ?? string.Empty,
        };
    }

    /// <summary>Reads a file that <see cref="Save"/> has written.</summary>
    /// <param name="path">The file.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="InvalidDataException">It is not such a file; the message names it.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static TrainingConfig Load(string path)
    {
        try
        {
            TrainingConfig? config = JsonSerializer.Deserialize(File.ReadAllBytes(path), TrainingConfigJson.Default.TrainingConfig);
            return config ?? throw new InvalidDataException($"{path}: it says nothing of a training.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: what it says of the training cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Writes a JSON file, beside its place first and then renamed into it.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    public void Save(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, TrainingConfigJson.Default.TrainingConfig));

    /// <summary>The settings as a person reads them, in order: those that decide the result, and then those that do not.</summary>
    internal IEnumerable<TrainingSetting> Settings()
    {
        yield return new("network", Network);
        yield return new("architecture", Fingerprint);
        yield return new("layers", LayerSettings.Describe(Layers) is { Length: > 0 } layers ? layers : None);
        yield return new("loss", Text(Loss));
        yield return new("seed of weights and dropout", Text(ModelSeed));
        yield return new("seed of order and augmentation", Text(Seed));
        yield return new("training samples", Text(TrainingSamples));
        yield return new("validation samples", Text(ValidationSamples));
        yield return new("fingerprint of the training samples", TrainingData);
        yield return new("fingerprint of the validation samples", ValidationData ?? None);
        yield return new("classes", Classes.Count == 0 ? None : string.Join(", ", Classes));
        yield return new("epochs", Text(Epochs));
        yield return new("samples a step", Text(BatchSize));
        yield return new("steps an epoch", Text(StepsPerEpoch));
        yield return new("order", Shuffle ? "shuffled" : "as the data are");
        yield return new("optimiser", Optimizer);
        yield return new("learning rate", Schedule ?? Text(LearningRate));
        yield return new("averaged weights", AverageDecay is { } decay ? FormattableString.Invariant($"decay {decay}") : None);
        yield return new("label smoothing", Text(LabelSmoothing));
        yield return new("weights of classes and samples", Weighting ?? None);
        yield return new("augmentation", Augmentation.Count == 0 ? None : string.Join(", ", Augmentation.OrderBy(setting => setting.Key, StringComparer.Ordinal).Select(setting => $"{setting.Key} {setting.Value}")));
        yield return new("early stopping", EarlyStopping ?? None);
        yield return new("weights that it ends with", FinalWeights);
        yield return new("kernels", Text(InstructionSet)) { ChangesResult = false };
        yield return new("threads", FormattableString.Invariant($"{Threads} compute, {ReaderThreads} read")) { ChangesResult = false };
        yield return new("version", Version) { ChangesResult = false };
        foreach ((string name, string value) in Notes) yield return new(name, value) { ChangesResult = false };
    }

    /// <summary>What differs of that which decides the result, as "epochs is 20 in the file and 30 here"; empty where nothing does.</summary>
    /// <param name="here">The other description.</param>
    internal IReadOnlyList<string> DifferencesFrom(TrainingConfig here) =>
        [.. Settings().Zip(here.Settings())
            .Where(pair => pair.First.ChangesResult && pair.First.Value != pair.Second.Value)
            .Select(pair => $"{pair.First.Name} is {pair.First.Value} in the file and {pair.Second.Value} here")];

    private static string Text<T>(T value) => FormattableString.Invariant($"{value}");
}

/// <summary>A setting by name.</summary>
/// <param name="Name">Such as <c>epochs</c>.</param>
/// <param name="Value">As text.</param>
internal sealed record TrainingSetting(string Name, string Value)
{
    /// <summary>Whether training with another value comes to another result. Kernels and version, which change the last bits, are left to the checkpoint to judge.</summary>
    public bool ChangesResult { get; init; } = true;
}

/// <summary>How settings are written and read, made at build time. What is read is not trusted: nothing may be missing or null that should be there.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TrainingConfig))]
internal sealed partial class TrainingConfigJson : JsonSerializerContext;
