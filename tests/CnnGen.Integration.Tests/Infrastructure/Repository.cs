using System.Reflection;

// Builds and trainings share two cores: one after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace CnnGen.Integration.Tests.Infrastructure;

/// <summary>Where the repository and its data lie.</summary>
internal static class Repository
{
    /// <summary>The first folder above the test program that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder named by <c>CNNGEN_DATA</c>, or <c>../shared/data</c> from the root.</summary>
    public static string Data { get; } = Environment.GetEnvironmentVariable("CNNGEN_DATA") is { Length: > 0 } named
        ? named
        : Path.GetFullPath(Path.Combine(Root, "..", "shared", "data"));

    /// <summary>Debug or Release: what this program was built as, and with it all that it runs.</summary>
    public static string Configuration { get; } = typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>A folder of the data; skips the test where it is missing.</summary>
    public static string DataFolder(string name)
    {
        string folder = Path.Combine(Data, name);
        if (!Directory.Exists(folder)) Assert.Skip($"There is no {folder}; CNNGEN_DATA names the folder that holds {name}.");
        return folder;
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "CnnGen.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds CnnGen.sln.");
    }
}
