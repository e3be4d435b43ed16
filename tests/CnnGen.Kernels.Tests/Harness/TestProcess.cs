using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;

namespace CnnGen.Kernels.Tests.Harness;

/// <summary>What a run of test classes in another process came to.</summary>
/// <param name="Outcomes">Display name and outcome of each test: Pass, Fail or Skip.</param>
/// <param name="Output">What the process printed.</param>
internal sealed record TestProcessResult(IReadOnlyList<(string Name, string Outcome)> Outcomes, string Output)
{
    public int Count(string outcome) => Outcomes.Count(test => test.Outcome == outcome);
}

/// <summary>Starts this very test program again, for some of its classes and with other environment variables.</summary>
internal static class TestProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(25);

    /// <summary>Runs test classes and waits for them.</summary>
    /// <param name="classes">The classes; the caller's own must not be among them.</param>
    /// <param name="environment">Variables that the process has beside those of this one.</param>
    /// <param name="folder">Where the process writes its results.</param>
    /// <param name="cancellation">Ends the process.</param>
    /// <exception cref="TimeoutException">It did not end in time, and was ended.</exception>
    public static async Task<TestProcessResult> Run(IEnumerable<Type> classes, IReadOnlyDictionary<string, string> environment, string folder, CancellationToken cancellation)
    {
        string results = Path.Combine(folder, "results.xml");
        ProcessStartInfo start = Program();
        foreach (string argument in (string[])["-noLogo", "-noColor", "-noAutoReporters", "-xml", results]) start.ArgumentList.Add(argument);
        foreach (Type type in classes)
        {
            start.ArgumentList.Add("-class");
            start.ArgumentList.Add(type.FullName!);
        }

        foreach ((string name, string value) in environment) start.Environment[name] = value;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} could not be started.");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new(File.Exists(results) ? Read(results) : [], await output + await errors);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"A process of tests did not end within {Patience.TotalMinutes.ToString(CultureInfo.InvariantCulture)} minutes.");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>The program that this process runs: its own executable, or the assembly under the dotnet that runs it.</summary>
    private static ProcessStartInfo Program()
    {
        string assembly = typeof(TestProcess).Assembly.Location;
        string host = Environment.ProcessPath ?? string.Empty;
        if (Path.GetFileNameWithoutExtension(host) != "dotnet") return new(Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null));
        var start = new ProcessStartInfo(host);
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(assembly);
        return start;
    }

    private static List<(string Name, string Outcome)> Read(string results) => [.. XDocument.Load(results).Descendants("test")
        .Select(test => (test.Attribute("name")?.Value ?? string.Empty, test.Attribute("result")?.Value ?? string.Empty))];
}
