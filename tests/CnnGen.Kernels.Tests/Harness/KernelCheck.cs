using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;
using CnnGen.Kernels.Tests.Reference;
using Xunit;

namespace CnnGen.Kernels.Tests.Harness;

/// <summary>Holds what a compiled model computes against the reference.</summary>
internal static class KernelCheck
{
    /// <summary>Norm-wise relative error of a direct kernel: a few dozen roundings of 6e-8 that mostly cancel.</summary>
    public const double DirectTolerance = 2e-6;

    /// <summary>Norm-wise relative error of a layer by Winograd's algorithm, whose transforms add and subtract values several times the size of what remains.</summary>
    public const double WinogradTolerance = 2e-5;

    /// <summary>Where the reference is zero, or would be if its own sums did not round.</summary>
    private const double AbsoluteTolerance = 1e-6;

    /// <summary>More threads than many machines have cores.</summary>
    private static readonly ThreadTeams ThreeCores = new(cores: 3, helpsAlways: true);

    /// <summary>‖x − reference‖ ≤ tolerance · ‖reference‖; where the reference is zero, no value above 1e-6.</summary>
    /// <param name="what">Names the tensor, and where it was computed.</param>
    /// <param name="actual">x.</param>
    /// <param name="expected">The reference.</param>
    /// <param name="tolerance">What is allowed.</param>
    /// <param name="allowance">
    /// A norm of the error that is allowed even so, where a reason other than the reference's own size gives it: a sum that cancels is as far off as its terms,
    /// not as its result. Asked for only where the tolerance does not do.
    /// </param>
    public static void Compare(string what, ReadOnlySpan<float> actual, double[] expected, double tolerance = DirectTolerance, Func<double>? allowance = null)
    {
        Assert.True(actual.Length == expected.Length, $"{what}: there are {actual.Length} values, the reference has {expected.Length}.");
        double norm = Norm(expected);
        double difference = 0;
        int worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs(actual[i] - expected[i]);
            if (!(error <= Math.Abs(actual[worst] - expected[worst]))) worst = i;
            difference += error * error;
        }

        difference = Math.Sqrt(difference);
        bool isZero = norm <= 1e-12 * Math.Sqrt(expected.Length);
        double allowed = isZero ? AbsoluteTolerance * Math.Sqrt(expected.Length) : tolerance * norm;
        if (difference <= allowed) return;
        if (allowance is not null) allowed = Math.Max(allowed, allowance());
        if (difference <= allowed) return;

