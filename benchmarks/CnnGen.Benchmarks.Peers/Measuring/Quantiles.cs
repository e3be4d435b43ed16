namespace CnnGen.Benchmarks.Peers.Measuring;

/// <summary>Quantiles of times.</summary>
internal static class Quantiles
{
    /// <summary>The value that the given share of the values lies below, between neighbours by proportion.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="share">0..1.</param>
    public static double Of(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return sorted[below] + ((place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }
}
