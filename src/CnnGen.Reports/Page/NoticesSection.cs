namespace CnnGen.Reports;

/// <summary>What a person should know before reading on: where a run stands that has not come to its end, and what it was warned of.</summary>
internal static class NoticesSection
{
    public static HtmlText Write(IReadOnlyList<ReportedRun> runs)
    {
        IEnumerable<string> notices = from run in runs
                                      from message in run.History.Warnings.Select(warning => warning.Message).Prepend(run.Status)
                                      where message is not null
                                      select runs.Count == 1 ? message : $"{run.Name}: {message}";
        return new HtmlText().AddEach(notices, notice => HtmlText.Of($"<p class=\"notice\">{notice}</p>\n"));
    }
}
