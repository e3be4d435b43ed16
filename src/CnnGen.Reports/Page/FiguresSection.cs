namespace CnnGen.Reports;

/// <summary>What came of it in a few numbers: cards for one training, a table for several.</summary>
internal static class FiguresSection
{
    public static HtmlText Write(IReadOnlyList<ReportedRun> runs)
    {
        RunTable table = RunTable.Of(runs);
        return runs.Count == 1 ? Cards(table) : Table(table);
    }

    private static HtmlText Cards(RunTable table) => HtmlText.Of($"<dl class=\"figures\">\n")
        .AddEach(table.Columns.Zip(table.Rows[0].Cells), figure => HtmlText.Of($"<div class=\"card\"><dt>{figure.First}</dt><dd>{figure.Second.Value}<span class=\"unit\">{figure.Second.Detail}</span></dd></div>\n"))
        .Add($"</dl>\n");

    private static HtmlText Table(RunTable table) => HtmlText.Of($"<h2>Runs</h2>\n<div class=\"card scroll\"><table>\n<thead><tr><th>run</th>")
        .AddEach(table.Columns, column => HtmlText.Of($"<th class=\"number\">{column}</th>"))
        .Add($"</tr></thead>\n<tbody>\n")
        .AddEach(table.Rows, row => Row(row, "run"))
        .AddEach(table.Means, row => Row(row, "mean"))
        .Add($"</tbody></table></div>\n");

    private static HtmlText Row(RunTable.Row row, string style) => HtmlText.Of($"<tr class=\"{style}\"><th>{row.Name}</th>")
        .AddEach(row.Cells, cell => HtmlText.Of($"<td class=\"number\">{cell.Value}<span class=\"unit\"> {cell.Detail}</span></td>"))
        .Add($"</tr>\n");
}
