namespace CnnGen.Reports;

/// <summary>Where the time went.</summary>
internal static class TimeSection
{
    public static HtmlText? Write(IReadOnlyList<ReportedRun> runs)
    {
        ReportedRun[] timed = [.. runs.Where(run => run.History.Epochs.Count > 0)];
        if (timed.Length == 0) return null;
        return HtmlText.Of($"<h2>Time</h2>\n<div class=\"card time\">\n")
            .AddEach(timed, run => Bar(run, isOneOfSeveral: runs.Count > 1))
            .Add($"<ul class=\"keys\"><li><i class=\"computing\"></i>training steps</li><li><i class=\"waiting\"></i>waiting for samples</li><li><i class=\"validating\"></i>validation</li></ul>\n</div>\n");
    }

    private static HtmlText Bar(ReportedRun run, bool isOneOfSeveral)
    {
        RunTimes times = RunTimes.Of(run.History);
        (string Name, double Seconds)[] parts = [("computing", times.Computing), ("waiting", times.Waiting), ("validating", times.Validating)];
        int epochs = run.History.Epochs.Count;
        string threads = FormattableString.Invariant($"{run.Config.Threads} {(run.Config.Threads == 1 ? "thread" : "threads")}");
        return HtmlText.Of($"<h3>{(isOneOfSeveral ? $"{run.Name}: " : "")}{Describe(times.Total)} for {epochs} {(epochs == 1 ? "epoch" : "epochs")}, {times.ImagesPerSecond:0} images/s while training on {threads}, {run.Config.InstructionSet}</h3>\n")
            .Add($"<p class=\"note\">{Share(times.Computing, times)} training steps, {Share(times.Waiting, times)} waiting for samples, {Share(times.Validating, times)} validation.</p>\n<div class=\"bar\">")
            .AddEach(parts, part => HtmlText.Of($"<span class=\"{part.Name}\" style=\"width: {100 * part.Seconds / times.Total:0.00}%\"></span>"))
            .Add($"</div>\n");
    }

    private static string Share(double seconds, RunTimes times) => FormattableString.Invariant($"{100 * seconds / times.Total:0.#} %");

    private static string Describe(double seconds) => seconds < 60 ? FormattableString.Invariant($"{seconds:0.0} s") : ConsoleProgress.Describe(TimeSpan.FromSeconds(seconds));
}
