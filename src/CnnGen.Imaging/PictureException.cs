namespace CnnGen.Imaging;

/// <summary>A file is not a picture, or not a whole one. The message names the file.</summary>
public sealed class PictureException : IOException
{
    /// <summary>Says what is wrong with which file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">What is wrong with it, without the path.</param>
    /// <param name="inner">What was thrown below, if anything.</param>
    public PictureException(string path, string reason, Exception? inner = null)
        : base($"{path}: {reason}.", inner)
    {
        Path = path;
        Reason = reason;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What is wrong with it.</summary>
    public string Reason { get; }
}
