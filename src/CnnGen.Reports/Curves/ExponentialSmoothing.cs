namespace CnnGen.Reports;

/// <summary>Curves without their noise: s₁ = x₁, sᵢ = 0.8 · sᵢ₋₁ + 0.2 · xᵢ.</summary>
internal static class ExponentialSmoothing
{
    /// <summary>What a smoothed value keeps of the one before.</summary>
    public const double Factor = 0.8;

    /// <summary>Values below which a smoothed curve would tell of its start more than of the rest.</summary>
    public const int FewestValues = 20;

    /// <summary>Smooths values; one that is not finite leaves the curve where it is.</summary>
    public static double[] Of(IReadOnlyList<double> values)
    {
        double[] smoothed = new double[values.Count];
        double last = double.NaN;
        for (int i = 0; i < smoothed.Length; i++)
        {
            if (double.IsFinite(values[i])) last = double.IsNaN(last) ? values[i] : (Factor * last) + ((1 - Factor) * values[i]);
            smoothed[i] = last;
        }

        return smoothed;
    }
}
