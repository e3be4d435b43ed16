using SkiaSharp;

namespace CnnGen.Imaging.Tests;

/// <summary>A folder that goes away with the test, and ways to fill it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("cnngen-").FullName;

    public string File(string name)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }

    public string Write(string name, byte[] bytes)
    {
        string path = File(name);
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }

    public string WriteSolid(string name, SKColor colour, int width = 8, int height = 8) => Write(name, CraftedPictures.Encoded(width, height, (_, _) => colour));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
