using System.Globalization;
using System.Net;

namespace CnnGen.Reports;

/// <summary>Puts the sections of a report together. The page holds all that it shows and asks for nothing else: its content security policy forbids it.</summary>
internal static class ReportPage
{
    private const string StyleName = "report.css";

    private static readonly Lazy<string> Style = new(() =>
    {
        using Stream style = typeof(ReportPage).Assembly.GetManifestResourceStream(StyleName) ?? throw new InvalidOperationException($"{StyleName} is not embedded in this build.");
        return new StreamReader(style).ReadToEnd();
    });

    /// <summary>The page.</summary>
    /// <param name="title">What it is about.</param>
    /// <param name="runs">The trainings, one or more.</param>
    /// <param name="written">When.</param>
    public static string Write(string title, IReadOnlyList<ReportedRun> runs, DateTimeOffset written)
    {
        string date = written.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture);
        HtmlText body = HtmlText.Of($"""
            <main>
            <header><h1>{title}</h1>
            <p class="lead">{Lead(runs)}</p></header>
            {FiguresSection.Write(runs)}{NoticesSection.Write(runs)}{CurvesSection.Write(runs)}{AnswersSection.Write(runs)}{MostWrongSection.Write(runs)}{AugmentationSection.Write(runs)}{TimeSection.Write(runs)}{NetworkSection.Write(runs)}{SettingsSection.Write(runs)}
            <footer>Written by CnnGen {runs[0].Config.Version} on {date}.</footer>
            </main>
            """);

        string characters = string.Concat(WebUtility.HtmlDecode($"{title}{body}").EnumerateRunes().Distinct());
        return HtmlText.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'">
            <title>{title}</title>
            <style>
            {FontFace(InterFont.Regular, 400, characters)}
            {FontFace(InterFont.Bold, 600, characters)}
            {HtmlText.OfMarkup(Style.Value)}
            </style>
            </head>
            <body>
            {body}
            </body>
            </html>

            """).ToString();
    }

    private static HtmlText FontFace(SkiaSharp.SKTypeface typeface, int weight, string characters)
    {
        string font = PageImage.DataUri("font/woff", WebFont.ToWoff(typeface, characters));
        return HtmlText.Of($"@font-face {{ font-family: {InterFont.Name}; font-weight: {weight}; src: url({font}) format(\"woff\"); }}");
    }

    private static string Lead(IReadOnlyList<ReportedRun> runs)
    {
        string[] networks = [.. runs.Select(run => run.Config.Network).Distinct()];
        TrainingConfig config = runs[0].Config;
        bool isSameData = runs.All(run => (run.Config.TrainingSamples, run.Config.ValidationSamples) == (config.TrainingSamples, config.ValidationSamples));
        string samples = !isSameData ? ""
            : config.ValidationSamples == 0 ? FormattableString.Invariant($", on {config.TrainingSamples:#,0} samples, without validation")
            : FormattableString.Invariant($", on {config.TrainingSamples:#,0} samples, validated on {config.ValidationSamples:#,0}");
        return $"{(runs.Count == 1 ? "Training" : FormattableString.Invariant($"{runs.Count} trainings"))} of {string.Join(", ", networks)}{samples}.";
    }
}
