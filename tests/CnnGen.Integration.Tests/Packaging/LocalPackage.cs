using CnnGen.Integration.Tests.Infrastructure;

namespace CnnGen.Integration.Tests.Packaging;

/// <summary>The package, packed once for all tests from what was built with them, under a version that no other has.</summary>
public sealed class LocalPackage : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Where this machine keeps packages: what is there already need not be downloaded.</summary>
    public static string MachineCache { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
        ? named
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public string Version { get; } = $"0.0.0-test.{Guid.NewGuid():N}";

    public string File => Path.Combine(_folder.Path, "feed", $"CnnGen.{Version}.nupkg");

    public async ValueTask InitializeAsync()
    {
        string project = Path.Combine(Repository.Root, "src", "CnnGen");
        string[] arguments =
        [
            "pack", project, "--no-build", "--nologo", "--disable-build-servers", "--configuration", Repository.Configuration,
            "--output", Path.GetDirectoryName(File)!, $"-p:Version={Version}", $"-p:NuspecOutputPath={Path.Combine(_folder.Path, "nuspec")}/",
        ];
        (await Dotnet.RunAsync(Repository.Root, arguments)).Succeeded();
    }

    /// <summary>
    /// Writes a console project that refers to the package. The folder with the package is added to the machine's own sources, and what is restored
    /// stays out of the machine's cache.
    /// </summary>
    /// <param name="name">Name of a new folder and of the project in it.</param>
    /// <param name="files">The project's files and their texts.</param>
    /// <returns>Path of the project.</returns>
    internal string WriteProject(string name, params (string Name, string Text)[] files)
    {
        _folder.Write("NuGet.config", $"""
            <configuration>
              <packageSources>
                <add key="packed by the tests" value="{Path.GetDirectoryName(File)}" />
              </packageSources>
            </configuration>
            """);
        foreach ((string file, string text) in files) _folder.Write(Path.Combine(name, file), text);
        return _folder.Write(Path.Combine(name, name + ".csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <AnalysisLevel>latest-all</AnalysisLevel>
                <NoWarn>$(NoWarn);CA1303;CA1515</NoWarn>
                <GenerateDocumentationFile>true</GenerateDocumentationFile>
                <CheckForOverflowUnderflow>true</CheckForOverflowUnderflow>
                <IsAotCompatible>true</IsAotCompatible>
                <RestorePackagesPath>{Path.Combine(_folder.Path, "packages")}</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="CnnGen" Version="{Version}" />
              </ItemGroup>
            </Project>
            """);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Tests that share one package.</summary>
[CollectionDefinition(nameof(LocalPackageTests))]
public sealed class LocalPackageTests : ICollectionFixture<LocalPackage>;
