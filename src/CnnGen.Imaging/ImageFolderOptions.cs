namespace CnnGen.Imaging;

/// <summary>How a folder of pictures is read.</summary>
public sealed record ImageFolderOptions
{
    /// <summary>What happens to files that cannot be read as pictures. They are fatal unless set.</summary>
    public BadFiles BadFiles { get; init; } = BadFiles.Throw;

    /// <summary>
    /// Bytes that decoded pictures may take in memory, one a value: 150×150×3 are 67,500 a picture. 1 GiB unless set.
    /// Pictures beyond it are decoded each time they are read; 0 decodes all of them on demand.
    /// </summary>
    public long CacheBytes { get; init; } = 1L << 30;

    /// <summary>Threads that decode when the folder is opened, at least 1; one a core unless set.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
