using CnnGen.Generator.Analysis;
using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;
using CnnGen.Kernels.Tests.Harness;
using CnnGen.Kernels.Tests.Reference;
using Xunit;

namespace CnnGen.Kernels.Tests.Networks;

/// <summary>
/// The networks of the benchmarks as a whole, with the algorithms and slices that the planner chooses for them, on every instruction set that the process has: predictions, loss and
/// the gradient of each layer's parameters are within 1e-4 of float64, norm-wise.
/// </summary>
public class BenchmarkNetworks
{
    /// <summary>What a network promises unless <c>[Precision]</c> says otherwise.</summary>
    private const double Tolerance = Network.DefaultMaxRelativeError;

    private const int Seed = 5;

    private const int LargestBatch = 37;

    /// <summary>Multiply-adds of a batch that float64 computes in half a second.</summary>
    private const long WorkOfBatch = 500_000_000;

    /// <summary>All but the one that is another without its dropout.</summary>
    private static readonly Lazy<IReadOnlyList<Network>> Networks = new(() => [.. BenchmarkDeclarations.Read().Where(network => network.Identity.Name != "DogsCatsWithoutDropoutNetwork")]);

    private static readonly ModelBatch Models = new("BenchmarkNetworks", () => [.. Networks.Value.Select(network => (network.Identity.Name, network))]);

    /// <summary>With batches of two slices at least.</summary>
    public static TheoryData<string, int> Predicted => [.. Networks.Value.Select(network => (network.Identity.Name, BatchOf(network, (Planner.Plan(network).Slices?.Samples ?? 1) + 1)))];

    /// <summary>With batches of two pieces at least, in each of which slices begin anew; without what is too large to be trained here.</summary>
    public static TheoryData<string, int> Trained => [.. Networks.Value.Where(network => LayerCost.MultiplyAdds(network) <= WorkOfBatch).Select(network => (network.Identity.Name, BatchOf(network, 2)))];

    [Theory]
    [MemberData(nameof(Predicted), DisableDiscoveryEnumeration = true)]
    public void Predictions_are_those_of_float64(string name, int batch)
    {
        (ReferenceNetwork reference, double[] pixels, _) = Draw(name, batch);
        ReferencePass pass = reference.Forward(pixels, batch, training: false);
        foreach (InstructionSet set in ModelRun.SupportedSets)
        {
            CompiledModel model = Create(name, set, reference);
            var outputs = new float[pass.Output.Length];
            model.Predict(Samples.ToSingle(pixels), outputs);
            KernelCheck.Compare($"{name} on {set}, seed {Seed}: prediction", outputs, pass.Output, Tolerance);

            // A probability near 0 or 1 says little of what is under it.
            model.Infer(Samples.ToSingle(pixels), outputs, throughOutput: false);
            KernelCheck.Compare($"{name} on {set}, seed {Seed}: logits", outputs, pass.Layers[^1].PreActivation, Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Trained), DisableDiscoveryEnumeration = true)]
    public void Loss_and_gradients_of_every_layer_are_those_of_float64(string name, int batch)
    {
        (ReferenceNetwork reference, double[] pixels, double[] targets) = Draw(name, batch);
        NetworkPlan plan = Planner.Plan(reference.Network);
        foreach (InstructionSet set in ModelRun.SupportedSets)
        {
            string where = $"{name} on {set}, seed {Seed}";
            CompiledModel model = Create(name, set, reference);
            var outputs = new float[targets.Length];
            var outputGradient = new float[targets.Length];
            model.TrainForward(Samples.ToSingle(pixels), outputs, model.Info.InputGradient);
            IReadOnlyDictionary<int, float[]> decided = RunDecisions.Read(model, plan, batch);
            double loss = Loss.For(model.Info.Loss, model.Info.LossFromLogits, model.Info.Output.Channels).Compute(outputs, Samples.ToSingle(targets), outputGradient, model.Info.Output.Length);
            model.TrainBackward(outputGradient, model.Info.InputGradient);
            var inputGradient = new float[pixels.Length];
            model.TrainInputGradient(inputGradient);

            // Within the error that the network may have, rounding decides.
            ReferencePass pass = reference.Forward(
                pixels, batch, training: true, throughOutput: !model.Info.LossFromLogits,
                (layer, _) => DropoutMask.FromKept(ReferenceNetwork.AsWritten(layer.Rate), decided[layer.Index].Select(y => y != 0)),
                new Decisions(Tolerance, decided));
            Assert.True(pass.Decisions.Undecided == 0, $"{where}: {pass.Decisions.Undecided} gates and winners could not be taken from the run.");
            LossResult expected = reference.Loss(pass.Output, targets, model.Info.LossFromLogits);
            KernelCheck.Compare($"{where}: output", outputs, pass.Output, Tolerance);
            KernelCheck.Compare($"{where}: loss", [(float)loss], [expected.Value], Tolerance);
            CompareGradients(model, inputGradient, reference.Backward(pass, expected.Gradient), where);
        }
    }

    private static void CompareGradients(CompiledModel model, float[] inputGradient, ReferenceGradients expected, string where)
    {
        IReadOnlyList<ParameterInfo> parameters = model.Info.Parameters;
        Assert.Equal(expected.Parameters.Keys.Order(), parameters.Where(parameter => parameter.IsTrainable).Select(parameter => parameter.Name).Order());
        for (int i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].IsTrainable) KernelCheck.Compare($"{where}: gradient of {parameters[i].Name}", model.GradientOf(i), expected.Parameters[parameters[i].Name], Tolerance);
        }

        KernelCheck.Compare($"{where}: input gradient", inputGradient, expected.Input, Tolerance);
    }

    private static int BatchOf(Network network, int least) => (int)Math.Clamp(WorkOfBatch / LayerCost.MultiplyAdds(network), least, LargestBatch);

    /// <summary>Weights that keep the size of activations through any number of layers with ReLU (He et al. 2015, arXiv 1502.01852), pixels of noise, 0..1, and targets.</summary>
    private static (ReferenceNetwork Reference, double[] Pixels, double[] Targets) Draw(string name, int batch)
    {
        Network network = Networks.Value.Single(network => network.Identity.Name == name);
        var random = new Random(Seed);
        var reference = new ReferenceNetwork(network);
        reference.Draw(random, gain: Math.Sqrt(2));
        double[] pixels = [.. Enumerable.Range(0, checked((int)(batch * network.Input.Size))).Select(_ => (double)random.NextSingle())];
        return (reference, pixels, Samples.Targets(random, network, batch));
    }

    private static CompiledModel Create(string name, InstructionSet set, ReferenceNetwork reference)
    {
        CompiledModel model = Models.Create(name);
        model.InstructionSet = set;
        ModelRun.CopyParameters(reference, model);
        return model;
    }
}
