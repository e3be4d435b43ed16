using CnnGen.Benchmarks.Peers.Comparing;
using CnnGen.Benchmarks.Peers.Measuring;

namespace CnnGen.Benchmarks.Peers.Results;

/// <summary>What came of one engine in one cell.</summary>
/// <param name="engine">Its name.</param>
internal sealed class EngineResult(string engine)
{
    /// <summary>Calls from which on a 99th percentile is more than the slowest few.</summary>
    private const int CallsForPercentile = 1000;

    /// <summary>Its name.</summary>
    public string Engine { get; } = engine;

    /// <summary>As the engine tells it.</summary>
    public string InstructionSet { get; set; } = string.Empty;

    /// <summary>Why it has no figures; null where it has them.</summary>
    public string? Problem { get; set; }

    /// <summary>How far its answers lie from those of the first engine; null where it gave none.</summary>
    public Difference? Difference { get; set; }

    /// <summary>Milliseconds of each call of each round.</summary>
    public List<double[]> Rounds { get; } = [];

    /// <summary>The most physical memory that its process has had, in MiB.</summary>
    public double PeakMiB { get; set; }

    /// <summary>Number of calls.</summary>
    public int Calls => Rounds.Sum(calls => calls.Length);

    /// <summary>The median call of each round, in milliseconds.</summary>
    public double[] Medians => [.. Rounds.Select(calls => Quantiles.Of(calls, 0.5))];

    /// <summary>Of <see cref="Medians"/>.</summary>
    public Spread Time => Spread.Of(Medians);

    /// <summary>Milliseconds that one call of a hundred exceeds, over all rounds; null where there were few.</summary>
    public double? Percentile99 => Calls < CallsForPercentile ? null : Quantiles.Of(Rounds.SelectMany(calls => calls), 0.99);
}
