namespace CnnGen;

/// <summary>Where augmentation draws from.</summary>
internal static class AugmentationRandom
{
    /// <summary>Keeps these draws apart from those of the order of the samples, which has the same seed.</summary>
    private const ulong Purpose = 0x6175676D656E7421;

    /// <summary>A generator that three numbers decide, close numbers giving unrelated draws.</summary>
    public static SplitMix64 For(int seed, long epoch, long place)
    {
        ulong key = new SplitMix64((uint)seed ^ Purpose).Next();
        key = new SplitMix64(key ^ (ulong)epoch).Next();
        return new SplitMix64(new SplitMix64(key ^ (ulong)place).Next());
    }
}
