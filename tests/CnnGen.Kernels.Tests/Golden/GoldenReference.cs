using CnnGen.Generator.Model;
using CnnGen.Kernels.Tests.Reference;
using Xunit;

namespace CnnGen.Kernels.Tests.Golden;

/// <summary>The float64 reference agrees with an independent framework on every golden case.</summary>
public class GoldenReference
{
    // Both sides are float64: what is left is the order of sums, a few 1e-16 of the largest term.
    private const double Relative = 1e-10;

    public static IEnumerable<TheoryDataRow<string>> AllCases() => GoldenIndex.Rows(_ => true);

    [Theory]
    [MemberData(nameof(AllCases))]
    public void Reference_agrees_with_golden_case(string caseId)
    {
        GoldenReader golden = GoldenIndex.Current[caseId].Open();
        switch (golden.Case.Operation)
        {
            case string operation when GoldenLayers.IsLayer(operation): CheckLayer(golden); break;
            case string operation when GoldenLosses.IsLoss(operation): CheckLoss(golden); break;
            case string operation when GoldenOptimizers.IsOptimizer(operation): CheckOptimizer(golden); break;
            case "train_network": CheckTraining(golden); break;
            default: throw golden.Unusable("has an operation that CnnGen does not have");
        }

        golden.DemandAllRead();
    }

    private static void CheckLayer(GoldenReader golden)
    {
        GoldenLayer layer = GoldenLayers.Build(golden, "Golden");
        var network = new ReferenceNetwork(layer.Network);
        foreach ((string tensor, string parameter) in layer.Parameters) network.Set(parameter, golden.Values(tensor));

        if (layer.Network.Output.Size * layer.Batch != golden.Values("grad_output").Length)
        {
            throw golden.Unusable($"gives {layer.Network.Output} values a sample by its attributes, but has {golden.Values("grad_output").Length} of {layer.Batch} samples");
        }

        ReferencePass pass = network.Forward(golden.Values("input"), layer.Batch, training: true);
        ReferenceGradients gradients = network.Backward(pass, golden.Values("grad_output"));

        Compare(golden, "output", pass.Output);
        Compare(golden, "grad_input", gradients.Input);
        foreach ((string tensor, string parameter) in layer.Parameters.Where(pair => gradients.Parameters.ContainsKey(pair.Value)))
        {
            Compare(golden, $"grad_{tensor}", gradients.Parameters[parameter]);
        }

        if (layer.Network.Layers[0] is BatchNormLayer norm) CheckStatistics(golden, network, pass, norm);
    }

    private static void CheckStatistics(GoldenReader golden, ReferenceNetwork network, ReferencePass pass, BatchNormLayer norm)
    {
        if (norm.IsFrozen)
        {
            double[] inference = network.Forward(golden.Values("input"), pass.Batch, training: false).Output;
            Compare(golden, "output", inference);
            return;
        }

        network.UpdateRunningAverages(pass);
        Compare(golden, "batch_mean", pass.Layers[0].Mean!);
        Compare(golden, "batch_variance", pass.Layers[0].Variance!);
        Compare(golden, "new_running_mean", network["batchnorm1.running_mean"]);
        Compare(golden, "new_running_variance_biased", network["batchnorm1.running_variance"]);
        if (golden.Has("new_running_variance_unbiased")) golden.PassOver("new_running_variance_unbiased", "CnnGen keeps the biased variance, as Keras 3 does.");
    }

    private static void CheckLoss(GoldenReader golden)
    {
        LossResult loss = GoldenLosses.Compute(GoldenLosses.Read(golden));
        Compare(golden, "loss", [loss.Value]);
        Compare(golden, "grad_prediction", loss.Gradient);
    }

    private static void CheckOptimizer(GoldenReader golden)
    {
        double[] parameters = [.. golden.Values("initial")];
        double[] gradients = golden.Values("gradients");
        ReferenceOptimizer optimizer = GoldenOptimizers.Create(GoldenOptimizers.Read(golden, golden.Case.Operation));
        var trajectory = new List<double>();
        for (int step = 0; step < (int)golden.Number("steps"); step++)
        {
            optimizer.Step(parameters, gradients[(step * parameters.Length)..((step + 1) * parameters.Length)]);
            trajectory.AddRange(parameters);
        }

        Compare(golden, "after_each_step", [.. trajectory]);
    }

    private static void CheckTraining(GoldenReader golden)
    {
        var network = new ReferenceNetwork(GoldenNetworks.Build(golden, "Golden"));
        OptimizerSettings settings = GoldenOptimizers.Read(golden, golden.Text("optimizer"));
        var optimizers = new Dictionary<string, ReferenceOptimizer>();
        var trajectory = new Dictionary<string, List<double>>();
        foreach (string parameter in golden.TensorsUnder("initial/"))
        {
            network.Set(parameter, golden.Values($"initial/{parameter}"));
            optimizers.Add(parameter, GoldenOptimizers.Create(settings));
            trajectory.Add(parameter, []);
        }

        int steps = (int)golden.Number("steps");
        double[] images = golden.Values("images");
        GoldenTensor labels = golden.Tensor("labels");
        int batch = labels.Shape[^1];
        int imageLength = images.Length / steps;
        var losses = new List<double>();
        for (int step = 0; step < steps; step++)
        {
            double[] targets = Losses.OneHot(network.Network.Output.Channels, [.. labels.Values.Skip(step * batch).Take(batch).Select(label => (long)label)]);
            ReferencePass pass = network.Forward(images[(step * imageLength)..((step + 1) * imageLength)], batch, training: true, throughOutput: false);
            LossResult loss = network.Loss(pass.Output, targets, fromLogits: true);
            ReferenceGradients gradients = network.Backward(pass, loss.Gradient);
            losses.Add(loss.Value);
            if (step == 0) Compare(golden, "first_logits", pass.Output);
            foreach ((string parameter, double[] gradient) in gradients.Parameters)
            {
                if (step == 0) Compare(golden, $"first_grad/{parameter}", gradient);
                optimizers[parameter].Step(network[parameter], gradient);
                trajectory[parameter].AddRange(network[parameter]);
            }
        }

        Compare(golden, "losses", [.. losses]);
        foreach ((string parameter, List<double> values) in trajectory) Compare(golden, $"after_each_step/{parameter}", [.. values]);
    }

    /// <summary>|x − e| ≤ 1e-10 · |e| + 1e-13 · max(1, norm of all e that are below 1e6): what a sum of terms of the tensor's size can lose.</summary>
    private static void Compare(GoldenReader golden, string tensor, double[] actual)
    {
        double[] expected = golden.Values(tensor);
        Assert.True(expected.Length == actual.Length, $"{golden.Case}: {tensor} has {expected.Length} values, the reference {actual.Length}.");
        double size = Math.Max(1, Math.Sqrt(expected.Where(e => Math.Abs(e) < 1e6).Sum(e => e * e)));
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs(actual[i] - expected[i]);
            Assert.True(error <= (Relative * Math.Abs(expected[i])) + (1e-13 * size), $"{golden.Case}: {tensor}[{i}] should be {expected[i]:R}, but the reference has {actual[i]:R}.");
        }
    }
}
