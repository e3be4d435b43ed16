using System.Globalization;
using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;
using CnnGen.Kernels.Tests.Harness;
using CnnGen.Kernels.Tests.Reference;
using Xunit;

namespace CnnGen.Kernels.Tests.Kernels;

/// <summary>
/// Architectures drawn from a seed: predictions, loss, all gradients and a few steps of gradient descent against the reference.
/// Each is for one instruction set, in turn: a machine runs those of the sets that it has. Training takes as many of the first layers in slices as can be.
/// </summary>
public class RandomNetworks
{
    private const int Count = 320;
    private const int Steps = 3;
    private const int Roundings = 6;
    private const double LearningRate = 0.03125;

    private static readonly InstructionSet[] Sets = Enum.GetValues<InstructionSet>();

    // Seeds of one instruction set are compiled together, for that set.
    private static readonly ModelBatch[] Models = [.. Sets.Select(CreateBatch)];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, Count).Where(seed => ModelRun.SupportedSets.Contains(SetOf(seed)))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_network_follows_the_reference(int seed)
    {
        Network network = RandomArchitecture.Create(ClassName(seed), seed);
        InstructionSet set = SetOf(seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed} on {set}: {string.Join(", ", network.Layers.Select(layer => $"{layer.Name} {layer.Output}"))}, {network.Loss}");
        (Scenario scenario, Dictionary<string, double[]> expected) = Scenario.Draw(network, seed);
        CompiledModel model = Models[(int)set].Create(ClassName(seed));
        model.InstructionSet = set;
        model.Threads = 1 + (seed % 2);
        Assert.Equal(ReferenceNetwork.HasLossFromLogits(network), model.Info.LossFromLogits);

        var rounded = new Lazy<Dictionary<string, double[]>[]>(() => [.. Enumerable.Range(0, Roundings).Select(draw => scenario.Follow(new Random(draw)))]);
        foreach ((string name, float[] actual) in Run(model, scenario))
        {
            KernelCheck.Compare($"seed {seed} on {set}: {name}", actual, expected[name], 2 * KernelCheck.DirectTolerance, () => Allowance(expected[name], rounded.Value.Select(draw => draw[name])));
        }
    }

    /// <summary>
    /// What float32 can do with this network: rounding each layer's result at random moves the reference by so much (the root mean square over several draws,
    /// for in a tensor of one or two values a single draw may hardly move it); kernels round inside of layers as well, for which sixteen times as much is allowed.
    /// A tensor that cancels to nothing, such as the gradient of a bias before a batch normalisation, is thereby left alone.
    /// </summary>
    private static double Allowance(double[] expected, IEnumerable<double[]> rounded) =>
        16 * Math.Sqrt(rounded.Average(draw => expected.Zip(draw, (a, b) => (a - b) * (a - b)).Sum()));

    private static IEnumerable<(string Name, float[] Values)> Run(CompiledModel model, Scenario scenario)
    {
        ReferenceNetwork reference = scenario.CreateReference();
        ModelRun.CopyParameters(reference, model);
        float[] input = Samples.ToSingle(scenario.Input);
        var outputs = new float[scenario.Targets.Length];
        model.Predict(input, outputs);
        yield return ("prediction", outputs);

        for (int step = 0; step < Steps; step++)
        {
            model.TrainForward(input, outputs, model.Info.InputGradient);
            LossResult loss = reference.Loss(Samples.ToDouble(outputs), scenario.Targets, model.Info.LossFromLogits);
            yield return ($"loss of step {step}", [(float)loss.Value]);
            model.TrainBackward(Samples.ToSingle(loss.Gradient), model.Info.InputGradient);
            var inputGradient = new float[input.Length];
            model.TrainInputGradient(inputGradient);
            yield return ($"input gradient of step {step}", inputGradient);
            for (int i = 0; i < model.Info.Parameters.Count; i++)
            {
                ParameterInfo parameter = model.Info.Parameters[i];
                if (parameter.IsTrainable)
                {
                    float[] gradient = model.GradientOf(i).ToArray();
                    yield return ($"gradient of {parameter.Name} in step {step}", gradient);
                    model.Parameters.Set(i, [.. model.Parameters[i].ToArray().Zip(gradient, (value, g) => value - ((float)LearningRate * g))]);
                }

                yield return ($"{parameter.Name} after step {step}", model.Parameters[i].ToArray());
            }
        }

        model.Predict(input, outputs);
        yield return ("prediction after training", outputs);
    }

    private static InstructionSet SetOf(int seed) => Sets[seed % Sets.Length];

    private static ModelBatch CreateBatch(InstructionSet set) => new(
        $"RandomNetworks.{set}",
        () => [.. Enumerable.Range(0, Count).Where(seed => SetOf(seed) == set).Select(seed => (ClassName(seed), RandomArchitecture.Create(ClassName(seed), seed)))],
        set,
        new PlanRules { FirstUnslicedLayer = int.MaxValue });

    private static string ClassName(int seed) => string.Create(CultureInfo.InvariantCulture, $"Random{seed}");

    /// <summary>A network, its parameters, a batch and its targets, far enough from every kink that rounding decides nothing on the way.</summary>
    private sealed record Scenario(Network Network, int ParameterSeed, double[] Input, double[] Targets, int Batch)
    {
        private const int Attempts = 60;

        /// <summary>A scenario and what the reference makes of it.</summary>
        public static (Scenario Scenario, Dictionary<string, double[]> Expected) Draw(Network network, int seed)
        {
            for (int attempt = 0; attempt < Attempts; attempt++)
            {
                int drawSeed = (seed * Attempts) + attempt;
                var random = new Random(drawSeed);
                int batch = random.Next(1, 5);
                if (network.Layers.Any(layer => layer is BatchNormLayer)) batch += 2;
                var scenario = new Scenario(network, drawSeed, Samples.Uniform(random, batch * network.Input.Size), Samples.Targets(random, network, batch), batch);
                var decisions = new Decisions(Decisions.DefaultTolerance);
                Dictionary<string, double[]> expected = scenario.Follow(scenario.CreateReference(), decisions);
                if (decisions.Undecided == 0) return (scenario, expected);
            }

            throw new InvalidOperationException($"Seed {seed}: of {Attempts} batches none was far enough from every gate's edge and every pool's tie.");
        }

        public ReferenceNetwork CreateReference(Random? rounding = null)
        {
            var reference = new ReferenceNetwork(Network, rounding);
            reference.Draw(new Random(ParameterSeed));
            return reference;
        }

        /// <summary>All that <see cref="Run"/> gives, by the same names, with every layer's result rounded at random.</summary>
        public Dictionary<string, double[]> Follow(Random rounding) => Follow(CreateReference(rounding), new Decisions(Decisions.DefaultTolerance));

        private Dictionary<string, double[]> Follow(ReferenceNetwork reference, Decisions decisions)
        {
            bool fromLogits = ReferenceNetwork.HasLossFromLogits(Network);
            var results = new Dictionary<string, double[]> { ["prediction"] = reference.Forward(Input, Batch, training: false).Output };
            for (int step = 0; step < Steps; step++)
            {
                ReferencePass pass = reference.Forward(Input, Batch, training: true, throughOutput: !fromLogits, decisions: decisions);
                LossResult loss = reference.Loss(pass.Output, Targets, fromLogits);
                ReferenceGradients gradients = reference.Backward(pass, loss.Gradient);
                reference.UpdateRunningAverages(pass);
                reference.Descend(gradients, LearningRate);
                results[$"loss of step {step}"] = [loss.Value];
                results[$"input gradient of step {step}"] = gradients.Input;
                foreach ((string name, double[] gradient) in gradients.Parameters) results[$"gradient of {name} in step {step}"] = gradient;
                foreach (ReferenceParameter parameter in reference.Parameters) results[$"{parameter.Name} after step {step}"] = [.. parameter.Values];
            }

            results["prediction after training"] = reference.Forward(Input, Batch, training: false).Output;
            return results;
        }
    }
}
