using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace CnnGen;

/// <summary>Reads a safetensors file that is not trusted: its header is checked against the length of the file before anything is read by it.</summary>
internal sealed class SafetensorsReader : IDisposable
{
    /// <summary>Largest header that is read: 16 MiB.</summary>
    public const int MaxHeaderLength = 16 << 20;

    private const int LengthBytes = 8;

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly long _dataStart;

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="InvalidDataException">It is not a whole safetensors file; the message names it and what is wrong.</exception>
    public SafetensorsReader(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        try
        {
            long headerLength = ReadHeaderLength();
            _dataStart = LengthBytes + headerLength;
            byte[] json = new byte[headerLength];
            ReadBytes(json);
            Header = SafetensorsHeader.Parse(json, _stream.Length - _dataStart);
        }
        catch (InvalidDataException error)
        {
            _stream.Dispose();
            throw new InvalidDataException($"{path}: {error.Message}.", error);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    public SafetensorsHeader Header { get; }

    /// <summary>Reads a tensor of F32.</summary>
    /// <param name="entry">One of the header's.</param>
    /// <param name="values">As long as the tensor.</param>
    public void Read(SafetensorsEntry entry, Span<float> values)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(values);
        if (entry.DataType != "F32" || bytes.Length != entry.End - entry.Begin) throw new ArgumentException($"{values.Length} floats do not hold {entry.Description}.", nameof(values));
        _stream.Position = _dataStart + entry.Begin;
        try
        {
            ReadBytes(bytes);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{_path}: {error.Message}.", error);
        }

        if (!BitConverter.IsLittleEndian) ReverseBytes(values);
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>Turns floats between the file's little-endian order and the other.</summary>
    internal static void ReverseBytes(Span<float> values)
    {
        Span<uint> bits = MemoryMarshal.Cast<float, uint>(values);
        BinaryPrimitives.ReverseEndianness(bits, bits);
    }

    private long ReadHeaderLength()
    {
        long fileLength = _stream.Length;
        if (fileLength < LengthBytes) throw new InvalidDataException($"its {fileLength} bytes are too few for a safetensors file");
        Span<byte> bytes = stackalloc byte[LengthBytes];
        ReadBytes(bytes);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (length > MaxHeaderLength) throw new InvalidDataException($"it says that its header takes {length} bytes; no more than {MaxHeaderLength} are read");
        if ((long)length > fileLength - LengthBytes) throw new InvalidDataException($"it says that its header takes {length} bytes, but {fileLength - LengthBytes} follow");
        return (long)length;
    }

    private void ReadBytes(Span<byte> bytes)
    {
        int read = _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (read < bytes.Length) throw new InvalidDataException($"it ended {bytes.Length - read} bytes early while it was read");
    }
}
