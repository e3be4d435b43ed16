namespace CnnGen;

/// <summary>A small random generator with the same draws on every machine and version (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators").</summary>
internal struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, 1), 24 bits.</summary>
    public float NextSingle() => (Next() >> 40) * (1f / (1 << 24));

    /// <summary>Uniform in [0, limit), by multiplication (Lemire 2019); limit above 0.</summary>
    public int NextInt(int limit) => (int)(((Next() >> 32) * (ulong)limit) >> 32);

    /// <summary>Standard normal, by Box and Muller 1958.</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Beta with both parameters <paramref name="alpha"/>, above 0: X / (X + Y) with X and Y of its gamma distribution, in logarithms, since a small one draws what a number does not hold.</summary>
    public double NextBeta(double alpha) => 1 / (1 + Math.Exp(-NextLogGamma(alpha) + NextLogGamma(alpha)));

    /// <summary>The logarithm of a draw from the gamma distribution with scale 1 (Marsaglia and Tsang 2000, "A simple method for generating gamma variables"; section 6 for a shape below 1).</summary>
    private double NextLogGamma(double shape)
    {
        if (shape < 1) return NextLogGamma(shape + 1) + (Math.Log(1 - NextDouble()) / shape);
        double d = shape - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = NextNormal();
            double v = 1 + (c * x);
            if (v <= 0) continue;
            double logV = 3 * Math.Log(v);
            if (Math.Log(1 - NextDouble()) < (0.5 * x * x) + (d * (1 - (v * v * v) + logV))) return Math.Log(d) + logV;
        }
    }
}
