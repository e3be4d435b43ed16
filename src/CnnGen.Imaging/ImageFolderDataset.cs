using System.Buffers;

namespace CnnGen.Imaging;

/// <summary>
/// Pictures in folders, a class a folder: <c>train/cats/1.jpg</c>, <c>train/dogs/indoors/2.png</c>. Classes stand in the ordinal order of the folders' names;
/// a class takes all files below its folder, hidden ones (with a leading dot) aside, in the ordinal order of their paths.
/// JPEG, PNG, BMP, WebP and GIF (its first frame) are read, turned as their EXIF orientation says,
/// and stretched to the shape asked for with an antialiasing filter. All files are decoded once when the folder is opened, so that a bad one shows then and not in the middle of training.
/// </summary>
public sealed class ImageFolderDataset : IDataset
{
    private readonly string[] _paths;
    private readonly int[] _labels;
    private readonly byte[]?[] _cache;

    /// <summary>Opens a folder of pictures.</summary>
    /// <param name="folder">The folder that holds the folders of the classes.</param>
    /// <param name="shape">Rows, columns and channels to which every picture is brought. 1 channel is grey (0.299 R + 0.587 G + 0.114 B), 3 are RGB over white where a picture is transparent, 4 are RGBA.</param>
    /// <param name="options">How it is read; the defaults where null.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">There are fewer than two classes, a class has no picture, or a file is bad and <see cref="ImageFolderOptions.BadFiles"/> says to throw.</exception>
    /// <exception cref="ArgumentException">The shape has no values, or not 1, 3 or 4 channels.</exception>
    public ImageFolderDataset(string folder, ImageShape shape, ImageFolderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        PictureDecoder.CheckShape(shape);
        options ??= new ImageFolderOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.CacheBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1, nameof(options));

        Folder = folder;
        Shape = shape;
        ClassNames = FindClasses(folder);
        List<(string Path, int Label)> files = FindFiles(folder, ClassNames);
        (byte[]?[] cache, string?[] errors) = Decode(files, shape, options);
        Skipped = [.. files.Zip(errors).Where(file => file.Second is not null).Select(file => new BadFile(file.First.Path, file.Second!))];
        if (Skipped.Count > 0 && options.BadFiles == BadFiles.Throw)
        {
            throw new InvalidDataException($"{Skipped[0].Path}: {Skipped[0].Reason}. {Skipped.Count} of the {files.Count} files under {folder} cannot be read as pictures; BadFiles.Skip leaves such files out.");
        }

        int[] good = [.. Enumerable.Range(0, files.Count).Where(i => errors[i] is null)];
        _paths = [.. good.Select(i => files[i].Path)];
        _labels = [.. good.Select(i => files[i].Label)];
        _cache = [.. good.Select(i => cache[i])];
        CheckClasses();
    }

    /// <summary>The folder that was opened.</summary>
    public string Folder { get; }

    /// <inheritdoc/>
    public int Count => _paths.Length;

    /// <inheritdoc/>
    public ImageShape Shape { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The files that could not be read and were left out.</summary>
    public IReadOnlyList<BadFile> Skipped { get; }

    /// <summary>Pictures that are held in memory; the others are decoded when they are read.</summary>
    public int CachedCount => _cache.Count(picture => picture is not null);

    /// <summary>The file of a picture.</summary>
    /// <param name="index">Picture, from 0.</param>
    /// <returns>Its path, beginning with <see cref="Folder"/>.</returns>
    public string PathOf(int index)
    {
        CheckIndex(index);
        return _paths[index];
    }

    /// <inheritdoc/>
    /// <exception cref="PictureException">The picture is decoded on demand and its file has gone bad since the folder was opened.</exception>
    /// <exception cref="ArgumentException">The room is not one picture's.</exception>
    public void ReadPixels(int index, Span<float> pixels)
    {
        CheckIndex(index);
        if (pixels.Length != Shape.Length) throw new ArgumentException($"A picture has {Shape.Length} values ({Shape}), but there is room for {pixels.Length}.", nameof(pixels));
        if (_cache[index] is { } bytes)
        {
            PictureDecoder.ToFloats(bytes, pixels);
            return;
        }

        byte[] decoded = ArrayPool<byte>.Shared.Rent(Shape.Length);
        try
        {
            PictureDecoder.DecodeFile(_paths[index], Shape, decoded.AsSpan(0, Shape.Length));
            PictureDecoder.ToFloats(decoded.AsSpan(0, Shape.Length), pixels);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(decoded);
        }
    }

    /// <inheritdoc/>
    public int ReadLabel(int index)
    {
        CheckIndex(index);
        return _labels[index];
    }

    private static string[] FindClasses(string folder)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"{folder}: there is no such folder.");
        string[] names = [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal)];
        if (names.Length < 2)
        {
            throw new InvalidDataException($"{folder}: there should be a folder of pictures for each class, two or more, but there {(names.Length == 0 ? "is none" : $"is {names[0]} alone")}.");
        }

        return names;
    }

    private static List<(string Path, int Label)> FindFiles(string folder, IReadOnlyList<string> classNames)
    {
        var files = new List<(string, int)>();
        for (int label = 0; label < classNames.Count; label++)
        {
            string classFolder = Path.Combine(folder, classNames[label]);
            string[] paths = [.. Directory.EnumerateFiles(classFolder, "*", SearchOption.AllDirectories).Where(path => !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal)];
            if (paths.Length == 0) throw new InvalidDataException($"{classFolder}: this class has no pictures.");
            foreach (string path in paths) files.Add((path, label));
        }

        return files;
    }

    private static (byte[]?[] Cache, string?[] Errors) Decode(List<(string Path, int Label)> files, ImageShape shape, ImageFolderOptions options)
    {
        byte[]?[] cache = new byte[]?[files.Count];
        string?[] errors = new string?[files.Count];
        long cached = options.CacheBytes / shape.Length;
        Parallel.For(0, files.Count, new ParallelOptions { MaxDegreeOfParallelism = options.Threads }, i =>
        {
            byte[] bytes = i < cached ? new byte[shape.Length] : ArrayPool<byte>.Shared.Rent(shape.Length);
            try
            {
                PictureDecoder.DecodeFile(files[i].Path, shape, bytes.AsSpan(0, shape.Length));
                if (i < cached) cache[i] = bytes;
            }
            catch (IOException error)
            {
                errors[i] = error is PictureException picture ? picture.Reason : error.Message;
            }
            finally
            {
                if (i >= cached) ArrayPool<byte>.Shared.Return(bytes);
            }
        });
        return (cache, errors);
    }

    private void CheckClasses()
    {
        for (int label = 0; label < ClassNames.Count; label++)
        {
            if (_labels.Contains(label)) continue;
            throw new InvalidDataException($"{Path.Combine(Folder, ClassNames[label])}: none of the files of this class can be read as a picture.");
        }
    }

    private void CheckIndex(int index)
    {
        if ((uint)index >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Count} pictures.");
    }
}
