using System.Globalization;
using CnnGen.Benchmarks.Peers.Engines;
using CnnGen.Benchmarks.Peers.Measuring;
using CnnGen.Reports;
using ScottPlot;

namespace CnnGen.Benchmarks.Peers.Results;

/// <summary>A bar for each cell: how many times the time of CnnGen the better peer takes.</summary>
internal static class RatioChart
{
    private const int Height = 560;
    private const int WidthOfGroup = 105;
    private const int WidthOfRest = 190;
    private const double WidthOfBars = 0.8;
    private const string Disturbed = "*";

    private static readonly Color[] Colours = [Color.FromHex("#2F6FDE"), Color.FromHex("#E4572E"), Color.FromHex("#2E9E5B"), Color.FromHex("#8A5CD1")];
    private static readonly Color TextColour = Color.FromHex("#2B2F36");
    private static readonly Color GridColour = Color.FromHex("#E3E6EA");

    /// <summary>Writes a PNG file. Cells without figures of CnnGen and a peer are left out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cells">Of one task and, in training, one optimiser; at least one.</param>
    /// <param name="caption">How they were measured, in short lines.</param>
    public static void Save(string path, IReadOnlyList<CellResult> cells, string caption)
    {
        InterFont.Register();
        using var plot = new Plot();
        (string Network, int Batch)[] groups = [.. cells.Select(cell => (cell.Cell.Network, cell.Cell.Batch)).Distinct()];
        int[] threads = [.. cells.Select(cell => cell.Cell.Threads).Distinct().Order()];
        double width = WidthOfBars / threads.Length;
        double top = 1;
        var labels = new List<(double Place, Spread Ratio, string Mark)>();
        foreach (CellResult cell in cells)
        {
            if (cell.BetterPeer is not { } peer || cell.Ratio(peer) is not { } ratio) continue;
            int series = Array.IndexOf(threads, cell.Cell.Threads);
            double place = Array.IndexOf(groups, (cell.Cell.Network, cell.Cell.Batch)) + ((series - ((threads.Length - 1) / 2.0)) * width);
            AddBar(plot, place, width * 0.92, ratio, Colours[series % Colours.Length]);
            labels.Add((place, ratio, cell.Warning is null ? string.Empty : Disturbed));
            top = Math.Max(top, ratio.High);
        }

        plot.Add.HorizontalLine(1, 1.5f, TextColour, LinePattern.Dashed);
        foreach ((double place, Spread ratio, string mark) in labels) AddLabel(plot, place, ratio, mark);
        if (labels.Any(label => label.Mark == Disturbed)) caption += $"\n{Disturbed} The machine was disturbed.";
        Decorate(plot, groups, cells, caption);
        AddLegend(plot, threads);
        plot.Axes.SetLimits(-0.6, groups.Length - 0.4, 0, top * 1.2);
        plot.SavePng(path, Math.Max(760, WidthOfRest + (groups.Length * WidthOfGroup)), Height);
    }

    private static void AddBar(Plot plot, double place, double width, Spread ratio, Color colour)
    {
        plot.Add.Bar(new Bar { Position = place, Value = ratio.Median, Size = width, FillColor = colour, LineWidth = 0 });
        var whisker = new ScottPlot.Plottables.ErrorBar([place], [ratio.Median], null, null, yErrorsNegative: [ratio.Median - ratio.Low], yErrorsPositive: [ratio.High - ratio.Median])
        {
            Color = TextColour,
            LineWidth = 1.5f,
            CapSize = 4,
        };
        plot.Add.Plottable(whisker);
    }

    private static void AddLabel(Plot plot, double place, Spread ratio, string mark)
    {
        ScottPlot.Plottables.Text label = plot.Add.Text(ratio.Median.ToString("F2", CultureInfo.InvariantCulture) + mark, place, ratio.High);
        label.LabelStyle.FontName = InterFont.Name;
        label.LabelStyle.FontSize = 13;
        label.LabelStyle.ForeColor = TextColour;
        label.LabelStyle.BackgroundColor = Colors.White;
        label.LabelStyle.Alignment = Alignment.LowerCenter;
        label.OffsetY = -5;
    }

    private static void Decorate(Plot plot, (string Network, int Batch)[] groups, IReadOnlyList<CellResult> cells, string caption)
    {
        Cell cell = cells[0].Cell;
        string what = cell.Trains ? $"Training with {(cell.Optimizer == TrainingDefaults.Adam ? "Adam" : "SGD with momentum")}" : "Predicting";
        string[] peers = [.. MarkdownTable.Peers(cell).Where(library => cells.Any(each => each.Best(library) is not null)).Select(MarkdownTable.Title)];
        string peer = peers.Length == 1 ? peers[0] : $"the better of {string.Join(" and ", peers)}";
        plot.Title($"{what}: CnnGen beside {peer}", 17);
        plot.XLabel(caption, 12);
        plot.YLabel($"time of {(peers.Length == 1 ? peer : "the better")} / time of CnnGen", 14);
        plot.Font.Set(InterFont.Name);
        plot.Axes.Color(TextColour);
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        plot.Axes.Bottom.SetTicks([.. groups.Select((_, i) => (double)i)], [.. groups.Select(group => $"{group.Network}\nbatch {group.Batch}")]);
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        plot.Axes.Bottom.TickLabelStyle.FontSize = 13;
        plot.Axes.Left.TickLabelStyle.FontSize = 13;
        plot.Grid.MajorLineColor = GridColour;
        plot.Grid.XAxisStyle.IsVisible = false;
    }

    private static void AddLegend(Plot plot, int[] threads)
    {
        plot.Legend.ManualItems.AddRange(threads.Select((count, i) => new LegendItem
        {
            LabelText = $"{count} {(count == 1 ? "thread" : "threads")}",
            FillColor = Colours[i % Colours.Length],
        }));
        plot.ShowLegend(Alignment.UpperRight, Orientation.Horizontal);
        plot.Legend.FontSize = 13;
        plot.Legend.FontName = InterFont.Name;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.OutlineColor = GridColour;
    }
}
