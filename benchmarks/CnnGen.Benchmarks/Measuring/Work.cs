namespace CnnGen.Benchmarks.Measuring;

/// <summary>Which benchmark.</summary>
/// <param name="Benchmark">Name of its class.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="Batch">Pictures of a call.</param>
internal readonly record struct WorkKey(string Benchmark, string Model, int Batch);

/// <summary>What a call of each benchmark computes, and what the cores gave beside it. Benchmarks run in this process and leave it here.</summary>
internal static class Work
{
    private static readonly Dictionary<WorkKey, double> Flops = [];
    private static readonly Dictionary<WorkKey, List<double>> Peaks = [];

    /// <summary>Says how many floating-point operations a call takes, two for a multiply-add of the direct algorithm.</summary>
    public static void Declare(WorkKey key, double flops) => (Flops[key], Peaks[key]) = (flops, []);

    /// <summary>Adds a peak measured beside it, in GFLOP/s.</summary>
    public static void AddPeak(WorkKey key, double peak) => Peaks[key].Add(peak);

    /// <summary>Operations of a call, and the mean of the peaks; null where it has not run or computes nothing.</summary>
    public static (double Flops, double Peak)? Of(WorkKey key) =>
        Flops.TryGetValue(key, out double flops) && flops > 0 ? (flops, Peaks[key].Average()) : null;
}
