namespace CnnGen.Reports;

/// <summary>Finds where a network begins to learn its training samples by heart.</summary>
public static class Overfitting
{
    /// <summary>Epochs of the mean at the end, and the fewest that have to follow the lowest validation loss.</summary>
    private const int Window = 3;

    /// <summary>How far above its lowest the validation loss has to end, as a share of it.</summary>
    private const double Rise = 0.1;

    /// <summary>How far above that besides, in standard deviations of its noise: the lowest of many noisy values lies two or three below their mean.</summary>
    private const double Deviations = 3;

    /// <summary>
    /// The last epoch before overfitting: the one with the lowest validation loss, the first of equals, where validation turns up for good after it while training goes on falling.
    /// That is: three or more epochs follow; the mean validation loss of the last three is above the lowest by more than a tenth of it and three standard deviations of the noise;
    /// and the mean training loss of the last three is below that of the epoch. The noise is judged by how far epochs lie from the middle of their two neighbours: 1.21 times the
    /// median of these distances is the standard deviation of independent normal noise.
    /// </summary>
    /// <param name="history">The epochs.</param>
    /// <returns>The epoch, or null: validation is still falling, stays where it is as far as its noise lets tell, was not measured, or it is not training alone that gets better.</returns>
    public static EpochResult? StartOf(History history)
    {
        ArgumentNullException.ThrowIfNull(history);
        IReadOnlyList<EpochResult> epochs = history.Epochs;
        if (epochs.Count <= Window || epochs.Any(epoch => epoch.ValidationLoss is not { } loss || !double.IsFinite(loss))) return null;
        double[] losses = [.. epochs.Select(epoch => epoch.ValidationLoss!.Value)];
        int lowest = Array.IndexOf(losses, losses.Min());
        if (losses.Length - 1 - lowest < Window) return null;

        double end = losses[^Window..].Average();
        bool turnsUp = end > losses[lowest] + (Rise * losses[lowest]) + (Deviations * NoiseOf(losses));
        bool trainingFalls = epochs.TakeLast(Window).Average(epoch => epoch.Loss) < epochs[lowest].Loss;
        return turnsUp && trainingFalls ? epochs[lowest] : null;
    }

    /// <summary>The distance from the middle of two neighbours has √1.5 times the deviation of a value, and 0.6745 of that is its median.</summary>
    private static double NoiseOf(double[] values)
    {
        double[] distances = [.. Enumerable.Range(1, values.Length - 2).Select(i => Math.Abs(values[i] - ((values[i - 1] + values[i + 1]) / 2))).Order()];
        double median = (distances[(distances.Length - 1) / 2] + distances[distances.Length / 2]) / 2;
        return median / (0.6745 * Math.Sqrt(1.5));
    }
}
