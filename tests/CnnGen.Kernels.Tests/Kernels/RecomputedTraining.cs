using System.Globalization;
using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;
using CnnGen.Kernels.Tests.Harness;
using CnnGen.Kernels.Tests.Reference;
using Xunit;

namespace CnnGen.Kernels.Tests.Kernels;

/// <summary>What <c>[Recompute]</c> gives up and computes again comes to the same bits as what is kept: weights, losses, running averages and the gradient of the input.</summary>
public class RecomputedTraining
{
    private const string Again = "Again";

    /// <summary>Random networks of each of the two ways.</summary>
    private const int Drawn = 12;

    private static readonly PlanRules Whole = new() { FirstUnslicedLayer = 0 };

    /// <summary>As the least memory asks for, or as much as can be; over whole batches or in slices.</summary>
    private static readonly (string Name, PlanRules Rules, Func<string, Network>[] Networks)[] Ways =
    [
        ("Whole", Whole, [ThreadDeterminism.Build]),
        ("AllOfWhole", Whole with { RecomputesAll = true }, [BuildPlain, BuildNormalized]),
        ("WholeWinograd", FusionTables.Force(4) with { FirstUnslicedLayer = 0, RecomputesAll = true }, [BuildPlain]),
        ("Sliced", FusionTables.InSlices((_, _) => ConvolutionChoice.Direct), [BuildPlain]),
        ("SlicedWinograd", FusionTables.InSlices(FusionTables.Force(2).Convolution!) with { RecomputesAll = true }, [BuildPlain, BuildNormalized]),
        ("ByCost", new PlanRules(), [BuildPlain, BuildNormalized]),
    ];

    private static readonly ModelBatch[] Batches =
        [.. Ways.Select(way => new ModelBatch("RecomputedTraining." + way.Name, () => [.. way.Networks.SelectMany((build, i) => Both(NameOf(i), build))], rules: way.Rules))];

    private static readonly PlanRules[] RandomRules = [Whole with { RecomputesAll = true }, new() { FirstUnslicedLayer = int.MaxValue, RecomputesAll = true }];

    private static readonly ModelBatch[] RandomModels = [.. RandomRules.Select((rules, way) => new ModelBatch(
        string.Create(CultureInfo.InvariantCulture, $"RecomputedTraining.Random{way}"),
        () => [.. SeedsOf(way).SelectMany(seed => Both(NameOf(seed), name => RandomArchitecture.Create(name, seed)))],
        InstructionSets.Best,
        rules))];

