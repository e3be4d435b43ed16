using System.Runtime.InteropServices;

namespace CnnGen;

/// <summary>
/// Floats on a 64-byte boundary that the garbage collector does not move, with <see cref="Slack"/> readable floats behind them:
/// kernels load whole vectors past the end of a row and never use the surplus lanes.
/// </summary>
internal sealed class AlignedBuffer
{
    /// <summary>Floats that may be read behind the last one.</summary>
    public const int Slack = 64;

    /// <summary>The most floats that one buffer holds.</summary>
    public static readonly int MaxLength = Array.MaxLength - Slack - (Alignment / sizeof(float));

    private const int Alignment = 64;
    private readonly float[] _array;
    private readonly int _start;

    public AlignedBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = checked((int)length);
        _array = GC.AllocateArray<float>(checked(Length + Slack + (Alignment / sizeof(float))), pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_array, 0);
        _start = (int)((Alignment - (address % Alignment)) % Alignment / sizeof(float));
    }

    public int Length { get; }

    public ref float Start => ref _array[_start];

    public Memory<float> Memory => _array.AsMemory(_start, Length);

    public Span<float> Span => _array.AsSpan(_start, Length);
}
