namespace CnnGen;

/// <summary>
/// Bytes that a model takes, as the garbage collector counts them. Of a buffer of 4 MiB or more up to 2 MiB may lie before its first page, and never become resident.
/// </summary>
/// <param name="Weights">Weights and the forms derived from them: forks share them.</param>
/// <param name="Buffers">What each model object has for itself.</param>
public readonly record struct MemoryUse(long Weights, long Buffers)
{
    /// <summary>Both together.</summary>
    public long Total => Weights + Buffers;
}
