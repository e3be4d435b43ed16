namespace CnnGen.Reports;

/// <summary>What the model answers on the validation samples: confusion matrix, precision and recall.</summary>
internal static class AnswersSection
{
    private const int LargestMatrix = 20;
    private const int RoomyMatrix = 6;
    private const int MostConfusions = 20;

    public static HtmlText? Write(IReadOnlyList<ReportedRun> runs)
    {
        ReportedRun[] judged = [.. runs.Where(run => run.Evaluation is { PerClass.Count: > 0 })];
        if (judged.Length == 0) return null;
        return HtmlText.Of($"<h2>Answers on the validation samples</h2>\n<p class=\"note\">{Explanation(judged)}</p>\n<div class=\"runs\">\n")
            .AddEach(judged, run => HtmlText.Of($"<div class=\"card\">{Heading(runs, run)}{Answers(run.Evaluation!)}</div>\n"))
            .Add($"</div>\n");
    }

    /// <summary>The name of a run where it is one of several, and whose weights are judged.</summary>
    private static HtmlText Heading(IReadOnlyList<ReportedRun> runs, ReportedRun run)
    {
        string weights = run.Final is { } epoch ? FormattableString.Invariant($"weights of epoch {epoch.Epoch}") : "final weights";
        return HtmlText.Of($"<h3>{(runs.Count == 1 ? "W" + weights[1..] : $"{run.Name}, {weights}")}: {Figures(run.Evaluation!)}</h3>\n");
    }

    private static string Figures(Evaluation evaluation)
    {
        string accuracy = FormattableString.Invariant($"{evaluation.Accuracy * 100:0.0} % right, loss {evaluation.Loss:0.0000}");
        return evaluation.AreaUnderCurve is { } area ? FormattableString.Invariant($"{accuracy}, area under the ROC curve {area:0.000}") : accuracy;
    }

    /// <summary>How to read what stands below: of runs of several kinds, a sentence for each.</summary>
    private static string Explanation(ReportedRun[] runs) => string.Join(' ', runs.Select(run => Explain(run.Evaluation!)).Distinct());

    private static string Explain(Evaluation evaluation) =>
        evaluation.IsMultiLabel ? "Each label is a yes or no of its own, judged at a probability of 0.5."
        : evaluation.Confusion is { ClassNames.Count: <= LargestMatrix } ? "A row for each class as it is, a column for each as answered: the diagonal is right."
        : FormattableString.Invariant($"Of more than {LargestMatrix} classes, those that are taken for others most often.");

    private static HtmlText Answers(Evaluation evaluation) =>
        evaluation.Confusion is not { } confusion ? PerClass(evaluation)
        : HtmlText.Of($"<div class=\"answers\">{(confusion.ClassNames.Count <= LargestMatrix ? Matrix(confusion) : Confusions(confusion))}{PerClass(evaluation)}</div>");

    private static HtmlText Matrix(ConfusionMatrix confusion)
    {
        int count = confusion.ClassNames.Count;
        return HtmlText.Of($"<div class=\"scroll\"><table class=\"matrix{(count > RoomyMatrix ? " many" : "")}\">\n<thead><tr><th></th>")
            .AddEach(confusion.ClassNames, name => HtmlText.Of($"<th>{name}</th>"))
            .Add($"</tr></thead>\n<tbody>\n")
            .AddEach(confusion.PerClass().Index(), actual => HtmlText.Of($"<tr><th>{actual.Item.Name}</th>")
                .AddEach(Enumerable.Range(0, count), predicted => Cell(confusion[actual.Index, predicted], actual.Item.Support))
                .Add($"</tr>\n"))
            .Add($"</tbody></table></div>\n");
    }

    /// <summary>A cell as strong as its share of the row.</summary>
    private static HtmlText Cell(long number, long row)
    {
        double share = row == 0 ? 0 : (double)number / row;
        return HtmlText.Of($"<td style=\"background: rgb(var(--heat) / {share:0.00})\" class=\"{(share > 0.5 ? "strong" : "weak")}\">{number}</td>");
    }

    private static HtmlText PerClass(Evaluation evaluation) => HtmlText.Of($"""
        <div class="scroll"><table>
        <thead><tr><th>{(evaluation.IsMultiLabel ? "label" : "class")}</th><th class="number">precision</th><th class="number">recall</th><th class="number">F1</th><th class="number">samples</th></tr></thead>
        <tbody>

        """)
        .AddEach(evaluation.PerClass, metrics => HtmlText.Of(
            $"<tr><th>{metrics.Name}</th><td class=\"number\">{metrics.Precision:0.000}</td><td class=\"number\">{metrics.Recall:0.000}</td><td class=\"number\">{metrics.F1:0.000}</td><td class=\"number\">{metrics.Support:#,0}</td></tr>\n"))
        .Add($"</tbody></table></div>\n");

    private static HtmlText Confusions(ConfusionMatrix confusion)
    {
        int count = confusion.ClassNames.Count;
        (string Actual, string Predicted, long Number)[] pairs =
        [
            .. from actual in Enumerable.Range(0, count)
               from predicted in Enumerable.Range(0, count)
               where actual != predicted && confusion[actual, predicted] > 0
               orderby confusion[actual, predicted] descending
               select (confusion.ClassNames[actual], confusion.ClassNames[predicted], confusion[actual, predicted]),
        ];
        if (pairs.Length == 0) return HtmlText.Of($"<p class=\"note\">None is.</p>\n");
        return HtmlText.Of($"<div class=\"scroll\"><table>\n<thead><tr><th>it is</th><th>the model says</th><th class=\"number\">samples</th></tr></thead>\n<tbody>\n")
            .AddEach(pairs.Take(MostConfusions), pair => HtmlText.Of($"<tr><th>{pair.Actual}</th><td>{pair.Predicted}</td><td class=\"number\">{pair.Number:#,0}</td></tr>\n"))
            .Add($"</tbody></table></div>\n");
    }
}
