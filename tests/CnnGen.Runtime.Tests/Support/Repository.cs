namespace CnnGen.Runtime.Tests;

/// <summary>Where shared data are.</summary>
internal static class Repository
{
    /// <summary>The folder with data sets: <c>CNNGEN_DATA</c>, or <c>../shared/data</c> beside the repository.</summary>
    public static string Data => Environment.GetEnvironmentVariable("CNNGEN_DATA") ?? Path.GetFullPath(Path.Combine(Root(), "..", "shared", "data"));

    private static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CnnGen.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds CnnGen.sln.");
    }
}
