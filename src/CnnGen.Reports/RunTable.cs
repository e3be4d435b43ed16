using System.Globalization;

namespace CnnGen.Reports;

/// <summary>What came of trainings in a few numbers: a row for each, and the mean of those that only chance tells apart.</summary>
/// <param name="Columns">Names of the figures: those that any of the trainings has.</param>
/// <param name="Rows">A row for each training.</param>
/// <param name="Means">A row for each group of two or more: mean and standard deviation.</param>
internal sealed record RunTable(IReadOnlyList<string> Columns, IReadOnlyList<RunTable.Row> Rows, IReadOnlyList<RunTable.Row> Means)
{
    private const string Nothing = "–";

    private static readonly Figure[] Figures =
    [
        new("best validation accuracy", run => run.Best?.ValidationAccuracy * 100, "{0:0.0} %", run => Epoch(run.Best)) { IsEssential = true },
        new("last validation accuracy", run => Last(run)?.ValidationAccuracy * 100, "{0:0.0} %"),
        new("lowest validation loss", run => Lowest(run)?.ValidationLoss, "{0:0.0000}", run => Epoch(Lowest(run))) { IsEssential = true },
        new("last training accuracy", run => Last(run)?.Accuracy * 100, "{0:0.0} %"),
        new("last training loss", run => Last(run) is { Accuracy: null } epoch ? epoch.Loss : null, "{0:0.0000}"),
        new("epochs", run => run.History.Epochs.Count, "{0:0.#}"),
        new("overfitting after epoch", run => Overfitting.StartOf(run.History)?.Epoch, "{0:0.#}"),
        new("minutes", run => RunTimes.Of(run.History).Total / 60, "{0:0.0}") { IsEssential = true },
        new("images/s", run => run.History.Epochs.Count == 0 ? null : RunTimes.Of(run.History).ImagesPerSecond, "{0:0}"),
    ];

    /// <summary>The table of some trainings.</summary>
    /// <param name="runs">The trainings.</param>
    /// <param name="essentialOnly">Whether to leave out what a narrow place has no room for.</param>
    public static RunTable Of(IReadOnlyList<ReportedRun> runs, bool essentialOnly = false)
    {
        Figure[] figures = [.. Figures.Where(figure => (figure.IsEssential || !essentialOnly) && runs.Any(run => figure.Value(run) is not null))];
        IEnumerable<IGrouping<string?, ReportedRun>> groups = runs.GroupBy(run => run.Group).Where(group => group.Key is not null && group.Count() > 1);
        return new RunTable(
            [.. figures.Select(figure => figure.Name)],
            [.. runs.Select(run => new Row(run.Name, [.. figures.Select(figure => new Cell(figure.Show(figure.Value(run)), figure.Detail?.Invoke(run) ?? ""))]))],
            [.. groups.Select(group => new Row(FormattableString.Invariant($"{group.Key}, mean of {group.Count()}"), [.. figures.Select(figure => new Cell(figure.ShowMean([.. group]), ""))]))]);
    }

    private static EpochResult? Last(ReportedRun run) => run.History.Epochs.Count == 0 ? null : run.History.Last;

    private static EpochResult? Lowest(ReportedRun run) => run.History.Epochs.Where(epoch => epoch.ValidationLoss is { } loss && double.IsFinite(loss)).MinBy(epoch => epoch.ValidationLoss);

    private static string Epoch(EpochResult? epoch) => epoch is null ? "" : FormattableString.Invariant($"in epoch {epoch.Epoch}");

    /// <summary>A row.</summary>
    /// <param name="Name">Of the training or the group.</param>
    /// <param name="Cells">A cell for each column.</param>
    internal sealed record Row(string Name, IReadOnlyList<Cell> Cells);

    /// <summary>A cell.</summary>
    /// <param name="Value">The figure.</param>
    /// <param name="Detail">What is less important, such as the epoch; empty for nothing.</param>
    internal sealed record Cell(string Value, string Detail);

    private sealed record Figure(string Name, Func<ReportedRun, double?> Value, string Format, Func<ReportedRun, string>? Detail = null)
    {
        public bool IsEssential { get; init; }

        public string Show(double? value) => value is { } number ? string.Format(CultureInfo.InvariantCulture, Format, number) : Nothing;

        /// <summary>The mean with the standard deviation of a sample behind it; nothing where a training has no such figure.</summary>
        public string ShowMean(ReportedRun[] runs)
        {
            double?[] values = [.. runs.Select(Value)];
            if (values.Any(value => value is null)) return Nothing;
            double mean = values.Average()!.Value;
            double deviation = Math.Sqrt(values.Sum(value => Math.Pow(value!.Value - mean, 2)) / (values.Length - 1));
            return $"{Show(mean)} ± {Show(deviation).Replace(" %", "", StringComparison.Ordinal)}";
        }
    }
}
