namespace CnnGen.Reports;

/// <summary>The pictures that the model is wrong of and surest of: bad labels, bad pictures, and what it has not understood.</summary>
internal static class MostWrongSection
{
    public static HtmlText? Write(IReadOnlyList<ReportedRun> runs)
    {
        ReportedRun[] wrong = [.. runs.Where(run => run.MostWrong.Count > 0)];
        if (wrong.Length == 0) return null;
        return HtmlText.Of($"<h2>Most confidently wrong</h2>\n<p class=\"note\">Validation pictures with what the model says, how sure it is, what they are, and their index.</p>\n<div class=\"runs\">\n")
            .AddEach(wrong, run => HtmlText.Of($"<div class=\"card\">{(runs.Count == 1 ? null : HtmlText.Of($"<h3>{run.Name}</h3>\n"))}<div class=\"gallery\"><div class=\"pictures\">\n")
                .AddEach(run.MostWrong, Figure)
                .Add($"</div></div></div>\n"))
            .Add($"</div>\n");
    }

    private static HtmlText Figure(PredictedPicture picture) => HtmlText.Of($"""
        <figure>{PageImage.OfPixels(picture.Pixels.Span, picture.Shape, $"{picture.Actual}, taken for {picture.Predicted}")}<figcaption><strong>{picture.Predicted} {picture.Confidence * 100:0.0} %</strong><br>{(picture.Sample is { } sample ? FormattableString.Invariant($"{picture.Actual} · {sample}") : picture.Actual)}</figcaption></figure>

        """);
}
