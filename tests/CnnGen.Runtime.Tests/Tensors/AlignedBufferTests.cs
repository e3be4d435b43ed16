using System.Globalization;
using System.Runtime.CompilerServices;

namespace CnnGen.Runtime.Tests;

public sealed class AlignedBufferTests
{
    private const int LargeLength = 5 << 18;

    [Theory]
    [InlineData(0, 64)]
    [InlineData(1, 64)]
    [InlineData(1000, 64)]
    [InlineData((1 << 20) - 1, 64)]
    [InlineData(1 << 20, 2 << 20)]
    [InlineData((1 << 20) + 7, 2 << 20)]
    [InlineData(LargeLength, 2 << 20)]
    public void It_begins_on_its_boundary_with_zeros_and_room_behind(int length, int alignment)
    {
        // Not the first of its kind, so that what lay there before would show.
        for (int i = 0; i < 3; i++) AlignedBuffer.Allocate(length).Span.Fill(float.NaN);
        GC.Collect();

        var buffer = AlignedBuffer.Allocate(length);
        Assert.Equal(0, Address(buffer) % alignment);
        Assert.Equal(length, buffer.Span.Length);
        Assert.Equal(length, buffer.Memory.Length);
        Assert.Equal(-1, buffer.Span.IndexOfAnyExcept(0));
        for (int behind = 0; behind < AlignedBuffer.Slack; behind++) Assert.Equal(0, Unsafe.Add(ref buffer.Start, length + behind));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(LargeLength)]
    public void It_takes_the_bytes_that_were_said(int length) =>
        Assert.InRange(Allocated.By(() => AlignedBuffer.Allocate(length)) - AlignedBuffer.BytesFor(length), 0, 128); // headers of two objects

    [Fact]
    public void A_large_one_asks_for_huge_pages()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Only Linux is asked for huge pages.");
        if (!Directory.Exists("/sys/kernel/mm/transparent_hugepage")) Assert.Skip("This kernel has no transparent huge pages.");

        var buffer = AlignedBuffer.Allocate(LargeLength);
        buffer.Span.Fill(1);
        long end = Address(buffer) + (LargeLength / (HugePages.Size / sizeof(float)) * HugePages.Size);
        Assert.Contains("hg", FlagsAt(Address(buffer)));
        Assert.Contains("hg", FlagsAt(end - 1));
        GC.KeepAlive(buffer);
    }

    private static unsafe long Address(AlignedBuffer buffer) => (long)(nint)Unsafe.AsPointer(ref buffer.Start);

    /// <summary>The kernel's flags of the mapping at an address; "hg" where huge pages were asked for.</summary>
    private static string[] FlagsAt(long address)
    {
        bool isHere = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            string first = line.Split(' ')[0];
            string[] bounds = first.Split('-');
            if (bounds.Length == 2 && long.TryParse(bounds[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out long begin))
            {
                isHere = address >= begin && address < long.Parse(bounds[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            }
            else if (isHere && first == "VmFlags:")
            {
                return line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            }
        }

        throw new InvalidOperationException($"No mapping holds {address:x}.");
    }
}
