namespace CnnGen.Benchmarks.Peers.Measuring;

/// <summary>The middle of some values and how far they lie apart.</summary>
/// <param name="Median">Half of them lie below.</param>
/// <param name="Low">A tenth of them lie below.</param>
/// <param name="High">A tenth of them lie above.</param>
internal readonly record struct Spread(double Median, double Low, double High)
{
    /// <summary>From low to high, as a part of the median.</summary>
    public double Relative => (High - Low) / Median;

    /// <summary>Of at least one value.</summary>
    public static Spread Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return new Spread(Quantiles.Of(all, 0.5), Quantiles.Of(all, 0.1), Quantiles.Of(all, 0.9));
    }
}
