using System.Runtime.InteropServices;
using CnnGen.Kernels.Tests.Harness;
using CnnGen.Kernels.Tests.Networks;
using Xunit;

namespace CnnGen.Kernels.Tests.Kernels;

/// <summary>
/// The kernel tests once more in processes whose instruction sets are switched off: with AVX-512 there, even AVX2 code is given 32 registers,
/// and portable code is compiled with instructions that an older machine does not have. The assemblies are those of this run.
/// Where AVX-512 is missing, its kernels are tested with vectors that .NET puts together from narrower ones.
/// </summary>
public sealed class InstructionSetProcesses : IDisposable
{
    /// <summary>Tests that pass in every process: the kernel families and the instruction sets without the golden cases, which may not be there.</summary>
    private const int FewestTests = 500;

    private readonly string _folder = Directory.CreateTempSubdirectory("cnngen-kernels-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_batch_compiles()
    {
        foreach (ModelBatch batch in ModelBatch.All.SelectMany(batches => batches)) Assert.NotEmpty(batch.Image);
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX512", InstructionSet.Avx512, InstructionSet.Avx2)]
    [InlineData("DOTNET_EnableAVX2", InstructionSet.Avx2, InstructionSet.Portable)]
    [InlineData("DOTNET_EnableHWIntrinsic", InstructionSet.Portable, InstructionSet.Portable)]
    public async Task Kernels_agree_with_the_reference_in_a_process_without(string variable, InstructionSet least, InstructionSet best)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64) Assert.Skip("Only x64 has instruction sets to switch off: every Arm processor has AdvSimd.");
        if (!InstructionSets.IsSupported(least)) Assert.Skip($"This process does not have {least}: there is nothing to switch off.");
        foreach (ModelBatch batch in ModelBatch.All.SelectMany(batches => batches)) batch.Keep(_folder);
        string jitted = Path.Combine(_folder, "jitted.txt");
        var environment = new Dictionary<string, string>
        {
            [variable] = "0", [ModelCompiler.FolderVariable] = _folder, ["DOTNET_JitDisasmSummary"] = "1", ["DOTNET_JitStdOutFile"] = jitted,
        };

        // Where nothing is vectorised training takes a minute, and what threads do, what is computed twice and what layers do to each other in a large network does not depend on it.
        IEnumerable<Type> classes = ModelBatch.All.Select(batches => batches.Key).Except([typeof(ThreadDeterminism), typeof(RecomputedTraining), typeof(BenchmarkNetworks)]);
        TestProcessResult result = await TestProcess.Run(classes, environment, _folder, TestContext.Current.CancellationToken);

        InstructionSet[] covered = [.. Enum.GetValues<InstructionSet>().Where(set => result.Outcomes.Contains((InstructionSetCoverage.NameOf(set), "Pass")))];
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{variable}=0 covers {string.Join(", ", covered)}: {result.Count("Pass")} passed, {result.Count("Fail")} failed, {result.Count("Skip")} skipped.");
        Assert.True(result.Count("Fail") == 0, $"With {variable}=0 these tests fail: {string.Join(", ", result.Outcomes.Where(test => test.Outcome == "Fail").Select(test => test.Name))}.\n{result.Output}");
        Assert.True(result.Count("Pass") >= FewestTests, $"With {variable}=0 no more than {result.Count("Pass")} tests passed.\n{result.Output}");
        Assert.Equal(best, covered.Max());
        CheckOptimised(jitted);
        Assert.Equal(Enum.GetValues<InstructionSet>().Where(set => set <= best && InstructionSets.IsSupported(set)), covered);
    }

    [Fact]
    public async Task Kernels_of_Avx512_agree_with_the_reference_on_machines_without_it()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64) Assert.Skip("Only x64 kernels have vectors of 512 bits.");
        if (InstructionSets.IsSupported(InstructionSet.Avx512)) Assert.Skip("This process has AVX-512: its kernels are tested as they are.");
        var environment = new Dictionary<string, string> { [ModelCompiler.StandInVariable] = nameof(InstructionSet.Avx512), [ModelCompiler.FolderVariable] = string.Empty };

        // What threads and slices do and what is computed twice does not depend on the width of vectors, and whole networks are much to compute in vectors that are put together.
        IEnumerable<Type> classes = ModelBatch.All.Select(batches => batches.Key).Except(
            [typeof(ThreadDeterminism), typeof(RecomputedTraining), typeof(BenchmarkNetworks), typeof(SlicedTraining), typeof(SlicedWinogradTraining), typeof(SlicedWhiteningKernels)]);
        TestProcessResult result = await TestProcess.Run(classes, environment, _folder, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine($"AVX-512 kernels without AVX-512: {result.Count("Pass")} passed, {result.Count("Fail")} failed, {result.Count("Skip")} skipped.");
        Assert.True(result.Count("Fail") == 0, $"AVX-512 kernels fail: {string.Join(", ", result.Outcomes.Where(test => test.Outcome == "Fail").Select(test => test.Name))}.\n{result.Output}");
        Assert.True(result.Count("Pass") >= FewestTests, $"No more than {result.Count("Pass")} tests passed.\n{result.Output}");
    }

    /// <summary>The JIT says "MinOpts" of what it found too large to optimise.</summary>
    private static void CheckOptimised(string jitted)
    {
        string[] kernels = [.. File.ReadLines(jitted).Where(line => line.Contains("Kernels:", StringComparison.Ordinal) && line.Contains("CompiledNetworks.", StringComparison.Ordinal))];
        Assert.True(kernels.Count(line => line.Contains("FullOpts", StringComparison.Ordinal)) >= FewestTests, $"The JIT reports {kernels.Length} kernels: too few to have tested them.");
        Assert.DoesNotContain(kernels, line => line.Contains("MinOpts", StringComparison.Ordinal));
    }
}
