namespace CnnGen.Generator.Planning;

/// <summary>A stretch of memory that lives from one step to another.</summary>
/// <param name="name">What it holds.</param>
/// <param name="floats">Floats of a sample.</param>
/// <param name="space">The arena, or the memory of a slice.</param>
internal sealed class PlannedBuffer(string name, int floats, MemorySpace space)
{
    public string Name { get; } = name;

    public MemorySpace Space { get; } = space;

    public int Floats { get; } = BufferLayout.RoundUp(floats);

    /// <summary>First step that touches it.</summary>
    public int First { get; private set; } = int.MaxValue;

    /// <summary>Last step that touches it.</summary>
    public int Last { get; private set; } = int.MinValue;

    public long Offset { get; set; }

    public void Touch(int step)
    {
        First = Math.Min(First, step);
        Last = Math.Max(Last, step);
    }

    public bool Overlaps(PlannedBuffer other) => First <= other.Last && other.First <= Last;
}

/// <summary>Places buffers so that those alive at the same time do not overlap: the largest first, each in the lowest gap that holds it.</summary>
internal static class ArenaAllocator
{
    /// <summary>Sets the offsets and returns the size of the whole.</summary>
    public static long Place(IReadOnlyList<PlannedBuffer> buffers)
    {
        var placed = new List<PlannedBuffer>();
        long size = 0;
        foreach (PlannedBuffer buffer in buffers.OrderByDescending(buffer => buffer.Floats).ThenBy(buffer => buffer.First).ThenBy(buffer => buffer.Name, StringComparer.Ordinal))
        {
            long offset = 0;
            foreach (PlannedBuffer other in placed.Where(buffer.Overlaps).OrderBy(other => other.Offset))
            {
                if (offset + buffer.Floats <= other.Offset) break;
                offset = Math.Max(offset, other.Offset + other.Floats);
            }

            buffer.Offset = offset;
            placed.Add(buffer);
            size = Math.Max(size, offset + buffer.Floats);
        }

        return size;
    }
}
