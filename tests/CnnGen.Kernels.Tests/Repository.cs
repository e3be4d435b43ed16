namespace CnnGen.Kernels.Tests;

/// <summary>Where the tests stand.</summary>
internal static class Repository
{
    /// <summary>The folder that holds CnnGen.sln, above the test's own; where a test executable was carried elsewhere, the folder it stands in.</summary>
    public static string Root
    {
        get
        {
            for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "CnnGen.sln"))) return folder.FullName;
            }

            return AppContext.BaseDirectory;
        }
    }
}
