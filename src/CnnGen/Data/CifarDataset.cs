namespace CnnGen;

/// <summary>
/// Reads CIFAR-10's binary batches: for each picture one label byte and 3,072 bytes of 32 × 32 pixels, all red ones, then green, then blue
/// (Krizhevsky 2009, "Learning multiple layers of features from tiny images").
/// </summary>
public static class CifarDataset
{
    private const int Side = 32;
    private const int Plane = Side * Side;
    private const int Channels = 3;
    private const int RecordLength = 1 + (Plane * Channels);

    /// <summary>The ten classes, in the order of their labels.</summary>
    public static IReadOnlyList<string> Names { get; } = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>Loads batches, one after the other.</summary>
    /// <param name="paths">Files such as <c>data_batch_1.bin</c>; not packed.</param>
    /// <returns>The pictures, [32, 32, 3], red, green and blue.</returns>
    /// <exception cref="ArgumentException">No path is given.</exception>
    /// <exception cref="InvalidDataException">A file is not whole pictures, or a label is above 9; the message names file and offset.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static InMemoryDataset Load(params IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0) throw new ArgumentException("Name at least one file.", nameof(paths));
        var batches = new List<byte[]>(paths.Count);
        long count = 0;
        foreach (string path in paths)
        {
            byte[] records = ReadRecords(path);
            batches.Add(records);
            count += records.Length / RecordLength;
            if (count * Plane * Channels > Array.MaxLength) throw new InvalidDataException($"{path}: with it there are {count} pictures, more than this reader holds.");
        }

        byte[] pixels = new byte[count * Plane * Channels];
        int[] labels = new int[count];
        int picture = 0;
        foreach (byte[] records in batches)
        {
            for (int start = 0; start < records.Length; start += RecordLength, picture++)
            {
                labels[picture] = records[start];
                Interleave(records.AsSpan(start + 1, Plane * Channels), pixels.AsSpan(picture * Plane * Channels, Plane * Channels));
            }
        }

        return new InMemoryDataset(new ImageShape(Side, Side, Channels), pixels, labels, Names);
    }

    private static byte[] ReadRecords(string path)
    {
        using var file = new BoundedFile(path);
        if (file.IsCompressed) throw file.Wrong("it is packed with gzip: unpack it first");
        if (file.FileLength == 0 || file.FileLength % RecordLength != 0)
        {
            throw file.Wrong($"its {file.FileLength} bytes are not one or more whole pictures of {RecordLength} (label, then 3 × 32 × 32 bytes); the last whole one ends at offset {file.FileLength / RecordLength * RecordLength}");
        }

        byte[] records = file.Read(file.FileLength, $"{file.FileLength / RecordLength} pictures");
        for (int start = 0; start < records.Length; start += RecordLength)
        {
            if (records[start] >= Names.Count) throw file.Wrong($"picture {start / RecordLength} (offset {start}) has label {records[start]}, but there are {Names.Count} classes, 0 to {Names.Count - 1}");
        }

        return records;
    }

    private static void Interleave(ReadOnlySpan<byte> planes, Span<byte> pixels)
    {
        for (int channel = 0; channel < Channels; channel++)
        {
            ReadOnlySpan<byte> plane = planes.Slice(channel * Plane, Plane);
            for (int i = 0; i < Plane; i++) pixels[(i * Channels) + channel] = plane[i];
        }
    }
}
