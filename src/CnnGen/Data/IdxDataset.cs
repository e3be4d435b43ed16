using System.Buffers.Binary;

namespace CnnGen;

/// <summary>
/// Reads the IDX files of MNIST and its relatives (Fashion-MNIST, EMNIST, …), plain or gzipped.
/// Pictures: 0x00000803, count, rows, columns, one byte a pixel. Labels: 0x00000801, count, one byte each. Numbers are big-endian
/// (LeCun, Cortes and Burges, "The MNIST database of handwritten digits").
/// </summary>
public static class IdxDataset
{
    private const int PicturesMagic = 0x00000803;
    private const int LabelsMagic = 0x00000801;

    /// <summary>Loads grey pictures and their labels.</summary>
    /// <param name="imagesPath">IDX file of unsigned bytes with three dimensions.</param>
    /// <param name="labelsPath">IDX file of unsigned bytes with one dimension.</param>
    /// <param name="classNames">Names of the classes; <c>0</c> to <c>9</c> unless given.</param>
    /// <returns>The pictures, [rows, columns, 1].</returns>
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
        int count = ReadCount(file, PicturesMagic, "pictures");
        byte[] sizes = file.Read(8, "numbers of rows and columns");
        int rows = BinaryPrimitives.ReadInt32BigEndian(sizes);
        int columns = BinaryPrimitives.ReadInt32BigEndian(sizes.AsSpan(4));
        if (rows < 1 || columns < 1) throw file.Wrong($"it says that pictures have {rows} rows (offset 8) and {columns} columns (offset 12)");
        if ((long)rows * columns > Array.MaxLength) throw file.Wrong($"it says that pictures have {rows} × {columns} pixels (offset 8), more than this reader holds");

        Int128 length = (Int128)count * rows * columns;
        if (length > Array.MaxLength) throw file.Wrong($"it says that it holds {count} pictures of {rows} × {columns} (offset 4): {length} bytes, more than the {Array.MaxLength} that this reader holds");
        byte[] pixels = file.Read((long)length, $"{count} pictures of {rows} × {columns} bytes");
        file.ExpectEnd();
        return (new ImageShape(rows, columns, 1), count, pixels);
    }

    private static int[] ReadLabels(string path, int pictures, string picturesPath, int classes)
    {
        using var file = new BoundedFile(path);
        int count = ReadCount(file, LabelsMagic, "labels");
        if (count != pictures) throw file.Wrong($"it holds {count} labels, but {picturesPath} holds {pictures} pictures");
        byte[] bytes = file.Read(count, $"{count} labels");
        file.ExpectEnd();
        int wrong = bytes.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)Math.Min(classes - 1, byte.MaxValue));
        if (wrong >= 0) throw file.Wrong($"label {wrong} (offset {8 + wrong}) is {bytes[wrong]}, but there are {classes} classes, 0 to {classes - 1}");
        return Array.ConvertAll(bytes, label => (int)label);
    }

    private static int ReadCount(BoundedFile file, int magic, string what)
    {
        byte[] header = file.Read(8, "magic number and count");
        int found = BinaryPrimitives.ReadInt32BigEndian(header);
        if (found != magic) throw file.Wrong($"it starts with 0x{found:X8}, but an IDX file of {what} starts with 0x{magic:X8}");
        int count = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
        if (count < 1) throw file.Wrong($"it says that it holds {count} {what} (offset 4)");
        return count;
    }
}
