using CnnGen.Kernels.Tests.Harness;
using Xunit;

namespace CnnGen.Kernels.Tests.Limits;

/// <summary>
/// No kernel comes near the size above which the JIT does not optimise: 60,000 bytes of IL, 20,000 instructions, 2,000 blocks, 2,000 locals or
/// 8,000 references to locals (<c>DEFAULT_MIN_OPTS_*</c> in the runtime's jit/compiler.h). A quarter of that is allowed, in every network that the tests compile.
/// The model's own methods grow with its layers and may be as long as they are: they are entered once a step, and only call.
/// </summary>
public class JitLimits
{
    private const int Share = 4;

    public static TheoryData<string> Batches => [.. ModelBatch.All.SelectMany(batches => batches).Select(batch => batch.Name)];

    [Theory]
    [MemberData(nameof(Batches))]
    public void Kernels_stay_under_a_quarter_of_what_the_JIT_optimises(string name)
    {
        ModelBatch batch = ModelBatch.All.SelectMany(batches => batches).Single(batch => batch.Name == name);
        IReadOnlyList<CompiledMethod> kernels = [.. CompiledMethod.ReadAll(batch.Image).Where(method => method.Type.EndsWith("Kernels", StringComparison.Ordinal))];

        Assert.NotEmpty(kernels);
        Check(kernels, 60_000, "bytes of IL", method => method.Bytes);
        Check(kernels, 20_000, "instructions", method => method.Instructions);
        Check(kernels, 2_000, "blocks", method => method.Blocks);
        Check(kernels, 2_000, "locals", method => method.Locals);
        Check(kernels, 8_000, "references to locals", method => method.LocalReferences);
    }

    private static void Check(IReadOnlyList<CompiledMethod> kernels, int limit, string what, Func<CompiledMethod, int> count)
    {
        CompiledMethod largest = kernels.MaxBy(count)!;
        TestContext.Current.TestOutputHelper?.WriteLine($"Most {what}: {count(largest)} in {largest.Type}.{largest.Name}.");
        Assert.True(count(largest) <= limit / Share, $"{largest.Type}.{largest.Name} has {count(largest)} {what}; the JIT stops to optimise at {limit}, and a method should stay under {limit / Share}.");
    }
}
