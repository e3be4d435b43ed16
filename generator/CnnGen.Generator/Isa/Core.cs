namespace CnnGen.Generator.Isa;

/// <summary>
/// What planning counts with of a processor core, beside its vectors: the smaller figures of the cores of these years, so that plans hold on all of them.
/// The same source gives the same plan everywhere; nothing here is read from a machine.
/// </summary>
internal static class Core
{
    /// <summary>Vector multiply-adds, or additions, that begin in a cycle.</summary>
    public const double OperationsPerCycle = 2;

    /// <summary>Instructions that begin in a cycle, where another program may have its share of the core.</summary>
    public const double InstructionsPerCycle = 3;

    /// <summary>Bytes of the first-level cache for data.</summary>
    public const int L1Bytes = 32 << 10;

    /// <summary>Bytes of the second-level cache.</summary>
    public const int L2Bytes = 1 << 20;

    /// <summary>What streams in a cycle from the second-level cache.</summary>
    public const double L2BytesPerCycle = 32;

    /// <summary>What streams in a cycle from the cache that cores share.</summary>
    public const double L3BytesPerCycle = 8;

    /// <summary>Bytes of the cache that cores share, which none has for itself.</summary>
    public const int L3Bytes = 16 << 20;

    /// <summary>What streams in a cycle from memory.</summary>
    public const double MemoryBytesPerCycle = 4;

    /// <summary>What streams in a cycle from where so many bytes that are used again find room, beside others.</summary>
    public static double BytesPerCycle(double workingSet) => BytesPerCycle(workingSet, L2Bytes / 2);

    /// <summary>The same of what is only read, such as filters, and so takes no room for what is written back.</summary>
    public static double ReadBytesPerCycle(double workingSet) => BytesPerCycle(workingSet, L2Bytes * 3 / 4);

    private static double BytesPerCycle(double workingSet, double fitting) =>
        workingSet <= fitting ? L2BytesPerCycle : workingSet <= L3Bytes / 2 ? L3BytesPerCycle : MemoryBytesPerCycle;
}
