namespace CnnGen.Imaging.Tests;

/// <summary>Where data for tests lie.</summary>
internal static class RepositoryData
{
    /// <summary>The folder named by <c>CNNGEN_DATA</c>, or <c>../shared/data</c> from the root of the repository.</summary>
    public static string Folder => Environment.GetEnvironmentVariable("CNNGEN_DATA") is { Length: > 0 } named ? named : Path.GetFullPath(Path.Combine(Root, "..", "shared", "data"));

    private static string Root
    {
        get
        {
            string? folder = AppContext.BaseDirectory;
            while (folder is not null && !File.Exists(Path.Combine(folder, "CnnGen.sln"))) folder = Path.GetDirectoryName(folder);
            return folder ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds CnnGen.sln.");
        }
    }
}
