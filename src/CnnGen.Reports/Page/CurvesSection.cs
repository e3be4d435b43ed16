using ScottPlot;

namespace CnnGen.Reports;

/// <summary>Loss and accuracy over the epochs, run by run, and all runs in one picture where there are several.</summary>
internal static class CurvesSection
{
    public static HtmlText? Write(IReadOnlyList<ReportedRun> runs)
    {
        ReportedRun[] trained = [.. runs.Where(run => run.History.Epochs.Count > 0)];
        if (trained.Length == 0) return null;
        bool hasAccuracy = trained.All(run => run.History.Epochs.All(epoch => epoch.Accuracy is not null));
        IReadOnlyList<(string Title, History History)> histories = [.. trained.Select(run => ("", run.History))];
        IReadOnlyList<IReadOnlyList<Plot>> light = TrainingCurves.Draw(histories, CurveTheme.Page);
        IReadOnlyList<IReadOnlyList<Plot>> dark = TrainingCurves.Draw(histories, CurveTheme.Dark);
        bool isSmoothed = trained.Any(run => run.History.Epochs.Count >= ExponentialSmoothing.FewestValues);
        HtmlText section = HtmlText.Of($"""
            <h2>{(hasAccuracy ? "Loss and accuracy" : "Loss")}</h2>

            """);
        if (isSmoothed) section.Add($"<p class=\"note\">Thin lines are as measured, thick ones smoothed (exponentially, factor {ExponentialSmoothing.Factor}).</p>\n");
        if (DescribeOverfitting(trained) is { } overfitting) section.Add($"<p class=\"note\">{overfitting}</p>\n");
        if (trained.Length > 1) section.Add($"{Together(trained, hasAccuracy)}");
        return section.Add($"<div class=\"{(trained.Length == 1 ? "pair" : "runs")}\">\n")
            .AddEach(trained.Index(), run => trained.Length == 1
                ? Figures(run.Item.Name, light[0], dark[0], "card ")
                : HtmlText.Of($"<div class=\"card\"><h3>{run.Item.Name}</h3>{Figures(run.Item.Name, light[run.Index], dark[run.Index], "")}</div>\n"))
            .Add($"</div>\n");
    }

    private static HtmlText Figures(string name, IReadOnlyList<Plot> light, IReadOnlyList<Plot> dark, string style) => new HtmlText().AddEach(
        light.Zip(dark).Index(),
        plots => HtmlText.Of($"<figure class=\"{style}curve\">{PageImage.OfPlot(plots.Item.First, plots.Item.Second, $"{(plots.Index == 0 ? "Loss" : "Accuracy")} of {name} over the epochs")}</figure>\n"));

    private static HtmlText Together(ReportedRun[] runs, bool hasAccuracy)
    {
        Func<EpochResult, double?> figure = hasAccuracy ? epoch => epoch.ValidationAccuracy * 100 : epoch => epoch.ValidationLoss;
        if (!runs.Any(run => TrainingCurves.Points(run.History, figure).Count > 0)) return new HtmlText();
        string title = hasAccuracy ? "validation accuracy" : "validation loss";
        Plot Draw(CurveTheme theme)
        {
            Curve[] curves = [.. runs.Index().Select(run => new Curve(run.Item.Name, theme.Runs[run.Index % theme.Runs.Count], TrainingCurves.Points(run.Item.History, figure)))];
            return CurvePlot.Draw(title, hasAccuracy ? "accuracy, %" : "loss", [.. curves.Where(curve => curve.Points.Count > 0)], mark: null, theme);
        }

        return HtmlText.Of($"<figure class=\"card together\">{PageImage.OfPlot(Draw(CurveTheme.Page), Draw(CurveTheme.Dark), $"The {title} of all runs over the epochs")}</figure>\n");
    }

    private static string? DescribeOverfitting(ReportedRun[] runs)
    {
        string[] marked = [.. from run in runs
                              let epoch = Overfitting.StartOf(run.History)
                              where epoch is not null
                              select FormattableString.Invariant($"{(runs.Length == 1 ? "" : $"{run.Name}: ")}epoch {epoch.Epoch}")];
        return marked.Length == 0 ? null
            : $"A dashed line stands at the epoch after which the network overfits: validation loss was lowest there and has turned up for good, while training loss went on falling ({string.Join("; ", marked)}).";
    }
}
