using ScottPlot;

namespace CnnGen.Reports;

/// <summary>Loss and accuracy over the epochs, as a picture.</summary>
public static class TrainingCurves
{
    private const int PanelWidth = 640;
    private const int PanelHeight = 440;

    /// <summary>
    /// Writes a PNG file of 1280 × 440 pixels: loss on the left and accuracy on the right, of training and, where there was one, validation. Without accuracies (regression) the loss stands alone.
    /// From twenty epochs on each curve is drawn as measured and, thick, smoothed (s ← 0.8 · s + 0.2 · x). Where <see cref="Overfitting"/> begins there is a line.
    /// </summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="title">What was trained.</param>
    /// <param name="history">The epochs; one or more.</param>
    /// <exception cref="ArgumentException">There are no epochs.</exception>
    public static void SavePng(string path, string title, History history)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(history);
        SavePng(path, [(title, history)]);
    }

    /// <summary>As for one training, with a row of the picture for each; their axes agree.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="runs">What was trained, and the epochs of each.</param>
    /// <exception cref="ArgumentException">There are no trainings, or one has no epochs.</exception>
    internal static void SavePng(string path, IReadOnlyList<(string Title, History History)> runs)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (runs.Count == 0 || runs.Any(run => run.History.Epochs.Count == 0)) throw new ArgumentException("There are no epochs to draw.", nameof(runs));
        IReadOnlyList<IReadOnlyList<Plot>> rows = Draw(runs, CurveTheme.Light);
        int columns = rows.Max(row => row.Count);
        var panels = new Multiplot { Layout = new ScottPlot.MultiplotLayouts.Grid(rows.Count, columns) };
        panels.RemovePlot(panels.GetPlot(0));
        foreach (IReadOnlyList<Plot> row in rows)
        {
            foreach (Plot plot in row) panels.AddPlot(plot);
            for (int i = row.Count; i < columns; i++) panels.AddPlot(Blank());
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using Image image = panels.Render(PanelWidth * columns, PanelHeight * rows.Count);
        byte[] png = image.GetImageBytes(ImageFormat.Png);
        AtomicFile.Write(path, stream => stream.Write(png));
    }

    /// <summary>The panels of each training, loss and then, where there is one, accuracy; panels of one figure have the same axes.</summary>
    internal static IReadOnlyList<IReadOnlyList<Plot>> Draw(IReadOnlyList<(string Title, History History)> runs, CurveTheme theme)
    {
        IReadOnlyList<Plot>[] rows = [.. runs.Select(run => Draw(run.Title, run.History, theme))];
        foreach (Plot[] panels in new[] { rows.Select(row => row[0]).ToArray(), [.. rows.Where(row => row.Count > 1).Select(row => row[1])] }.Where(panels => panels.Length > 1))
        {
            AxisLimits[] limits = [.. panels.Select(plot => plot.Axes.GetLimits())];
            foreach (Plot plot in panels) plot.Axes.SetLimits(limits.Min(limit => limit.Left), limits.Max(limit => limit.Right), limits.Min(limit => limit.Bottom), limits.Max(limit => limit.Top));
        }

        return rows;
    }

    private static IReadOnlyList<Plot> Draw(string title, History history, CurveTheme theme)
    {
        EpochMark? mark = Overfitting.StartOf(history) is { } epoch ? new EpochMark(FormattableString.Invariant($"overfitting after epoch {epoch.Epoch}"), epoch.Epoch) : null;
        string prefix = title.Length == 0 ? "" : $"{title}: ";

        Plot loss = CurvePlot.Draw($"{prefix}loss", "loss", Curves(history, theme, epoch => epoch.Loss, epoch => epoch.ValidationLoss), mark, theme);
        if (history.Epochs.Any(epoch => epoch.Accuracy is null)) return [loss];
        Plot accuracy = CurvePlot.Draw(
            $"{prefix}accuracy", "accuracy, %", Curves(history, theme, epoch => epoch.Accuracy * 100, epoch => epoch.ValidationAccuracy * 100), mark, theme);
        AxisLimits limits = accuracy.Axes.GetLimits();
        accuracy.Axes.SetLimitsY(limits.Bottom, Math.Min(limits.Top, 101));
        return [loss, accuracy];
    }

    private static List<Curve> Curves(History history, CurveTheme theme, Func<EpochResult, double?> training, Func<EpochResult, double?> validation)
    {
        var curves = new List<Curve> { new("training", theme.Training, Points(history, training)) };
        if (Points(history, validation) is { Count: > 0 } measured) curves.Add(new Curve("validation", theme.Validation, measured));
        return curves;
    }

    /// <summary>A figure of the epochs that have it.</summary>
    internal static IReadOnlyList<(int Epoch, double Value)> Points(History history, Func<EpochResult, double?> figure) =>
        [.. history.Epochs.Where(epoch => figure(epoch) is not null).Select(epoch => (epoch.Epoch, figure(epoch)!.Value))];

    private static Plot Blank()
    {
        var plot = new Plot();
        plot.HideGrid();
        plot.HideAxesAndGrid();
        return plot;
    }
}
