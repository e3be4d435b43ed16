using System.Globalization;
using CnnGen.Benchmarks.Peers.Engines;
using CnnGen.Benchmarks.Peers.Measuring;

namespace CnnGen.Benchmarks.Peers.Results;

/// <summary>What came of one cell.</summary>
/// <param name="Cell">What was measured.</param>
/// <param name="MultiplyAdds">Of one forward pass of one picture.</param>
/// <param name="Engines">In the order of the command line.</param>
/// <param name="Peaks">GFLOP/s of multiply-adds alone by the bits of the vectors, one a round.</param>
/// <param name="Disturbance">What else went on; null where the system does not tell.</param>
internal sealed record CellResult(Cell Cell, long MultiplyAdds, IReadOnlyList<EngineResult> Engines, IReadOnlyDictionary<int, List<double>> Peaks, Disturbance? Disturbance)
{
    /// <summary>A training step counts as three forward passes: forward, and the gradients of inputs and of weights.</summary>
    private const int PassesOfTrainingStep = 3;

    private const double SteadyPeak = 0.1;

    /// <summary>CnnGen; null where it has no figures.</summary>
    public EngineResult? Ours => Best(EngineCatalog.Ours);

    /// <summary>The fastest of the others; null where none has figures.</summary>
    public EngineResult? BetterPeer => Timed.Where(result => result.Engine != EngineCatalog.Ours).MinBy(result => result.Time.Median);

    /// <summary>How far the rates of the machine's widest multiply-adds lie apart, as a part of their median.</summary>
    public double PeakSpread => Spread.Of(Peaks[FmaPeak.Widths[0]]).Relative;

    /// <summary>What is to be said against the figures; null where nothing is.</summary>
    public string? Warning
    {
        get
        {
            var reasons = new List<string>();
            if (Disturbance is { IsStrong: true } others) reasons.Add(string.Create(CultureInfo.InvariantCulture, $"other programs used {others.OtherCores:F2} cores and the host took {others.StolenCores:F2}"));
            if (PeakSpread > SteadyPeak) reasons.Add(string.Create(CultureInfo.InvariantCulture, $"the multiply-add peak moved by {PeakSpread:P0}"));
            return reasons.Count == 0 ? null : $"{Cell}: the machine was disturbed: {string.Join(", ", reasons)}.";
        }
    }

    private IEnumerable<EngineResult> Timed => Engines.Where(result => result.Problem is null);

    /// <summary>The fastest form of a library; null where none has figures.</summary>
    /// <param name="library">What the names of its forms begin with.</param>
    public EngineResult? Best(string library) => Timed.Where(result => result.Engine.StartsWith(library, StringComparison.Ordinal)).MinBy(result => result.Time.Median);

    /// <summary>Time of an engine over that of CnnGen, round by round; null where CnnGen has no figures.</summary>
    public Spread? Ratio(EngineResult result) => Ours is { } ours ? Spread.Of(result.Medians.Zip(ours.Medians, (theirs, own) => theirs / own)) : null;

    /// <summary>GFLOP/s of the direct algorithm; a multiply-add is two. An algorithm that needs fewer may pass the peak.</summary>
    public double Rate(EngineResult result) => Rate(result.Time.Median);

    /// <summary><see cref="Rate(EngineResult)"/> as a part of the peak of the instructions that the engine uses, round by round; of the machine's widest where it does not tell.</summary>
    public double ShareOfPeak(EngineResult result)
    {
        int bits = result.InstructionSet switch { nameof(InstructionSet.Avx2) => 256, nameof(InstructionSet.AdvSimd) or nameof(InstructionSet.Portable) => 128, _ => FmaPeak.Widths[0] };
        return Quantiles.Of(result.Medians.Zip(Peaks[bits], (time, peak) => Rate(time) / peak), 0.5);
    }

    private double Rate(double milliseconds) => 2.0 * MultiplyAdds * Cell.Batch * (Cell.Trains ? PassesOfTrainingStep : 1) / milliseconds / 1e6;
}
