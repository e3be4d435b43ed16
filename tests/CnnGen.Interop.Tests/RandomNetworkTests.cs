using CnnGen.Kernels.Tests.Harness;
using Xunit;

namespace CnnGen.Interop.Tests;

public class RandomNetworkTests
{
    private const int Count = 40;

    private static readonly Lazy<ModelAssembly> Assembly = new(() => ModelCompiler.Compile(
        "OnnxRandomNetworks", [.. Enumerable.Range(0, Count).Select(seed => (NameOf(seed), RandomArchitecture.Create(NameOf(seed), seed)))], InstructionSets.Best));

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, Count)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_networks_run_elsewhere_as_they_do_here(int seed) => Agreement.Check(Assembly.Value.Create(NameOf(seed), seed), seed);

    private static string NameOf(int seed) => FormattableString.Invariant($"Random{seed}");
}
