using System.Runtime.InteropServices;
using Xunit;

namespace CnnGen.Kernels.Tests.Harness;

/// <summary>What a few steps of training come to.</summary>
/// <param name="Weights">All parameters.</param>
/// <param name="Losses">Of each step.</param>
/// <param name="Outputs">Predictions of the last batch.</param>
internal sealed record SeededTraining(float[] Weights, double[] Losses, float[] Outputs)
{
    private const int Steps = 4;

    /// <summary>As many threads as are asked for, whatever the machine has.</summary>
    private static readonly ThreadTeams Cores = new(cores: 8, helpsAlways: true);

    /// <summary>Trains a classifier on noise.</summary>
    public static SeededTraining Of(CompiledModel model, InstructionSet set, int threads)
    {
        model.InstructionSet = set;
        model.Threads = threads;
        model.Teams = Cores;
        var random = new Random(5);
        var optimizer = new Adam(1e-3f);
        var losses = new double[Steps];
        float[] pixels = [];
        for (int step = 0; step < Steps; step++)
        {
            // Sizes that no number of threads divides.
            int batch = step % 2 == 0 ? 19 : 5;
            pixels = Samples.ToSingle(Samples.Uniform(random, batch * model.Info.Input.Length));
            var targets = new float[batch * model.Info.Output.Length];
            for (int sample = 0; sample < batch; sample++) targets[(sample * model.Info.Output.Length) + random.Next(model.Info.Output.Length)] = 1;
            losses[step] = model.TrainStep(pixels, targets, optimizer).Loss;
        }

        var outputs = new float[pixels.Length / model.Info.Input.Length * model.Info.Output.Length];
        model.Predict(pixels, outputs);
        return new(model.Parameters.All.ToArray(), losses, outputs);
    }

    /// <summary>Fails where one bit differs.</summary>
    /// <param name="actual">The other training.</param>
    /// <param name="how">How it went.</param>
    public void AssertSameBits(SeededTraining actual, string how)
    {
        Assert.Equal(Losses, actual.Losses);
        AssertSameBits(Weights, actual.Weights, $"weights {how}");
        AssertSameBits(Outputs, actual.Outputs, $"predictions {how}");
    }

    /// <summary>Fails where one bit of a tensor differs.</summary>
    public static void AssertSameBits(float[] expected, float[] actual, string what)
    {
        ReadOnlySpan<int> expectedBits = MemoryMarshal.Cast<float, int>(expected);
        ReadOnlySpan<int> actualBits = MemoryMarshal.Cast<float, int>(actual);
        int same = expectedBits.CommonPrefixLength(actualBits);
        Assert.True(same == expected.Length && same == actual.Length, $"{what}: value {same} of {expected.Length} is {(same < actual.Length ? actual[same] : float.NaN):R}, expected {(same < expected.Length ? expected[same] : float.NaN):R}.");
    }
}
