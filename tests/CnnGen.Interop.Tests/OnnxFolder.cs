namespace CnnGen.Interop.Tests;

/// <summary>A folder of its own for a test's files, deleted afterwards.</summary>
internal sealed class OnnxFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cnngen-onnx-");

    public string File(string name) => Path.Combine(_folder.FullName, name);

    public IEnumerable<string?> Names() => Directory.EnumerateFiles(_folder.FullName).Select(Path.GetFileName);

    public void Dispose() => _folder.Delete(recursive: true);
}
