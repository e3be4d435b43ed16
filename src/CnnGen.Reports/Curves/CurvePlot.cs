using ScottPlot;

namespace CnnGen.Reports;

/// <summary>A figure over the epochs.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Colour">Its colour.</param>
/// <param name="Points">Epochs, from 1, and values; those that are not finite are left out.</param>
internal sealed record Curve(string Name, Color Colour, IReadOnlyList<(int Epoch, double Value)> Points);

/// <summary>An epoch worth a line.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Epoch">Its number, from 1.</param>
internal sealed record EpochMark(string Name, int Epoch);

/// <summary>Draws curves over the epochs: as measured, and smoothed where there are enough epochs for it.</summary>
internal static class CurvePlot
{
    private const float TextSize = 14;
    private const double RawOpacity = 0.5;
    private const int MostMarkers = 40;

    /// <summary>Draws a panel.</summary>
    /// <param name="title">Above it.</param>
    /// <param name="label">Name of the values.</param>
    /// <param name="curves">The curves, one or more.</param>
    /// <param name="mark">An epoch to be marked, or null.</param>
    /// <param name="theme">The colours.</param>
    public static Plot Draw(string title, string label, IReadOnlyList<Curve> curves, EpochMark? mark, CurveTheme theme)
    {
        InterFont.Register();
        var plot = new Plot();
        bool isSmoothed = false;
        foreach (Curve curve in curves) isSmoothed |= Add(plot, curve);
        if (mark is not null)
        {
            ScottPlot.Plottables.VerticalLine line = plot.Add.VerticalLine(mark.Epoch, 1.5f, theme.Text.WithOpacity(0.7), LinePattern.Dashed);
            line.LegendText = mark.Name;
            line.ExcludeFromLegend = false;
        }

        plot.Title(title, 17);
        plot.XLabel(isSmoothed ? FormattableString.Invariant($"epoch (thick: smoothed, factor {ExponentialSmoothing.Factor})") : "epoch", TextSize);
        plot.YLabel(label, TextSize);
        Style(plot, theme);
        ShowLegend(plot, theme);

        int[] epochs = [.. curves.SelectMany(curve => curve.Points).Select(point => point.Epoch)];
        plot.Axes.AutoScale();
        plot.Axes.SetLimitsX(epochs.Min() - 0.3, epochs.Max() + 0.3);
        return plot;
    }

    /// <summary>Below the curves, which may go anywhere.</summary>
    private static void ShowLegend(Plot plot, CurveTheme theme)
    {
        plot.ShowLegend(Edge.Bottom);
        plot.Legend.Orientation = Orientation.Horizontal;
        plot.Legend.TightHorizontalWrapping = true;
        plot.Legend.Padding = new PixelPadding(0);
        plot.Legend.FontSize = 13;
        plot.Legend.FontName = InterFont.Name;
        plot.Legend.FontColor = theme.Text;
        plot.Legend.BackgroundColor = Colors.Transparent;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.OutlineColor = Colors.Transparent;
    }

    /// <summary>A line with a point an epoch; or, with more epochs, a pale line and a thick one through it.</summary>
    /// <returns>Whether there are two.</returns>
    private static bool Add(Plot plot, Curve curve)
    {
        (int Epoch, double Value)[] points = [.. curve.Points.Where(point => double.IsFinite(point.Value))];
        if (points.Length == 0) return false;
        double[] epochs = [.. points.Select(point => (double)point.Epoch)];
        double[] values = [.. points.Select(point => point.Value)];
        bool isSmoothed = points.Length >= ExponentialSmoothing.FewestValues;
        if (isSmoothed)
        {
            ScottPlot.Plottables.Scatter raw = plot.Add.Scatter(epochs, values, curve.Colour.WithOpacity(RawOpacity));
            raw.LineWidth = 1.5f;
            raw.MarkerSize = points.Length > MostMarkers ? 0 : 4;
        }

        ScottPlot.Plottables.Scatter line = plot.Add.Scatter(epochs, isSmoothed ? ExponentialSmoothing.Of(values) : values, curve.Colour);
        line.LegendText = curve.Name;
        line.LineWidth = 2.5f;
        line.MarkerSize = isSmoothed ? 0 : 7;
        return isSmoothed;
    }

    private static void Style(Plot plot, CurveTheme theme)
    {
        plot.Font.Set(InterFont.Name);
        plot.FigureBackground.Color = theme.Background;
        plot.DataBackground.Color = theme.Background;
        plot.Axes.Color(theme.Text);
        plot.Axes.Title.Label.ForeColor = theme.Text;
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        plot.Axes.Right.MinimumSize = 20;
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        plot.Axes.Bottom.TickLabelStyle.FontSize = 13;
        plot.Axes.Left.TickLabelStyle.FontSize = 13;
        plot.Grid.MajorLineColor = theme.Grid;
    }
}
