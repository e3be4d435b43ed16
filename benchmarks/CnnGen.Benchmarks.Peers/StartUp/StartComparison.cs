using System.Diagnostics;
using System.Globalization;
using CnnGen.Benchmarks.Peers.Engines;
using CnnGen.Benchmarks.Peers.Measuring;
using CnnGen.Benchmarks.Peers.Networks;
using CnnGen.Benchmarks.Peers.Workers;

namespace CnnGen.Benchmarks.Peers.StartUp;

/// <summary>Measures from the start of a process until it has said what it predicts; engines take turns.</summary>
internal static class StartComparison
{
    /// <summary>Names of the columns.</summary>
    public const string Header = "engine,runs,median_ms,p10_ms,p90_ms,median_over_empty_ms";

    /// <summary>A row for each engine.</summary>
    /// <param name="networks">Files of the networks.</param>
    /// <param name="runs">Of each engine; one more before them, which reads the files into memory, is not counted.</param>
    /// <exception cref="InvalidOperationException">Engines disagree.</exception>
    public static IEnumerable<string> Rows(PreparedNetworks networks, int runs)
    {
        NetworkFiles files = networks["mnist"];
        var times = StartProbe.Engines.ToDictionary(engine => engine, _ => new List<double>());
        var answers = new HashSet<string>();
        for (int run = -1; run < runs; run++)
        {
            foreach ((string engine, List<double> measured) in times)
            {
                (double milliseconds, string answer) = Start(engine, files);
                if (engine != StartProbe.Empty) answers.Add(answer);
                if (run >= 0) measured.Add(milliseconds);
            }
        }

        if (answers.Count != 1) throw new InvalidOperationException($"The engines disagree: {string.Join(", ", answers)}.");
        double empty = Quantiles.Of(times[StartProbe.Empty], 0.5);
        foreach ((string engine, List<double> measured) in times)
        {
            Spread spread = Spread.Of(measured);
            yield return string.Create(CultureInfo.InvariantCulture, $"{engine},{runs},{spread.Median:F1},{spread.Low:F1},{spread.High:F1},{spread.Median - empty:F1}");
        }
    }

    private static (double Milliseconds, string Answer) Start(string engine, NetworkFiles files)
    {
        ProcessStartInfo start = ChildProcess.Describe(StartProbe.Command, engine, engine == EngineCatalog.OnnxRuntime ? files.Onnx : files.Weights);
        long begin = Stopwatch.GetTimestamp();
        using Process process = ChildProcess.Start(start);
        string answer = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The program with {engine} said nothing.");
        double milliseconds = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        process.WaitForExit();
        return (milliseconds, answer);
    }
}
