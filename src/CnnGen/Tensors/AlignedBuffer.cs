using System.Runtime.InteropServices;

namespace CnnGen;

/// <summary>
/// Floats on a 64-byte boundary that the garbage collector does not move, with <see cref="Slack"/> readable floats behind them:
/// kernels load whole vectors past the end of a row and never use the surplus lanes. Large ones lie on huge pages where the system has them.
/// </summary>
/// <remarks>Managed memory, as spans of weights are handed out that may outlive their model.</remarks>
internal sealed class AlignedBuffer
{
    /// <summary>Floats that may be read behind the last one.</summary>
    public const int Slack = 64;

    /// <summary>The most floats that one buffer holds.</summary>
    public static readonly int MaxLength = Array.MaxLength - Slack - (HugePages.Size / sizeof(float));

    private const int Alignment = 64;

    /// <summary>Floats from which on a buffer begins on a huge page.</summary>
    private const int Large = 2 * HugePages.Size / sizeof(float);

    private readonly float[] _array;
    private readonly int _start;

    private AlignedBuffer(int length)
    {
        Length = length;
        int alignment = AlignmentOf(length);
        _array = GC.AllocateArray<float>(length + Slack + (alignment / sizeof(float)), pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_array, 0);
        _start = (int)(-address & (alignment - 1)) / sizeof(float);
        if (length >= Large) HugePages.AskFor(address + (_start * sizeof(float)), (long)length * sizeof(float));
    }

    /// <summary>One without floats.</summary>
    public static AlignedBuffer Empty { get; } = new(0);

    public int Length { get; }

    public ref float Start => ref _array[_start];

    public Memory<float> Memory => _array.AsMemory(_start, Length);

    public Span<float> Span => _array.AsSpan(_start, Length);

    /// <summary>One of zeros.</summary>
    /// <param name="length">Floats, from 0 to <see cref="MaxLength"/>.</param>
    public static AlignedBuffer Allocate(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxLength);
        return length == 0 ? Empty : new AlignedBuffer((int)length);
    }

    /// <summary>Bytes that one takes.</summary>
    /// <param name="length">Floats, at least 0.</param>
    public static long BytesFor(long length) => length == 0 ? 0 : ((length + Slack) * sizeof(float)) + AlignmentOf(length);

    private static int AlignmentOf(long length) => length >= Large ? HugePages.Size : Alignment;
}
