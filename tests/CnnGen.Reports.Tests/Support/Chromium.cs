using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SkiaSharp;

namespace CnnGen.Reports.Tests;

/// <summary>What a browser makes of a page.</summary>
/// <param name="Dom">The document after loading, as HTML.</param>
/// <param name="Measured">What the page says of itself: pictures, fonts, requests, widths.</param>
/// <param name="Screenshot">Its upper part.</param>
internal sealed record RenderedPage(string Dom, JsonElement Measured, SKBitmap Screenshot);

/// <summary>Renders pages in a headless Chromium.</summary>
internal static class Chromium
{
    private const int Timeout = 60_000;

    /// <summary>Counts what is refused by the page's own policy, and when all is loaded writes down what can be measured.</summary>
    private const string Probe = """
        <script>
        const refused = [];
        document.addEventListener('securitypolicyviolation', event => refused.push(event.blockedURI));
        window.addEventListener('load', async () => {
            await document.fonts.ready;
            const title = document.querySelector('h1').cloneNode(true);
            title.style.cssText = 'position: absolute; visibility: hidden; white-space: nowrap; font-family: serif';
            document.body.append(title);
            const fallback = title.getBoundingClientRect().width;
            title.style.fontFamily = getComputedStyle(document.body).fontFamily;
            const own = title.getBoundingClientRect().width;
            title.remove();
            const measured = {
                pictures: [...document.images].map(image => ({ width: image.naturalWidth, height: image.naturalHeight, shown: image.getBoundingClientRect().width })),
                fonts: [...document.fonts].map(face => `${face.family} ${face.weight} ${face.status}`),
                requests: performance.getEntriesByType('resource').map(entry => entry.name).filter(name => !name.startsWith('data:')),
                refused, own, fallback,
                title: document.querySelector('h1').getBoundingClientRect(),
                window: document.documentElement.clientWidth, content: document.documentElement.scrollWidth,
                dom: document.body.innerHTML,
            };
            parent.postMessage(measured, '*');
        });
        </script>
        """;

    /// <summary>What stands around the page: a window may be no narrower than 500 pixels, a frame may. It keeps what the page says of itself.</summary>
    private const string Frame = """
        <!DOCTYPE html>
        <body style="margin: 0">
        <script>
        window.addEventListener('message', event => { document.getElementById('measured').textContent = JSON.stringify(event.data).replaceAll('<', '\\u003c'); });
        </script>
        <script type="application/json" id="measured"></script>
        <iframe src="probed.html" style="width: WIDTHpx; height: 900px; border: 0; display: block"></iframe>
        </body>
        """;

    /// <summary>Loads a page; skips the test where there is no browser.</summary>
    /// <param name="path">The page.</param>
    /// <param name="folder">Where the browser may leave things.</param>
    /// <param name="width">Width of the window in pixels.</param>
    public static RenderedPage Render(string path, TestFolder folder, int width)
    {
        string browser = Find();
        string html = File.ReadAllText(path);
        const string policy = "default-src 'none';";
        Assert.Contains(policy, html, StringComparison.Ordinal);
        File.WriteAllText(folder["probed.html"], html.Replace(policy, $"{policy} script-src 'unsafe-inline';", StringComparison.Ordinal).Replace("</title>", $"</title>{Probe}", StringComparison.Ordinal));
        File.WriteAllText(folder["frame.html"], Frame.Replace("WIDTH", width.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

        string screenshot = folder["screenshot.png"];
        string outer = Run(browser, folder,
            "--virtual-time-budget=10000", $"--window-size={Math.Max(width, 500)},900", $"--screenshot={screenshot}", "--dump-dom", new Uri(folder["frame.html"]).AbsoluteUri);
        const string start = "<script type=\"application/json\" id=\"measured\">";
        int begin = outer.IndexOf(start, StringComparison.Ordinal) + start.Length;
        int end = outer.IndexOf("</script>", begin, StringComparison.Ordinal);
        Assert.True(begin >= start.Length && end > begin, $"The page did not say what it measured: {outer[..Math.Min(outer.Length, 2000)]}");
        JsonElement measured = JsonElement.Parse(outer[begin..end]);
        return new RenderedPage(measured.GetProperty("dom").GetString()!, measured, SKBitmap.Decode(screenshot));
    }

    private static string Find()
    {
        string[] names = ["chromium", "chromium-browser", "google-chrome"];
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string? found = names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        if (found is null) Assert.Skip("There is no chromium on the PATH, which Debian's package chromium brings.");
        return found;
    }

    private static string Run(string browser, TestFolder folder, params string[] arguments)
    {
        string[] quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
        var start = new ProcessStartInfo(browser, [.. quiet, $"--user-data-dir={folder["profile"]}", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        bool ended = process.WaitForExit(Timeout);
        if (!ended) process.Kill(entireProcessTree: true);
        Assert.True(ended && process.ExitCode == 0, $"{browser} {(ended ? $"ended with {process.ExitCode}" : "did not end")}: {(ended ? error.Result : "")}");
        return output.Result;
    }
}
