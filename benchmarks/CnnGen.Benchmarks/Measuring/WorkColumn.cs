using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace CnnGen.Benchmarks.Measuring;

/// <summary>A column of what was computed in the time of a call.</summary>
/// <param name="name">Its head.</param>
/// <param name="legend">What it says.</param>
/// <param name="place">From left to right.</param>
/// <param name="format">From GFLOP/s and the peak beside it, in GFLOP/s too.</param>
internal sealed class WorkColumn(string name, string legend, int place, Func<double, double, string> format) : IColumn
{
    /// <summary>All of them.</summary>
    public static WorkColumn[] All { get; } =
    [
        new("GFLOP/s", "Floating-point operations by the median time, two for a multiply-add of the direct algorithm; a training step counts as three forward passes", 0, (rate, _) => Number("F1", rate)),
        new("Peak", "Multiply-adds on registers alone, in GFLOP/s, measured before and after in the same process", 1, (_, peak) => Number("F1", peak)),
        new("Share", "GFLOP/s of the peak; above 100 % where the algorithm takes fewer operations than the direct one", 2, (rate, peak) => Number("P0", rate / peak)),
    ];

    public string Id => $"{nameof(WorkColumn)}.{name}";

    public string ColumnName => name;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => place;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => legend;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        var key = new WorkKey(benchmarkCase.Descriptor.Type.Name, (string)benchmarkCase.Parameters[nameof(ModelBenchmark.Model)], (int)benchmarkCase.Parameters[nameof(ModelBenchmark.Batch)]);
        return Work.Of(key) is { } work && summary[benchmarkCase]?.ResultStatistics is { } times ? format(work.Flops / times.Median, work.Peak) : "-";
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public bool IsAvailable(Summary summary) => true;

    private static string Number(string format, double value) => value.ToString(format, CultureInfo.InvariantCulture);
}
