using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;
using CnnGen.Kernels.Tests.Harness;
using CnnGen.Kernels.Tests.Reference;
using Xunit;

namespace CnnGen.Kernels.Tests.Golden;

/// <summary>The emitted kernels agree with an independent framework on every layer case, on every instruction set that the process has.</summary>
public class GoldenKernels
{
    private static readonly ModelBatch Models = new(
        "GoldenKernels", () => GoldenIndex.Networks(golden => GoldenLayers.IsLayer(golden.Operation), golden => (golden.Case.ClassName, GoldenLayers.Build(golden, golden.Case.ClassName).Network)));

    public static IEnumerable<TheoryDataRow<string>> LayerCases() => GoldenIndex.Rows(golden => GoldenLayers.IsLayer(golden.Operation));

    [Theory]
    [MemberData(nameof(LayerCases))]
    public void Kernels_agree_with_golden_case(string caseId)
    {
        GoldenReader golden = GoldenIndex.Current[caseId].Open();
        string className = golden.Case.ClassName;
        GoldenLayer layer = GoldenLayers.Build(golden, className);
        var parameters = new ReferenceNetwork(layer.Network);
        foreach ((string tensor, string parameter) in layer.Parameters) parameters.Set(parameter, golden.Values(tensor));

        foreach (InstructionSet set in ModelRun.SupportedSets)
        {
            CompiledModel model = Models.Create(className);
            model.InstructionSet = set;
            ModelResult result = ModelRun.Execute(model, parameters, Samples.ToSingle(golden.Values("input")), Samples.ToSingle(golden.Values("grad_output")));
            Check(golden, layer, parameters, result, set);
        }
    }

    private static void Check(GoldenReader golden, GoldenLayer layer, ReferenceNetwork reference, ModelResult result, InstructionSet set)
    {
        // What the chosen algorithms promise. A bias's gradient is a sum of pixels whatever they are.
        NetworkPlan plan = Planner.Plan(layer.Network);
        double tolerance = plan.Kernels.Select(named => named.Kernel).OfType<WinogradKernel>().Select(kernel => kernel.Form.Error).Append(KernelCheck.DirectTolerance).Max();
        double weightTolerance = plan.Kernels.Select(named => named.Kernel).OfType<WinogradGradientKernel>().Select(kernel => kernel.Form.Error).Append(KernelCheck.DirectTolerance).Max();
        GoldenCheck.Compare(golden, "output", result.Training, set, tolerance);
        GoldenCheck.Compare(golden, "grad_input", result.InputGradient, set, tolerance);
        foreach ((string tensor, string parameter) in layer.Parameters)
        {
            if (!result.Gradients.TryGetValue(parameter, out float[]? gradient)) continue;
            double[] outputGradient = golden.Values("grad_output");
            GoldenCheck.Compare(
                golden, $"grad_{tensor}", gradient, set, parameter.EndsWith(".weight", StringComparison.Ordinal) ? weightTolerance : KernelCheck.DirectTolerance,
                terms: () => GradientTerms.Norm(reference, reference.Forward(golden.Values("input"), layer.Batch, training: true), outputGradient, parameter));
        }

        switch (layer.Network.Layers[0])
        {
            case BatchNormLayer { IsFrozen: false }:
                GoldenCheck.Compare(golden, "new_running_mean", result.RunningAverages["batchnorm1.running_mean"], set);
                GoldenCheck.Compare(golden, "new_running_variance_biased", result.RunningAverages["batchnorm1.running_variance"], set);
                break;

            case ActivationLayer:
                GoldenCheck.Compare(golden, "output", result.Inference, set);
                CompareEach(golden, set, "output", result.Inference);
                CompareEach(golden, set, "output", result.Training);
                CompareEach(golden, set, "grad_input", result.InputGradient);
                break;

            default:
                GoldenCheck.Compare(golden, "output", result.Inference, set, tolerance);
                break;
        }
    }

    /// <summary>Value by value: beside 1e30 a norm says nothing about the others.</summary>
    private static void CompareEach(GoldenReader golden, InstructionSet set, string tensor, float[] actual)
    {
        double[] expected = golden.Values(tensor);
        for (int i = 0; i < expected.Length; i++)
        {
            double allowed = (4e-6 * Math.Abs(expected[i])) + 1e-6 + (4 * golden.Float32Error(tensor));
            Assert.True(Math.Abs(actual[i] - expected[i]) <= allowed, $"{golden.Case}: {tensor}[{i}] on {set} should be {expected[i]:R}, is {actual[i]:R}.");
        }
    }
}
