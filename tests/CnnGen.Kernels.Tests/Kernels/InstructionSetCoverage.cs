using CnnGen.Generator.Model;
using CnnGen.Kernels.Tests.Harness;
using Xunit;

namespace CnnGen.Kernels.Tests.Kernels;

/// <summary>Says which instruction sets this run covered: one row each, skipped where the process does not have it.</summary>
public class InstructionSetCoverage
{
    private static readonly ModelBatch Models = new("Coverage", () => [("Coverage", new NetworkBuilder("Coverage", TensorShape.Vector(5)).Dense(3).Build())]);

    public static TheoryData<InstructionSet> Sets => [.. Enum.GetValues<InstructionSet>()];

    /// <summary>Display name of the row of an instruction set.</summary>
    public static string NameOf(InstructionSet set) => $"{typeof(InstructionSetCoverage).FullName}.{nameof(This_run_covers)}({nameof(set)}: {set})";

    [Theory]
    [MemberData(nameof(Sets))]
    public void This_run_covers(InstructionSet set)
    {
        if (!InstructionSets.IsSupported(set)) Assert.Skip($"This process does not have {set}: its kernels were not tested.");
        CompiledModel model = Models.Create("Coverage");
        model.InstructionSet = set;
        model.Predict([1, 2, 3, 4, 5], new float[3]);
        Assert.Equal(set, model.InstructionSet);
    }
}
