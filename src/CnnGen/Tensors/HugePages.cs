using System.Runtime.InteropServices;

namespace CnnGen;

/// <summary>
/// Pages of 2 MiB for large buffers: a processor's page tables hold few of 4 KiB, and the system maps a large one as fast as a small one.
/// Linux gives them to those who ask, or to all; other systems are not asked.
/// </summary>
internal static partial class HugePages
{
    /// <summary>Bytes of one.</summary>
    public const int Size = 2 << 20;

    /// <summary>MADV_HUGEPAGE of <c>madvise(2)</c>.</summary>
    private const int Advice = 14;

    /// <summary>Asks for them, and takes what there is: the memory is the same with and without.</summary>
    /// <param name="address">A multiple of <see cref="Size"/>.</param>
    /// <param name="bytes">How many; what is left of the last whole page stays as it is.</param>
    public static void AskFor(nint address, long bytes)
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = Advise(address, (nuint)(bytes / Size * Size), Advice);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            // A C library under another name: small pages do.
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
