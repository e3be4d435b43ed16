using CnnGen.Generator.Tests.Infrastructure;
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
    public void Kernels_of_a_winograd_convolution() => Snapshot.Verify(FileOf(Models.Winograd, "Winograd.Kernels.Avx2.g.cs"), "cs");

    [Fact]
    public void Kernels_of_a_convolution_by_tiles_of_six() => Snapshot.Verify(FileOf(Models.TilesOfSix, "TilesOfSix.Kernels.Avx2.g.cs"), "cs");

    [Fact]
    public void What_a_program_uses_of_a_whitened_model() => Snapshot.Verify(FileOf(Models.Whitened, "Whitened.g.cs"), "cs");

    [Fact]
    public void Passes_of_a_whitened_model() => Snapshot.Verify(FileOf(Models.Whitened, "Whitened.Passes.g.cs"), "cs");

    [Fact]
    public void Summary_of_the_tutorials_network() => Snapshot.Verify(GeneratedFiles.SummaryOf(Models.DogsVsCats, "DogsVsCats"));

    [Fact]
    public void Two_runs_write_the_same_text() => Assert.Equal(GeneratedFiles.Of(Models.DogsVsCats), GeneratedFiles.Of(Models.DogsVsCats));

    [Fact]
    public void Lines_end_the_same_on_any_machine() =>
        Assert.All(GeneratedFiles.Of(Models.Small), file => Assert.DoesNotContain('\r', file.Text));

    private static string FileOf(string source, string hintName) => GeneratedFiles.Of(source).Single(file => file.HintName == hintName).Text;
}
