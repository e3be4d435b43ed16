using ScottPlot;

namespace CnnGen.Reports;

/// <summary>Loss and accuracy over the epochs, as a picture.</summary>
public static class TrainingCurves
{
    private const int PanelWidth = 640;
    private const int Height = 440;

    private static readonly Color TrainingColour = Color.FromHex("#2F6FDE");
    private static readonly Color ValidationColour = Color.FromHex("#E4572E");
    private static readonly Color TextColour = Color.FromHex("#2B2F36");
    private static readonly Color GridColour = Color.FromHex("#E3E6EA");

    /// <summary>Writes a PNG file of 1280 × 440 pixels: loss on the left and accuracy on the right, of training and, where there was one, validation. Without accuracies (regression) the loss stands alone.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="title">What was trained.</param>
    /// <param name="history">The epochs; one or more.</param>
    /// <exception cref="ArgumentException">There are no epochs.</exception>
    public static void SavePng(string path, string title, History history)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(history);
        if (history.Epochs.Count == 0) throw new ArgumentException("There are no epochs to draw.", nameof(history));
        InterFont.Register();

        bool hasAccuracy = history.Epochs.All(epoch => epoch.Accuracy is not null);
        var panels = new Multiplot();
        panels.AddPlots(hasAccuracy ? 2 : 1);
        panels.Layout = new ScottPlot.MultiplotLayouts.Columns();
        Draw(panels.GetPlot(0), $"{title}: loss", "loss", history, epoch => epoch.Loss, epoch => epoch.ValidationLoss);
        if (hasAccuracy)
        {
            Plot accuracy = panels.GetPlot(1);
            Draw(accuracy, $"{title}: accuracy", "accuracy, %", history, epoch => epoch.Accuracy!.Value * 100, epoch => epoch.ValidationAccuracy * 100);
            accuracy.Legend.Alignment = Alignment.LowerRight;
            accuracy.Axes.SetLimitsY(accuracy.Axes.GetLimits().Bottom, Math.Min(accuracy.Axes.GetLimits().Top, 101));
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using Image image = panels.Render(PanelWidth * (hasAccuracy ? 2 : 1), Height);
        byte[] png = image.GetImageBytes(ImageFormat.Png);
        AtomicFile.Write(path, stream => stream.Write(png));
    }

    private static void Draw(Plot plot, string title, string label, History history, Func<EpochResult, double> training, Func<EpochResult, double?> validation)
    {
        double[] epochs = [.. history.Epochs.Select(epoch => (double)epoch.Epoch)];
        AddLine(plot, epochs, [.. history.Epochs.Select(training)], "training", TrainingColour);
        EpochResult[] measured = [.. history.Epochs.Where(epoch => validation(epoch) is not null)];
        if (measured.Length > 0)
        {
            AddLine(plot, [.. measured.Select(epoch => (double)epoch.Epoch)], [.. measured.Select(epoch => validation(epoch)!.Value)], "validation", ValidationColour);
        }

        plot.Title(title, 17);
        plot.XLabel("epoch", 14);
        plot.YLabel(label, 14);
        plot.Font.Set(InterFont.Name);
        plot.Axes.Color(TextColour);
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        plot.Axes.Bottom.TickLabelStyle.FontSize = 13;
        plot.Axes.Left.TickLabelStyle.FontSize = 13;
        plot.Grid.MajorLineColor = GridColour;

        // Losses begin high and accuracies end high: these corners stay free, also where validation turns up again.
        plot.ShowLegend(Alignment.LowerLeft);
        plot.Legend.FontSize = 13;
        plot.Legend.FontName = InterFont.Name;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.OutlineColor = GridColour;
        plot.Axes.AutoScale();
        plot.Axes.SetLimitsX(epochs[0] - 0.3, epochs[^1] + 0.3);
    }

    private static void AddLine(Plot plot, double[] epochs, double[] values, string name, Color colour)
    {
        ScottPlot.Plottables.Scatter line = plot.Add.Scatter(epochs, values, colour);
        line.LegendText = name;
        line.LineWidth = 2.5f;
        line.MarkerSize = epochs.Length > 40 ? 0 : 7;
    }
}
