using System.Collections.Immutable;
using CnnGen.Generator.Emission;
using CnnGen.Generator.Planning;
using CnnGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Xunit;

namespace CnnGen.Generator.Tests.Emission;

/// <summary>What generated files look like, pinned for a small set: read the snapshots as their readers do.</summary>
public class GeneratedFileTests
{
    [Fact]
    public void What_a_program_uses() => Snapshot.Verify(FileOf(Models.Small, "Zoo.Small.g.cs"), "cs");

    [Fact]
    public void Passes() => Snapshot.Verify(FileOf(Models.Small, "Zoo.Small.Passes.g.cs"), "cs");

    [Fact]
    public void Kernels_for_avx2() => Snapshot.Verify(FileOf(Models.Small, "Zoo.Small.Kernels.Avx2.g.cs"), "cs");

    [Fact]
    public void Summary_of_the_tutorials_network() =>
        Snapshot.Verify(SummaryTable.Write(Planner.Plan(RoslynHost.NetworkOf(Models.DogsVsCats.Replace("public sealed partial class DogsVsCats;", string.Empty, StringComparison.Ordinal)))));

    [Fact]
    public void Two_runs_write_the_same_text() => Assert.Equal(FilesOf(Models.DogsVsCats), FilesOf(Models.DogsVsCats));

    [Fact]
    public void Every_line_ends_as_on_any_machine() =>
        Assert.All(FilesOf(Models.Small), file => Assert.DoesNotContain('\r', file.Text));

    private static string FileOf(string source, string hintName) => FilesOf(source).Single(file => file.HintName == hintName).Text;

    private static ImmutableArray<(string HintName, string Text)> FilesOf(string source)
    {
        GeneratorDriver driver = RoslynHost.CreateDriver().RunGenerators(RoslynHost.Compile(source), TestContext.Current.CancellationToken);
        return [.. Assert.Single(driver.GetRunResult().Results).GeneratedSources.Select(file => (file.HintName, file.SourceText.ToString()))];
    }
}
