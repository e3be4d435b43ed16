using System.Buffers.Binary;

namespace CnnGen;

/// <summary>
/// Reads the IDX files of MNIST and its relatives (Fashion-MNIST, EMNIST, …), plain or gzipped.
/// Pictures: 0x00000803, count, rows, columns, one byte a pixel; with 0x00000804 the number of channels follows, one byte a channel, and what dimensions there are beyond
/// that count as channels too. Labels: 0x00000801, count, one byte each. Numbers are big-endian, the last byte of the first says how many dimensions follow
/// (LeCun, Cortes and Burges, "The MNIST database of handwritten digits").
/// </summary>
public static class IdxDataset
{
    private const int UnsignedBytes = 0x00000800;
    private const int HeadLength = 8;

    /// <summary>Loads pictures and their labels.</summary>
    /// <param name="imagesPath">IDX file of unsigned bytes, [count, rows, columns] or [count, rows, columns, channels].</param>
    /// <param name="labelsPath">IDX file of unsigned bytes with one dimension.</param>
    /// <param name="classNames">Names of the classes; <c>0</c> to <c>9</c> unless given.</param>
    /// <returns>The pictures, [rows, columns, channels]; one channel where the file has three dimensions, the product of all beyond the columns where it has five or more.</returns>
    /// <exception cref="InvalidDataException">A file is not what it should be; the message names it and what is wrong.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static InMemoryDataset Load(string imagesPath, string labelsPath, IReadOnlyList<string>? classNames = null)
    {
        classNames ??= InMemoryDataset.NumberedClasses(10);
        (ImageShape shape, int count, byte[] pixels) = ReadPictures(imagesPath);
        int[] labels = ReadLabels(labelsPath, count, imagesPath, classNames.Count);
        return new InMemoryDataset(shape, pixels, labels, classNames);
    }

    private static (ImageShape Shape, int Count, byte[] Pixels) ReadPictures(string path)
    {
        using var file = new BoundedFile(path);
        (int dimensions, int count) = ReadHead(file, "pictures", fewest: 3, most: byte.MaxValue, "0x00000803, or with a larger last byte where channels follow rows and columns");
        ImageShape shape = ReadShape(file, dimensions - 1);
        long length = (long)count * shape.Length;
        if (length > Array.MaxLength) throw file.Wrong($"it says that it holds {count} pictures of {shape} (offset 4): {length} bytes, more than the {Array.MaxLength} that this reader holds");
        byte[] pixels = file.Read(length, $"{count} pictures of {shape} bytes");
        file.ExpectEnd();
        return (shape, count, pixels);
    }

    /// <summary>Reads the sizes behind the count: rows, columns, and channels as the product of all others.</summary>
    private static ImageShape ReadShape(BoundedFile file, int dimensions)
    {
        byte[] bytes = file.Read(sizeof(int) * dimensions, "numbers of rows and columns");
        int[] sizes = [.. Enumerable.Range(0, dimensions).Select(i => BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(sizeof(int) * i)))];
        int empty = Array.FindIndex(sizes, size => size < 1);
        if (empty >= 0) throw file.Wrong($"it says that pictures have {sizes[empty]} {NameOf(empty)} (offset {HeadLength + (sizeof(int) * empty)})");

        long length = 1;
        for (int i = 0; i < dimensions; i++)
        {
            length *= sizes[i]; // both are below 2³¹
            if (length > Array.MaxLength) throw file.Wrong($"it says that pictures have {string.Join(" × ", sizes.Take(i + 1))} values (offset 8), more than this reader holds");
        }

        return new ImageShape(sizes[0], sizes[1], (int)(length / sizes[0] / sizes[1]));
    }

    private static string NameOf(int dimension) => dimension switch
    {
        0 => "rows",
        1 => "columns",
        _ => "channels",
    };

    private static int[] ReadLabels(string path, int pictures, string picturesPath, int classes)
    {
        using var file = new BoundedFile(path);
        (_, int count) = ReadHead(file, "labels", fewest: 1, most: 1, "0x00000801");
        if (count != pictures) throw file.Wrong($"it holds {count} labels, but {picturesPath} holds {pictures} pictures");
        byte[] bytes = file.Read(count, $"{count} labels");
        file.ExpectEnd();
        int wrong = bytes.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)Math.Min(classes - 1, byte.MaxValue));
        if (wrong >= 0) throw file.Wrong($"label {wrong} (offset {HeadLength + wrong}) is {bytes[wrong]}, but there are {classes} classes, 0 to {classes - 1}");
        return Array.ConvertAll(bytes, label => (int)label);
    }

    /// <summary>The number of dimensions, and the first of them.</summary>
    private static (int Dimensions, int Count) ReadHead(BoundedFile file, string what, int fewest, int most, string expected)
    {
        byte[] head = file.Read(HeadLength, "magic number and count");
        int magic = BinaryPrimitives.ReadInt32BigEndian(head);
        if (magic < UnsignedBytes + fewest || magic > UnsignedBytes + most) throw file.Wrong($"it starts with 0x{magic:X8}, but an IDX file of {what} starts with {expected}");
        int count = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4));
        if (count < 1) throw file.Wrong($"it says that it holds {count} {what} (offset 4)");
        return (magic - UnsignedBytes, count);
    }
}
