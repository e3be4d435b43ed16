using System.Globalization;
using CnnGen.Benchmarks.Peers.Engines;
using CnnGen.Benchmarks.Peers.Measuring;

namespace CnnGen.Benchmarks.Peers.Results;

/// <summary>A row for each cell, of each library its fastest form, and below what a reader has to know.</summary>
internal static class MarkdownTable
{
    private const string None = "–";

    /// <summary>The lines of the file.</summary>
    /// <param name="cells">Of one task and, in training, one optimiser; at least one.</param>
    /// <param name="conditions">Sentences on how they were measured.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<CellResult> cells, IEnumerable<string> conditions)
    {
        bool trains = cells[0].Cell.Trains;
        string[] libraries = [EngineCatalog.Ours, .. Peers(cells[0].Cell)];
        string unit = trains ? "images/s" : "ms";
        string[] header =
        [
            "network", "batch", "threads", .. libraries.Select(library => $"{Title(library)}, {unit}"), "better peer", "its time / CnnGen's", "CnnGen's share of the peak",
            .. trains ? [] : (string[])["99th percentile, ms: CnnGen, better peer"],
            $"MiB: {string.Join(", ", libraries.Select(Title))}", "largest difference",
        ];
        yield return $"| {string.Join(" | ", header)} |";
        yield return $"|{string.Concat(Enumerable.Repeat("---|", header.Length))}";
        foreach (CellResult cell in cells)
        {
            string[] values =
            [
                cell.Cell.Network, Number(cell.Cell.Batch), Number(cell.Cell.Threads) + (cell.Warning is null ? string.Empty : " *"),
                .. libraries.Select(library => cell.Best(library) is { } best ? trains ? ImagesPerSecond(cell, best) : Milliseconds(best.Time) : None),
                cell.BetterPeer?.Engine ?? None,
                cell.BetterPeer is { } peer && cell.Ratio(peer) is { } ratio ? string.Create(CultureInfo.InvariantCulture, $"{ratio.Median:F2} ({ratio.Low:F2}–{ratio.High:F2})") : None,
                cell.Ours is { } ours ? string.Create(CultureInfo.InvariantCulture, $"{cell.ShareOfPeak(ours) * 100:F0} %") : None,
                .. trains ? [] : (string[])[$"{Latency(cell.Ours)}, {Latency(cell.BetterPeer)}"],
                string.Join(", ", libraries.Select(library => cell.Best(library) is { } best ? best.PeakMiB.ToString("F0", CultureInfo.InvariantCulture) : None)),
                LargestDifference(cell),
            ];
            yield return $"| {string.Join(" | ", values)} |";
        }

        yield return string.Empty;
        foreach (string condition in conditions) yield return $"- {condition}";
        foreach (CellResult cell in cells)
        {
            foreach (EngineResult result in cell.Engines.Where(result => result.Problem is not null)) yield return $"- {cell.Cell}: {result.Engine} has no figures: {result.Problem}.";
            if (cell.Warning is { } warning) yield return $"- \\* {warning}";
        }
    }

    /// <summary>The other libraries that have a cell's task.</summary>
    public static IEnumerable<string> Peers(Cell cell) => ((string[])[EngineCatalog.OnnxRuntime, EngineCatalog.Libtorch]).Where(library => EngineCatalog.Does(library, cell.Task));

    /// <summary>A library as its authors write it.</summary>
    public static string Title(string library) => library switch { EngineCatalog.Ours => "CnnGen", EngineCatalog.OnnxRuntime => "ONNX Runtime", _ => library };

    private static string Milliseconds(Spread time)
    {
        string format = time.Median switch { < 1 => "F4", < 100 => "F2", _ => "F0" };
        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return $"{Text(time.Median)} ({Text(time.Low)}–{Text(time.High)})";
    }

    private static string ImagesPerSecond(CellResult cell, EngineResult result)
    {
        string Text(double milliseconds) => (cell.Cell.Batch / milliseconds * 1000).ToString("F0", CultureInfo.InvariantCulture);
        return $"{Text(result.Time.Median)} ({Text(result.Time.High)}–{Text(result.Time.Low)})";
    }

    private static string Latency(EngineResult? result) => result?.Percentile99?.ToString(result.Percentile99 < 1 ? "F4" : "F2", CultureInfo.InvariantCulture) ?? None;

    private static string LargestDifference(CellResult cell)
    {
        double?[] outputs = [.. cell.Engines.Select(result => result.Difference?.Outputs)];
        double?[] losses = [.. cell.Engines.Select(result => result.Difference?.Losses)];
        string Text(double?[] values) => values.Max()?.ToString("0e0", CultureInfo.InvariantCulture) ?? None;
        return cell.Cell.Trains ? $"outputs {Text(outputs)}, losses {Text(losses)}" : Text(outputs);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
