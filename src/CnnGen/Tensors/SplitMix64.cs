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

    /// <summary>Uniform in [0, limit), by multiplication (Lemire 2019); limit above 0.</summary>
    public int NextInt(int limit) => (int)(((Next() >> 32) * (ulong)limit) >> 32);

    /// <summary>Standard normal, by Box and Muller 1958.</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());
}
