namespace CnnGen.Reports;

/// <summary>Everything that is needed to run it again; a column for each run, and those settings marked that are not the same in all.</summary>
internal static class SettingsSection
{
    public static HtmlText Write(IReadOnlyList<ReportedRun> runs)
    {
        Dictionary<string, string>[] settings = [.. runs.Select(run => run.Config.Settings().GroupBy(setting => setting.Name).ToDictionary(same => same.Key, same => same.First().Value))];
        string[] names = [.. settings.SelectMany(run => run.Keys).Distinct()];
        HtmlText section = HtmlText.Of($"<h2>Settings</h2>\n{(runs.Count == 1 ? null : HtmlText.Of($"<p class=\"note\">A row with one value has it in all runs.</p>\n"))}<div class=\"card scroll\"><table class=\"settings\">\n");
        if (runs.Count > 1) section.Add($"<thead><tr><th></th>").AddEach(runs, run => HtmlText.Of($"<th>{run.Name}</th>")).Add($"</tr></thead>\n");
        return section.Add($"<tbody>\n").AddEach(names, name => Row(name, [.. settings.Select(run => run.GetValueOrDefault(name, ""))])).Add($"</tbody></table></div>\n");
    }

    private static HtmlText Row(string name, string[] values) => values.Distinct().Count() == 1
        ? HtmlText.Of($"<tr><th>{name}</th><td colspan=\"{values.Length}\">{values[0]}</td></tr>\n")
        : HtmlText.Of($"<tr class=\"differs\"><th>{name}</th>").AddEach(values, value => HtmlText.Of($"<td>{value}</td>")).Add($"</tr>\n");
}
