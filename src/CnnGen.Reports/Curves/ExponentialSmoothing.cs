namespace CnnGen.Reports;

/// <summary>Curves without their noise: s₁ = x₁, sᵢ = 0.8 · sᵢ₋₁ + 0.2 · xᵢ.</summary>
internal static class ExponentialSmoothing
{
    /// <summary>What a smoothed value keeps of the one before.</summary>
    public const double Factor = 0.8;

    /// <summary>Values below which a smoothed curve would tell of its start more than of the rest.</summary>
    public const int FewestValues = 20;

    /// <summary>Smooths values, which are finite.</summary>
    public static double[] Of(IReadOnlyList<double> values)
    {
        double[] smoothed = new double[values.Count];
        for (int i = 0; i < smoothed.Length; i++) smoothed[i] = i == 0 ? values[0] : (Factor * smoothed[i - 1]) + ((1 - Factor) * values[i]);
        return smoothed;
    }
}
