namespace CnnGen.Kernels.Tests.Reference;

/// <summary>Functions that <see cref="Math"/> lacks, to about 1e-15 relative.</summary>
internal static class SpecialFunctions
{
    private const double TwoOverRootPi = 1.12837916709551257389615890312154517;

    /// <summary>erf(x) = 2/√π ∫₀ˣ exp(−t²) dt.</summary>
    public static double Erf(double x) => Math.Abs(x) < 2 ? ErfBySeries(x) : Math.Sign(x) * (1 - ErfcByFraction(Math.Abs(x)));

    /// <summary>erfc(x) = 1 − erf(x), without cancellation for large x.</summary>
    public static double Erfc(double x) => x < -2 ? 2 - ErfcByFraction(-x) : x < 2 ? 1 - ErfBySeries(x) : ErfcByFraction(x);

    /// <summary>ln(1 + u) for u ≥ 0, exact for tiny u (Kahan's correction, Goldberg 1991, theorem 4).</summary>
    public static double LogOnePlus(double u)
    {
        double sum = 1 + u;
        return sum == 1 ? u : Math.Log(sum) * (u / (sum - 1));
    }

    /// <summary>exp(x) − 1, exact for tiny x (Kahan; Higham, Accuracy and Stability, algorithm 1.14.1).</summary>
    public static double ExpMinusOne(double x)
    {
        double power = Math.Exp(x);
        if (power == 1) return x;
        double difference = power - 1;
        return difference == -1 ? -1 : double.IsInfinity(power) ? power : difference * (x / Math.Log(power));
    }

    // erf(x) = 2/√π exp(−x²) Σ 2ⁿ x²ⁿ⁺¹ / (1·3·…·(2n+1)): all terms have one sign (Abramowitz and Stegun 7.1.6).
    private static double ErfBySeries(double x)
    {
        double term = x;
        double sum = x;
        for (int n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return TwoOverRootPi * Math.Exp(-x * x) * sum;
    }

    // √π exp(x²) erfc(x) = 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))) (Abramowitz and Stegun 7.1.14), from the far end.
    private static double ErfcByFraction(double x)
    {
        if (x > 28) return 0;
        double tail = x;
        for (int n = 200; n >= 1; n--) tail = x + (n / 2.0 / tail);
        return TwoOverRootPi / 2 * Math.Exp(-x * x) / tail;
    }
}
