using System.IO.Compression;
using System.Xml.Linq;

namespace CnnGen.Integration.Tests.Packaging;

/// <summary>What the package holds.</summary>
[Collection(nameof(LocalPackageTests))]
public class PackageTests(LocalPackage package)
{
    [Fact]
    public async Task One_package_carries_runtime_generator_build_message_readme_and_licence()
    {
        using ZipArchive archive = await ZipFile.OpenReadAsync(package.File, TestContext.Current.CancellationToken);
        Assert.Equal(
            [
                "LICENSE",
                "README.md",
                "analyzers/dotnet/cs/CnnGen.Generator.dll",
                "build/CnnGen.targets",
                "lib/net10.0/CnnGen.dll",
                "lib/net10.0/CnnGen.xml",
            ],
            archive.Entries.Select(entry => entry.FullName)
                .Where(name => name is not "CnnGen.nuspec" and not "[Content_Types].xml" && !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_package_depends_on_nothing()
    {
        using ZipArchive archive = await ZipFile.OpenReadAsync(package.File, TestContext.Current.CancellationToken);
        using Stream stream = await archive.GetEntry("CnnGen.nuspec")!.OpenAsync(TestContext.Current.CancellationToken);
        XElement metadata = (await XDocument.LoadAsync(stream, LoadOptions.None, TestContext.Current.CancellationToken)).Root!.Elements().Single();
        string ElementOf(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;

        Assert.Equal(("CnnGen", package.Version, "MIT", "README.md"), (ElementOf("id"), ElementOf("version"), ElementOf("license"), ElementOf("readme")));
        Assert.DoesNotContain(metadata.Descendants(), element => element.Name.LocalName is "dependency" or "frameworkReference");
    }
}