        string complaint = isZero ? $"a norm of {difference:E2} where the reference is zero" : $"a relative error of {difference / norm:E2}, allowed {allowed / norm:E2}";
        Assert.Fail($"{what}: {complaint}. Worst is [{worst}] of {expected.Length}: {actual[worst]:R}, the reference has {expected[worst]:R}.");
    }

    /// <summary>Root of the sum of squares.</summary>
    public static double Norm(double[] values) => Math.Sqrt(values.Sum(x => x * x));

    /// <summary>Every supported instruction set, every batch size: all passes of the model against the reference.</summary>
    /// <param name="create">Makes a model of the network.</param>
    /// <param name="network">What it computes.</param>
    /// <param name="seed">Draws parameters, inputs and the gradient that goes in.</param>
    /// <param name="tolerance">Norm-wise relative error that is allowed.</param>
    /// <param name="batches">Sizes of the batches.</param>
    public static void CheckLayer(Func<CompiledModel> create, Network network, int seed, double tolerance, params int[] batches)
    {
        foreach (int batch in batches)
        {
            foreach (InstructionSet set in ModelRun.SupportedSets)
            {
                CompiledModel model = create();
                model.InstructionSet = set;
                CheckLayer(model, network, batch, seed, tolerance, $"{set}, batch {batch}, seed {seed}");
            }
        }
    }

    /// <summary>What a network may be off: as the least exact of its kernels, for each layer that it has.</summary>
    public static double Tolerance(Network network)
    {
        int layers = Planner.Plan(network).Kernels.Count(named => named.Kernel is WinogradKernel);
        return layers == 0 ? DirectTolerance : WinogradTolerance * layers;
    }

    /// <summary>Every supported instruction set, every batch size: predictions alone, the same bits again on three threads and for each sample by itself.</summary>
    /// <param name="create">Makes a model of the network.</param>
    /// <param name="network">What it computes.</param>
    /// <param name="seed">Draws parameters and inputs.</param>
    /// <param name="tolerance">Norm-wise relative error that is allowed.</param>
    /// <param name="batches">Sizes of the batches.</param>
    public static void CheckPredicting(Func<CompiledModel> create, Network network, int seed, double tolerance, params int[] batches)
    {
        foreach (int batch in batches)
        {
            var random = new Random(seed);
            var reference = new ReferenceNetwork(network);
            reference.Draw(random);
            if (network.DenseStorage == StorageKind.BFloat16) RoundWeights(reference);
            double[] input = Samples.Uniform(random, batch * network.Input.Size);
            double[] expected = reference.Forward(input, batch, training: false).Output;
            float[] pixels = Samples.ToSingle(input);
            foreach (InstructionSet set in ModelRun.SupportedSets)
            {
                string where = $"{set}, batch {batch}, seed {seed}";
                CompiledModel model = create();
                model.InstructionSet = set;
                ModelRun.CopyParameters(reference, model);
                var outputs = new float[expected.Length];
                model.Predict(pixels, outputs);
                Compare(where, outputs, expected, tolerance);

                model.Threads = 3;
                var again = new float[expected.Length];
                model.Predict(pixels, again);
                Assert.True(again.AsSpan().SequenceEqual(outputs), $"{where}: predicting again on 3 threads gives other bits.");
                for (int sample = 0; sample < batch; sample++)
                {
                    Span<float> alone = again.AsSpan(0, model.Info.Output.Length);
                    model.Predict(pixels.AsSpan(sample * model.Info.Input.Length, model.Info.Input.Length), alone);
                    Assert.True(alone.SequenceEqual(outputs.AsSpan(sample * alone.Length, alone.Length)), $"{where}: sample {sample} by itself gives other bits.");
                }
            }
        }
    }

    /// <summary>Weights that 16 bits hold exactly, so that the reference computes with what the kernel reads.</summary>
    private static void RoundWeights(ReferenceNetwork reference)
    {
        foreach (ReferenceParameter parameter in reference.Parameters.Where(parameter => parameter.Shape.Length == 2))
        {
            for (int i = 0; i < parameter.Values.Length; i++)
            {
                parameter.Values[i] = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits((float)parameter.Values[i]) & 0xFFFF0000u);
            }
        }
    }

    private static void CheckLayer(CompiledModel model, Network network, int batch, int seed, double tolerance, string where)
    {
        var random = new Random(seed);
        var reference = new ReferenceNetwork(network);
        reference.Draw(random);
        double[] input = Samples.Uniform(random, batch * network.Input.Size);
        double[] outputGradient = Samples.Uniform(random, batch * network.Output.Size);
        float[] singleInput = Samples.ToSingle(input);
        float[] singleGradient = Samples.ToSingle(outputGradient);
        ModelResult result = ModelRun.Execute(model, reference, singleInput, singleGradient);

        Compare($"{where}: inference", result.Inference, reference.Forward(input, batch, training: false).Output, tolerance);
        if (result.Logits is not null) Compare($"{where}: logits", result.Logits, reference.Forward(input, batch, training: false, throughOutput: false).Output, tolerance);

        var runOutputs = new Dictionary<int, float[]> { [-1] = singleInput, [network.Layers.Count - 1] = result.Training };
        ReferencePass pass = reference.Forward(
            input, batch, training: true, throughOutput: !model.Info.LossFromLogits, (layer, _) => DropoutMask.FromKept(ReferenceNetwork.AsWritten(layer.Rate), result.Training.Select(y => y != 0)),
            new Decisions(Decisions.DefaultTolerance, runOutputs));
        ReferenceGradients gradients = reference.Backward(pass, outputGradient);
        Compare($"{where}: training output", result.Training, pass.Output, tolerance);
        Compare($"{where}: input gradient", result.InputGradient, gradients.Input, tolerance);
        foreach ((string name, double[] gradient) in gradients.Parameters)
        {
            Compare(
                $"{where}: gradient of {name}", result.Gradients[name], gradient, tolerance,
                allowance: () => tolerance * GradientTerms.Norm(reference, pass, outputGradient, name));
        }

        IReadOnlyDictionary<string, float[]> trained = ModelRun.ExecuteTraining(model, reference, singleInput, singleGradient);
        foreach ((string name, float[] gradient) in trained) Assert.True(gradient.AsSpan().SequenceEqual(result.Gradients[name]), $"{where}: training without the input's gradient gives {name} another gradient.");
        CheckRepetition(model, reference, singleInput, singleGradient, result, where);

        reference.UpdateRunningAverages(pass);
        foreach ((string name, float[] values) in result.RunningAverages) Compare($"{where}: {name}", values, reference[name]);
    }

    /// <summary>The same bits from buffers that were used before, and on more threads than there are cores.</summary>
    private static void CheckRepetition(CompiledModel model, ReferenceNetwork reference, float[] input, float[] outputGradient, ModelResult first, string where)
    {
        model.Threads = 3;
        model.Teams = ThreeCores;
        ModelResult second = ModelRun.Execute(model, reference, input, outputGradient);
        Assert.True(second.Inference.AsSpan().SequenceEqual(first.Inference), $"{where}: predicting again on 3 threads gives other bits.");
        Assert.True(second.Training.AsSpan().SequenceEqual(first.Training), $"{where}: training again on 3 threads gives other bits.");
        Assert.True(second.InputGradient.AsSpan().SequenceEqual(first.InputGradient), $"{where}: the input's gradient has other bits when computed again on 3 threads.");
        foreach ((string name, float[] gradient) in second.Gradients) Assert.True(gradient.AsSpan().SequenceEqual(first.Gradients[name]), $"{where}: the gradient of {name} has other bits when computed again on 3 threads.");
    }
}
