using System.Globalization;
using CnnGen.Benchmarks.Peers.Measuring;

namespace CnnGen.Benchmarks.Peers.Results;

/// <summary>A row for each engine of each cell.</summary>
internal static class CsvTable
{
    /// <summary>Names of the columns.</summary>
    public const string Header =
        "task,optimizer,network,batch,threads,engine,isa,rounds,calls,median_ms,p10_ms,p90_ms,p99_ms,images_per_s,gflops,share_of_peak,"
        + "fma512_gflops,fma256_gflops,fma128_gflops,time_over_cnngen,time_over_cnngen_p10,time_over_cnngen_p90,output_difference,loss_difference,"
        + "peak_rss_mib,other_cores,stolen_cores,peak_spread,problem";

    /// <summary>The rows of a cell.</summary>
    public static IEnumerable<string> Rows(CellResult cell) => cell.Engines.Select(result => Row(cell, result));

    private static string Row(CellResult cell, EngineResult result)
    {
        (string task, string optimizer, string network, int batch, int threads) = cell.Cell;
        string?[] values =
        [
            task, optimizer, network, Text(batch), Text(threads), result.Engine, result.InstructionSet,
            .. result.Problem is null ? Figures(cell, result) : Enumerable.Repeat<string?>(null, 15),
            Text(result.Difference?.Outputs, "0.0e0"), Text(result.Difference?.Losses, "0.0e0"),
            result.Problem is null ? Text(result.PeakMiB, "F1") : null,
            Text(cell.Disturbance?.OtherCores, "F2"), Text(cell.Disturbance?.StolenCores, "F2"), Text(cell.PeakSpread, "F3"),
            result.Problem?.Replace(',', ';'),
        ];
        return string.Join(',', values);
    }

    private static IEnumerable<string?> Figures(CellResult cell, EngineResult result)
    {
        Spread time = result.Time;
        Spread? ratio = cell.Ratio(result);
        return
        [
            Text(result.Rounds.Count), Text(result.Calls), Text(time.Median, "F4"), Text(time.Low, "F4"), Text(time.High, "F4"), Text(result.Percentile99, "F4"),
            Text(cell.Cell.Batch / time.Median * 1000, "F1"), Text(cell.Rate(result), "F1"), Text(cell.ShareOfPeak(result), "F3"),
            .. ((int[])[512, 256, 128]).Select(bits => cell.Peaks.TryGetValue(bits, out List<double>? rates) ? Text(Quantiles.Of(rates, 0.5), "F1") : null),
            Text(ratio?.Median, "F3"), Text(ratio?.Low, "F3"), Text(ratio?.High, "F3"),
        ];
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string? Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture);
}