    public static TheoryData<int, int, InstructionSet> Cases
    {
        get
        {
            var data = new TheoryData<int, int, InstructionSet>();
            for (int way = 0; way < Ways.Length; way++)
            {
                for (int network = 0; network < Ways[way].Networks.Length; network++)
                {
                    foreach (InstructionSet set in ModelRun.SupportedSets) data.Add(way, network, set);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Training_comes_to_the_same_bits(int way, int network, InstructionSet set)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(Ways[way].Name);
        SeededTraining expected = SeededTraining.Of(Batches[way].Create(NameOf(network), seed: 7), set, threads: 1);
        foreach (int threads in new[] { 1, 2, 3 }) expected.AssertSameBits(SeededTraining.Of(Batches[way].Create(NameOf(network) + Again, seed: 7), set, threads), $"recomputed on {threads} threads");
    }

    /// <summary>The tests above would say nothing of networks that recompute nothing.</summary>
    [Theory]
    [InlineData("Whole", 0, "Dropout1, Conv1")]
    [InlineData("AllOfWhole", 0, "Conv1, Conv2, MaxPool1, Dropout1, Conv3, Conv4")]
    [InlineData("AllOfWhole", 1, "Conv1, MaxPool1, Conv2, BatchNorm2, Activation2, MaxPool2, Dropout1, BatchNorm3, Conv4")]
    [InlineData("WholeWinograd", 0, "Conv1, Conv2, MaxPool1, Dropout1, Conv3, Conv4")]
    [InlineData("Sliced", 0, "Conv1, Conv2, MaxPool1, Dropout1")]
    [InlineData("ByCost", 0, "Conv1, Conv2, MaxPool1, Dropout1")]
    public void Networks_of_these_tests_do_recompute(string way, int network, string layers)
    {
        (_, PlanRules rules, Func<string, Network>[] networks) = Ways.Single(entry => entry.Name == way);
        NetworkPlan plan = Planner.Plan(networks[network]("Network") with { Recomputes = true }, rules);
        string[] again = [.. plan.Recomputed.Select(layer => layer.Layer.Name)];
        Assert.True(layers.Split(", ").All(again.Contains), $"Network {network} of {way} computes {string.Join(", ", again)} again.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Random_networks_come_to_the_same_gradients(int way)
    {
        foreach (int seed in SeedsOf(way))
        {
            CompiledModel expected = RandomModels[way].Create(NameOf(seed));
            CompiledModel actual = RandomModels[way].Create(NameOf(seed) + Again);
            actual.Threads = 1 + (seed % 3);
            var random = new Random(seed);
            var reference = new ReferenceNetwork(RandomArchitecture.Create(NameOf(seed), seed));
            reference.Draw(random);
            ModelRun.CopyParameters(reference, expected);
            ModelRun.CopyParameters(reference, actual);
            const int batch = 5;
            float[] input = Samples.ToSingle(Samples.Uniform(random, batch * expected.Info.Input.Length));
            float[] gradient = Samples.ToSingle(Samples.Uniform(random, batch * expected.Info.Output.Length));
            for (int step = 0; step < 2; step++)
            {
                foreach (((string name, float[] one), (_, float[] other)) in Run(expected, input, gradient).Zip(Run(actual, input, gradient)))
                {
                    SeededTraining.AssertSameBits(one, other, $"seed {seed}, step {step}, {name}");
                }
            }
        }
    }

    /// <summary>All that a step leaves; the pass to the gradient of the input first, then training proper.</summary>
    private static List<(string Name, float[] Values)> Run(CompiledModel model, float[] input, float[] gradient)
    {
        var results = new List<(string, float[])>();
        foreach (MemoryPlan plan in new[] { model.Info.InputGradient, model.Info.Training })
        {
            var outputs = new float[gradient.Length];
            model.TrainForward(input, outputs, plan);
            results.Add(("outputs", outputs));
            model.TrainBackward(gradient, plan);
            results.AddRange(model.Info.Parameters.Select((parameter, i) => (parameter.Name, parameter.IsTrainable ? model.GradientOf(i).ToArray() : model.Parameters[i].ToArray())));
            if (plan != model.Info.InputGradient) continue;
            var inputGradient = new float[input.Length];
            model.TrainInputGradient(inputGradient);
            results.Add(("input gradient", inputGradient));
        }

        model.StepCount++;
        return results;
    }

    private static IEnumerable<int> SeedsOf(int way) => Enumerable.Range(way * Drawn, Drawn);

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"Network{number}");

    /// <summary>A network as it is, and one that recomputes.</summary>
    private static IEnumerable<(string Name, Network Network)> Both(string name, Func<string, Network> build) => [(name, build(name)), (name + Again, build(name + Again) with { Recomputes = true })];

    /// <summary>Convolutions of one size behind one another, padded with zeros and with the edge, pools of both kinds, draws, an activation that is told from its input.</summary>
    private static Network BuildPlain(string name)
    {
        var relu = new ActivationSpec(ActivationKind.ReLU);
        var builder = new NetworkBuilder(name, new TensorShape(13, 14, 3));
        builder.Convolution(12, Windows.Same(builder.Shape, 3, 3), activation: relu);
        builder.Convolution(12, Windows.Same(builder.Shape, 3, 3), padsWithEdge: true, activation: relu).Pool(PoolingKind.Max, Windows.Valid(2, 2, 2, 2)).Dropout(0.25f);
        builder.Convolution(16, Windows.Same(builder.Shape, 3, 3), activation: new ActivationSpec(ActivationKind.SiLU));
        builder.Convolution(17, Windows.Same(builder.Shape, 3, 3), activation: new ActivationSpec(ActivationKind.Tanh)).Pool(PoolingKind.Average, Windows.Valid(2, 2, 2, 2)).Flatten();
        return builder.Dense(31, activation: relu).Dropout(0.5f).Dense(10, activation: new ActivationSpec(ActivationKind.Softmax)).Build(LossKind.CategoricalCrossEntropy);
    }

    /// <summary>Batch normalisations, one of them frozen, with activations in passing and apart, a pool in one with one of them, and a pool whose windows overlap.</summary>
    private static Network BuildNormalized(string name)
    {
        var builder = new NetworkBuilder(name, new TensorShape(17, 18, 3));
        for (int i = 0; i < 4; i++)
        {
            builder.Convolution(14, Windows.Same(builder.Shape, 3, 3), padsWithEdge: i == 1, useBias: false).BatchNorm(isFrozen: i == 2).Activation(i == 1 ? ActivationKind.SiLU : ActivationKind.ReLU);
            if (i == 0) builder.Pool(PoolingKind.Max, Windows.Valid(2, 2, 2, 2));
            if (i == 1) builder.Pool(PoolingKind.Max, Windows.Valid(3, 3, 2, 2)).Dropout(0.2f);
        }

        return builder.GlobalAveragePool().Dense(10, activation: new ActivationSpec(ActivationKind.Softmax)).Build(LossKind.CategoricalCrossEntropy);
    }
}
