namespace CnnGen.Reports;

/// <summary>A picture and what augmentation makes of it; runs that augment alike are told of once.</summary>
internal static class AugmentationSection
{
    public static HtmlText? Write(IReadOnlyList<ReportedRun> runs)
    {
        IGrouping<string, ReportedRun>[] alike = [.. runs.Where(run => run.Augmented is not null).GroupBy(run => Settings(run.Config))];
        if (alike.Length == 0) return null;
        return HtmlText.Of($"<h2>One picture, augmented</h2>\n<p class=\"note\">The first training picture, and what training makes of it in its first twelve passes over the data. Validation pictures are never augmented.</p>\n")
            .AddEach(alike, group => HtmlText.Of($"<div class=\"card augmentation\">{(runs.Count == 1 ? null : HtmlText.Of($"<h3>{string.Join("; ", group.Select(run => run.Name))}</h3>\n"))}{Pictures(group.First())}</div>\n"));
    }

    private static string Settings(TrainingConfig config) => string.Join(", ", config.Augmentation.Select(setting => $"{setting.Key} {setting.Value}"));

    private static HtmlText Pictures(ReportedRun run)
    {
        AugmentedPicture augmented = run.Augmented!;
        bool isMixed = run.Config.Augmentation.Keys.Any(setting => setting is nameof(Augmentation.MixUpAlpha) or nameof(Augmentation.CutMixAlpha));
        return HtmlText.Of($"<div class=\"augmented\"><figure class=\"original\">{Image(augmented.Original, augmented.Shape, "The picture as it is")}<figcaption>as it is</figcaption></figure>\n<div class=\"gallery\"><div class=\"pictures\">\n")
            .AddEach(augmented.Variants.Index(), variant => HtmlText.Of($"<figure>{Image(variant.Item, augmented.Shape, FormattableString.Invariant($"The picture in pass {variant.Index + 1}"))}</figure>\n"))
            .Add($"</div></div></div>\n{(isMixed ? HtmlText.Of($"<p class=\"note\">The mixing of pairs (MixUp, CutMix) comes after this and is not shown.</p>\n") : null)}");
    }

    private static HtmlText Image(IReadOnlyList<float> pixels, ImageShape shape, string description) => PageImage.OfPixels(pixels.ToArray(), shape, description);
}
