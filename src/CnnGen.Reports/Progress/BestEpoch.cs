using System.Globalization;

namespace CnnGen.Reports;

/// <summary>The best epoch as a person asks for it: by validation accuracy where there is one.</summary>
internal static class BestEpoch
{
    /// <summary>The epoch with the highest validation accuracy; without accuracies that with the lowest validation loss, without validation that with the lowest training loss; the first of equals; null of none.</summary>
    public static EpochResult? Of(IReadOnlyList<EpochResult> epochs) =>
        epochs.Count == 0 ? null
        : epochs[0].ValidationAccuracy is not null ? epochs.MaxBy(epoch => epoch.ValidationAccuracy)
        : epochs.Where(epoch => double.IsFinite(Loss(epoch))).MinBy(Loss);

    /// <summary>Such as <c>best validation accuracy 91.2 % in epoch 3</c>; empty where training has no validation yet.</summary>
    public static string Describe(IReadOnlyList<EpochResult> epochs)
    {
        if (Of(epochs) is not { ValidationLoss: { } loss } best) return string.Empty;
        return best.ValidationAccuracy is { } accuracy
            ? string.Create(CultureInfo.InvariantCulture, $"best validation accuracy {accuracy * 100:0.0} % in epoch {best.Epoch}")
            : string.Create(CultureInfo.InvariantCulture, $"lowest validation loss {loss:0.0000} in epoch {best.Epoch}");
    }

    private static double Loss(EpochResult epoch) => epoch.ValidationLoss ?? epoch.Loss;
}
