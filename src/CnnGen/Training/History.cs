using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CnnGen;

/// <summary>How a training went.</summary>
/// <param name="Epochs">One entry an epoch, in order.</param>
public sealed record History(IReadOnlyList<EpochResult> Epochs)
{
    /// <summary>What the observer was warned of, in order.</summary>
    public IReadOnlyList<TrainingWarning> Warnings { get; init; } = [];

    /// <summary>The last epoch.</summary>
    public EpochResult Last => Epochs[^1];

    /// <summary>The epoch with the lowest validation loss, or training loss where there was no validation; the first of equals. A loss that is not a number is above all others.</summary>
    public EpochResult Best => Epochs.MinBy(epoch => (epoch.ValidationLoss ?? epoch.Loss) is var loss && double.IsNaN(loss) ? double.PositiveInfinity : loss)!;

    /// <summary>A line of names, then one an epoch: numbers with a point and all digits that tell them apart, nothing where an epoch does not have one; lines end with a line feed.</summary>
    /// <returns>The text.</returns>
    public string ToCsv()
    {
        var text = new StringBuilder("epoch,loss,accuracy,validation_loss,validation_accuracy,learning_rate,seconds,images_per_second,waiting_share,validation_seconds\n");
        foreach (EpochResult epoch in Epochs)
        {
            text.Append(CultureInfo.InvariantCulture, $"{epoch.Epoch},{epoch.Loss:R},{epoch.Accuracy:R},{epoch.ValidationLoss:R},{epoch.ValidationAccuracy:R},{epoch.LearningRate:R},{epoch.Seconds:R},{epoch.ImagesPerSecond:R},{epoch.WaitingShare:R},{epoch.ValidationSeconds:R}\n");
        }

        return text.ToString();
    }

    /// <summary>An object with <c>epochs</c> and <c>warnings</c>, under the names of their properties with a small first letter; a number that is not finite stands as a string such as <c>"NaN"</c>.</summary>
    /// <returns>The text.</returns>
    public string ToJson() => JsonSerializer.Serialize(new HistoryDocument(Epochs, Warnings), TrainingJson.Default.HistoryDocument);

    /// <summary>Writes <see cref="ToCsv"/> to a file, beside it first and then renamed into place.</summary>
    /// <param name="path">Where to; a file there is replaced.</param>
    /// <exception cref="IOException">The file cannot be written; what was there is left as it was.</exception>
    public void SaveCsv(string path) => Save(path, ToCsv());

    /// <summary>Writes <see cref="ToJson"/> to a file, beside it first and then renamed into place.</summary>
    /// <param name="path">Where to; a file there is replaced.</param>
    /// <exception cref="IOException">The file cannot be written; what was there is left as it was.</exception>
    public void SaveJson(string path) => Save(path, ToJson());

    private static void Save(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
