using System.Text.Json;
using System.Text.Json.Serialization;

namespace CnnGen.Reports;

/// <summary>What came of a training, in the numbers that others compare.</summary>
public sealed record TrainingResult
{
    /// <summary>Name of the network.</summary>
    public required string Network { get; init; }

    /// <summary>Seed of the weights and of the order of the samples.</summary>
    public required int Seed { get; init; }

    /// <summary>Epochs trained.</summary>
    public required int Epochs { get; init; }

    /// <summary>Mean training loss of the epoch whose weights the model has.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>Training accuracy of that epoch, 0..1; null for regression.</summary>
    public double? TrainAccuracy { get; init; }

    /// <summary>Validation loss after that epoch; null without validation.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Validation accuracy after that epoch, 0..1; null without validation.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>Accuracy on a test set that training never saw, 0..1; null where there is none.</summary>
    public double? TestAccuracy { get; init; }

    /// <summary>Time of all epochs, validations included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Samples trained on per second over all epochs, validations left out.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Threads that the model used.</summary>
    public required int Threads { get; init; }

    /// <summary>Gathers the numbers of a training.</summary>
    /// <param name="model">The trained model.</param>
    /// <param name="history">Its epochs; one or more.</param>
    /// <param name="epoch">The one whose weights the model has: <see cref="History.Last"/>, or <see cref="History.Best"/> where the best were restored.</param>
    /// <param name="seed">Seed of the training.</param>
    /// <param name="test">Measured on a test set, or null.</param>
    /// <returns>The numbers.</returns>
    public static TrainingResult Of(CompiledModel model, History history, EpochResult epoch, int seed, Evaluation? test = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(epoch);
        return new TrainingResult
        {
            Network = model.Info.Name,
            Seed = seed,
            Epochs = history.Epochs.Count,
            TrainLoss = epoch.Loss,
            TrainAccuracy = epoch.Accuracy,
            ValidationLoss = epoch.ValidationLoss,
            ValidationAccuracy = epoch.ValidationAccuracy,
            TestAccuracy = test?.Accuracy,
            Seconds = history.Epochs.Sum(entry => entry.Seconds),
            ImagesPerSecond = RunTimes.Of(history).ImagesPerSecond,
            Threads = model.Threads,
        };
    }

    /// <summary>Writes a JSON file, numbers under the names of the properties with a small first letter, without those that are null; one that is not finite stands as a string such as <c>"NaN"</c>.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, TrainingResultJson.Default.TrainingResult));
    }
}

/// <summary>How results are written, made at build time.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(TrainingResult))]
internal sealed partial class TrainingResultJson : JsonSerializerContext;
