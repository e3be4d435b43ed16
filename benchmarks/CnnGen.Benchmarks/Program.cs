using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using CnnGen.Benchmarks;
using CnnGen.Benchmarks.Measuring;

const string ThreadsOption = "--threads";
const int LongestName = 40;
int place = Array.IndexOf(args, ThreadsOption);
if (place >= 0)
{
    if (place + 1 == args.Length || !int.TryParse(args[place + 1], CultureInfo.InvariantCulture, out int threads) || threads < 1)
    {
        Console.Error.WriteLine($"{ThreadsOption} takes a whole number of at least 1.");
        return 1;
    }

    ModelBenchmark.Threads = threads;
    args = [.. args[..place], .. args[(place + 2)..]];
}

// In this process, whatever job is asked for: kernels are optimised from their first call on, and the peak is that of the same cores at the same time.
IConfig config = DefaultConfig.Instance
    .AddColumn(WorkColumn.All)
    .AddColumn(StatisticColumn.Median)
    .AddDiagnoser(new MemoryDiagnoser(new MemoryDiagnoserConfig(displayGenColumns: false)))
    .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(LongestName))
    .AddJob(new Job().WithToolchain(InProcessEmitToolchain.Instance).AsMutator());
return BenchmarkSwitcher.FromAssembly(typeof(ModelBenchmark).Assembly).Run(args, config).Any(summary => summary.HasCriticalValidationErrors) ? 1 : 0;
