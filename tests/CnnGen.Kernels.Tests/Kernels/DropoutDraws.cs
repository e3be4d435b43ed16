using CnnGen.Generator.Model;
using CnnGen.Kernels.Tests.Harness;
using Xunit;

namespace CnnGen.Kernels.Tests.Kernels;

/// <summary>What dropout draws: as many as its rate says, other ones at each step and for each seed, the same ones on every instruction set.</summary>
public class DropoutDraws
{
    private const int Length = 4099;

    private static readonly ModelBatch Models = new(
        "DropoutDraws", () => [("DropoutDraw", new NetworkBuilder("DropoutDraw", TensorShape.Vector(Length)).Dropout(0.3f).Build())]);

    [Fact]
    public void The_share_dropped_is_the_rate()
    {
        double dropped = Draw(seed: 1, step: 0, InstructionSets.Best).Count(y => y == 0) / (2.0 * Length);

        // Five deviations of a binomial of 8198 draws at 0.3.
        Assert.InRange(dropped, 0.3 - 0.0254, 0.3 + 0.0254);
    }

    [Fact]
    public void Samples_steps_and_seeds_draw_apart()
    {
        float[] first = Draw(seed: 1, step: 0, InstructionSets.Best);

        Assert.False(first.AsSpan(0, Length).SequenceEqual(first.AsSpan(Length)), "Two samples of a batch draw the same.");
        Assert.False(first.AsSpan().SequenceEqual(Draw(seed: 1, step: 1, InstructionSets.Best)), "Two steps draw the same.");
        Assert.False(first.AsSpan().SequenceEqual(Draw(seed: 2, step: 0, InstructionSets.Best)), "Two seeds draw the same.");
    }

    [Fact]
    public void Every_instruction_set_draws_the_same()
    {
        float[] expected = Draw(seed: 1, step: 0, InstructionSet.Portable);

        foreach (InstructionSet set in ModelRun.SupportedSets) Assert.Equal(expected, Draw(seed: 1, step: 0, set));
    }

    private static float[] Draw(int seed, long step, InstructionSet set)
    {
        CompiledModel model = Models.Create("DropoutDraw", seed);
        model.InstructionSet = set;
        model.StepCount = step;
        var ones = new float[2 * Length];
        Array.Fill(ones, 1);
        var outputs = new float[2 * Length];
        model.TrainForward(ones, outputs, model.Info.Training);
        return outputs;
    }
}
