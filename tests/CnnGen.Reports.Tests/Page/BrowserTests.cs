using System.Text.Json;
using SkiaSharp;

namespace CnnGen.Reports.Tests;

/// <summary>A report as a browser shows it.</summary>
public sealed class BrowserTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public void All_of_a_report_is_shown_on_wide_and_narrow_screens_and_nothing_is_asked_for(int width)
    {
        ReportedRun[] runs = [Reported.YesOrNo("plain"), Reported.YesOrNo("augmented", Reported.Turning, epochs: 60)];
        RenderedPage page = Chromium.Render(TrainingReport.Write(_folder["report"], "Cats & dogs", runs), _folder, width);

        foreach (string section in new[] { "Runs", "Loss and accuracy", "Answers on the validation samples", "Most confidently wrong", "One picture, augmented", "Time", "Network", "Settings" })
        {
            Assert.Contains($"<h2>{section}</h2>", page.Dom, StringComparison.Ordinal);
        }

        Assert.Contains("<h1>Cats &amp; dogs</h1>", page.Dom, StringComparison.Ordinal);
        Assert.Contains("(plain: epoch ", page.Dom, StringComparison.Ordinal);
        CheckPictures(page, expected: 1 + 4 + runs.Sum(run => run.MostWrong.Count) + 1 + 12);
        Assert.Equal(["Inter 400 loaded", "Inter 600 loaded"], Texts(page, "fonts"));
        Assert.Empty(Texts(page, "requests"));
        Assert.Empty(Texts(page, "refused"));
        Assert.NotEqual(Number(page.Measured, "own"), Number(page.Measured, "fallback")); // the title is set in the font that the page brings
        Assert.Equal(width, Number(page.Measured, "window"));
        Assert.True(Number(page.Measured, "content") <= width, $"The page is {Number(page.Measured, "content")} pixels wide in a window of {width}.");
        Assert.InRange(InkOfTitle(page), 0.03, 0.5);
    }

    [Fact]
    public void A_report_of_one_training_shows_its_figures_on_cards()
    {
        RenderedPage page = Chromium.Render(TrainingReport.Write(_folder["report"], "One", [Reported.YesOrNo("one")]), _folder, 1000);
        Assert.Contains("<dt>best validation accuracy</dt>", page.Dom, StringComparison.Ordinal);
        Assert.DoesNotContain("<h2>Runs</h2>", page.Dom, StringComparison.Ordinal);
        Assert.DoesNotContain("<h2>One picture, augmented</h2>", page.Dom, StringComparison.Ordinal);
        Assert.InRange(InkOfTitle(page), 0.03, 0.5);
    }

    /// <summary>Every picture is there, has been decoded and takes room on the page.</summary>
    private static void CheckPictures(RenderedPage page, int expected)
    {
        JsonElement[] pictures = [.. page.Measured.GetProperty("pictures").EnumerateArray()];
        Assert.Equal(expected, pictures.Length);
        Assert.All(pictures, picture => Assert.True(Number(picture, "width") > 0 && Number(picture, "height") > 0 && Number(picture, "shown") > 20, picture.ToString()));
    }

    /// <summary>Share of the box of the title that is not its background.</summary>
    private static double InkOfTitle(RenderedPage page)
    {
        JsonElement box = page.Measured.GetProperty("title");
        (int left, int top) = ((int)Number(box, "left"), (int)Number(box, "top"));
        (int right, int bottom) = (Math.Min((int)Number(box, "right"), left + 200), (int)Number(box, "bottom"));
        SKColor background = page.Screenshot.GetPixel(2, 2);
        int ink = 0;
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
            {
                if (Math.Abs(page.Screenshot.GetPixel(x, y).Red - background.Red) > 60) ink++;
            }
        }

        return (double)ink / Math.Max(1, (bottom - top) * (right - left));
    }

    private static string[] Texts(RenderedPage page, string name) => [.. page.Measured.GetProperty(name).EnumerateArray().Select(value => value.GetString()!)];

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();
}
