using System.Globalization;
using Spectre.Console;

namespace CnnGen.Reports;

/// <summary>Tables of results for the console.</summary>
public static class ConsoleTables
{
    /// <summary>Writes what came of a training.</summary>
    /// <param name="result">The numbers.</param>
    /// <param name="console">Where to; standard output where null.</param>
    public static void Write(TrainingResult result, IAnsiConsole? console = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn(new TableColumn(Markup.Escape(result.Network)));
        table.AddColumn(new TableColumn("loss").RightAligned());
        table.AddColumn(new TableColumn("accuracy").RightAligned());
        table.AddRow("training", Loss(result.TrainLoss), Percent(result.TrainAccuracy));
        if (result.ValidationLoss is not null) table.AddRow("validation", Loss(result.ValidationLoss), Percent(result.ValidationAccuracy));
        if (result.TestAccuracy is not null) table.AddRow("test", "", Percent(result.TestAccuracy));
        IAnsiConsole output = console ?? AnsiConsole.Console;
        output.Write(table);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Epochs} {(result.Epochs == 1 ? "epoch" : "epochs")} in {result.Seconds:0.0} s, {result.ImagesPerSecond:0} images/s on {result.Threads} {(result.Threads == 1 ? "thread" : "threads")}, seed {result.Seed}"));
    }

    /// <summary>Writes the best of one training or several, one a row, with the mean of those that only chance tells apart; a report has more figures.</summary>
    /// <param name="runs">The trainings.</param>
    /// <param name="console">Where to; standard output where null.</param>
    public static void Write(IReadOnlyList<ReportedRun> runs, IAnsiConsole? console = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        RunTable figures = RunTable.Of(runs, essentialOnly: true);
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("run");
        foreach (string name in figures.Columns) table.AddColumn(new TableColumn(name).RightAligned());
        foreach (RunTable.Row row in figures.Rows.Concat(figures.Means)) table.AddRow([Markup.Escape(row.Name), .. row.Cells.Select(cell => $"{cell.Value} {cell.Detail}".TrimEnd())]);
        (console ?? AnsiConsole.Console).Write(table);
    }

    /// <summary>Writes predictions, one a row.</summary>
    /// <param name="pictures">The pictures and what the model says of them.</param>
    /// <param name="console">Where to; standard output where null.</param>
    public static void Write(IReadOnlyList<PredictedPicture> pictures, IAnsiConsole? console = null)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("it is", "the model says", "confidence", "");
        table.Columns[2].RightAligned();
        foreach (PredictedPicture picture in pictures)
        {
            table.AddRow(
                Markup.Escape(picture.Actual),
                Markup.Escape(picture.Predicted),
                Percent(picture.Confidence),
                picture.IsRight ? "[green]right[/]" : "[red]wrong[/]");
        }

        (console ?? AnsiConsole.Console).Write(table);
    }

    private static string Loss(double? loss) => loss?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "";

    private static string Percent(double? share) => share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.0} %") : "";
}
