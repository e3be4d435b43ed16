using System.IO.Compression;

namespace CnnGen;

/// <summary>
/// Reads a file whose header cannot be trusted: no memory is taken for values that the file does not hold.
/// Gzip is recognised by its first two bytes, and its content read as if it were the file.
/// </summary>
internal sealed class BoundedFile : IDisposable
{
    private const int FirstBlock = 1 << 20;

    private readonly FileStream _file;
    private readonly Stream _content;
    private long _position;

    public BoundedFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        try
        {
            IsCompressed = _file.ReadByte() == 0x1F && _file.ReadByte() == 0x8B;
            _file.Position = 0;
            _content = IsCompressed ? new GZipStream(_file, CompressionMode.Decompress) : _file;
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public string Path { get; }

    /// <summary>Whether what is read is unpacked; how much there is then shows in reading alone.</summary>
    public bool IsCompressed { get; }

    /// <summary>Bytes of the file as it lies on the disk.</summary>
    public long FileLength => _file.Length;

    /// <summary>Reads exactly as many bytes; memory grows with what has arrived.</summary>
    public byte[] Read(long length, string what)
    {
        if (length > Array.MaxLength) throw Wrong($"its {what} take {length} bytes, more than the {Array.MaxLength} that this reader holds");
        long rest = FileLength - _position;
        if (!IsCompressed && rest < length) throw Short(what, length, rest);

        byte[] bytes = new byte[IsCompressed ? Math.Min(length, FirstBlock) : length];
        int filled = 0;
        while (filled < length)
        {
            if (filled == bytes.Length) Array.Resize(ref bytes, (int)Math.Min(length, bytes.Length * 2L));
            int read = ReadSome(bytes.AsSpan(filled));
            if (read == 0) throw Short(what, length, filled);
            filled += read;
        }

        _position += filled;
        return bytes;
    }

    /// <summary>Says that nothing may follow.</summary>
    public void ExpectEnd()
    {
        Span<byte> one = stackalloc byte[1];
        if (ReadSome(one) != 0) throw Wrong($"data go on after offset {_position}, where the file should end");
    }

    public InvalidDataException Wrong(string what, Exception? inner = null) => new($"{Path}: {what}.", inner);

    public void Dispose()
    {
        _content.Dispose();
        _file.Dispose();
    }

    private InvalidDataException Short(string what, long length, long present) =>
        Wrong($"it ends at offset {_position + present}, but its {what} take the {length} bytes from offset {_position} on");

    private int ReadSome(Span<byte> bytes)
    {
        try
        {
            return _content.Read(bytes);
        }
        catch (InvalidDataException error)
        {
            throw Wrong($"its gzip content is damaged near offset {_position}: {error.Message}", error);
        }
    }
}
