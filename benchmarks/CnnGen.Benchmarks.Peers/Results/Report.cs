using System.Globalization;
using System.Runtime.InteropServices;
using CnnGen.Benchmarks.Peers.Comparing;
using CnnGen.Benchmarks.Peers.Measuring;

namespace CnnGen.Benchmarks.Peers.Results;

/// <summary>Files that results are written to; null for those that are not wanted.</summary>
/// <param name="Csv">A row for each engine of each cell.</param>
/// <param name="Markdown">A row for each cell.</param>
/// <param name="Chart">Bars.</param>
internal sealed record ReportFiles(string? Csv, string? Markdown, string? Chart)
{
    /// <summary>Replaces a file; a reader sees the old one or the whole new one.</summary>
    public static void Write(string path, IEnumerable<string> lines)
    {
        string beside = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllLines(beside, lines);
        File.Move(beside, path, overwrite: true);
    }
}

/// <summary>Prints results as they come, and writes them to files after each, so that a run that is broken off leaves what it has.</summary>
/// <param name="files">Where to.</param>
/// <param name="rounds">Turns of each engine.</param>
/// <param name="withoutAvx512">Whether CnnGen's process is one without AVX-512.</param>
internal sealed class Report(ReportFiles files, int rounds, bool withoutAvx512)
{
    private const double Rest = 0.5;

    private readonly List<string> _rows = [CsvTable.Header];
    private readonly List<CellResult> _cells = [];

    /// <summary>Says what holds for all results.</summary>
    public void Begin()
    {
        WarnOfLoad();
        foreach (string condition in Conditions()) Console.Error.WriteLine(condition);
        Console.WriteLine(CsvTable.Header);
    }

    /// <summary>Adds the results of a cell.</summary>
    public void Add(CellResult cell)
    {
        _cells.Add(cell);
        foreach (string row in CsvTable.Rows(cell))
        {
            Console.WriteLine(row);
            _rows.Add(row);
        }

        if (cell.Warning is { } warning) Console.Error.WriteLine($"Warning: {warning}");
        if (files.Csv is { } csv) ReportFiles.Write(csv, _rows);
        if (files.Markdown is { } markdown) ReportFiles.Write(markdown, MarkdownTable.Lines(_cells, Conditions()));
        if (files.Chart is { } chart) RatioChart.Save(chart, _cells, Caption());
    }

    /// <summary>Says so where programs run before anything is measured.</summary>
    public static void WarnOfLoad()
    {
        if (MachineWatch.LoadAverage is { } load and > Rest)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Warning: the machine's load average is {load:F1} before anything is measured. Figures of a busy machine mean little."));
        }
    }

    private IEnumerable<string> Conditions()
    {
        yield return $"{Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}.";
        yield return withoutAvx512
            ? "CnnGen runs without AVX-512 (DOTNET_EnableAVX512=0 in its process) and its share is that of the AVX2 peak; the others choose their instructions for themselves, AVX-512 too."
            : $"CnnGen runs on {Instructions()}, and its share is that of the peak of those instructions; the others choose their instructions for themselves.";
        yield return $"Medians of {rounds} rounds in which engines take turns, with the 10th and 90th percentile; ratios are taken round by round.";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"Differences are parts of the largest output, or of the loss; an engine that differs by more than {Answers.OutputTolerance:0e0} ({Answers.LossTolerance:0e0} in the loss) has no figures.");
    }

    private string Caption() =>
        $"{Processor()}; CnnGen on {Instructions()}, the others on what they choose. Above 1 CnnGen is faster.\nMedians of {rounds} rounds in which engines take turns, with the 10th and 90th percentile.";

    private string Instructions() => withoutAvx512 ? "AVX2" : InstructionSets.Best switch
    {
        InstructionSet.Avx512 => "AVX-512",
        InstructionSet.Avx2 => "AVX2",
        InstructionSet.AdvSimd => "NEON",
        _ => "portable vectors",
    };

    private static string Processor()
    {
        const string name = "model name", file = "/proc/cpuinfo";
        string? line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(each => each.StartsWith(name, StringComparison.Ordinal)) : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
