using CnnGen.Generator.Model;
using CnnGen.Kernels.Tests.Harness;
using Xunit;

namespace CnnGen.Kernels.Tests.Kernels;

/// <summary>Training comes to the same bits however many threads share the work: dropout, batch statistics and every gradient included.</summary>
public class ThreadDeterminism
{
    private static readonly ModelBatch Models = new("ThreadDeterminism", () => [("Threaded", Build("Threaded"))]);

    private static readonly ModelBatch Sliced = new(
        "ThreadDeterminism.Sliced", () => [("Threaded", Build("Threaded")), ("Stacked", BuildStack())], rules: FusionTables.InSlices(FusionTables.Force(4).Convolution!));

    public static TheoryData<InstructionSet> Sets => [.. ModelRun.SupportedSets];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Training_gives_the_same_bits_on_any_number_of_threads(InstructionSet set) => Check(Models, "Threaded", set);

    [Theory]
    [MemberData(nameof(Sets))]
    public void Training_in_slices_gives_the_same_bits_on_any_number_of_threads(InstructionSet set)
    {
        Check(Sliced, "Threaded", set);
        Check(Sliced, "Stacked", set);
    }

    private static void Check(ModelBatch models, string name, InstructionSet set)
    {
        SeededTraining expected = SeededTraining.Of(models.Create(name, seed: 7), set, threads: 1);
        Assert.All(expected.Losses, loss => Assert.True(double.IsFinite(loss)));
        Assert.NotEqual(models.Create(name, seed: 7).Parameters.All.ToArray(), expected.Weights);

        foreach (int threads in new[] { 2, 3, 8 }) expected.AssertSameBits(SeededTraining.Of(models.Create(name, seed: 7), set, threads), $"on {threads} threads");
    }

    /// <summary>Every kind of layer, and steps with enough work in them to be split.</summary>
    internal static Network Build(string name)
    {
        var relu = new ActivationSpec(ActivationKind.ReLU);
        var builder = new NetworkBuilder(name, new TensorShape(24, 23, 3));
        builder.Dropout(0.1f);
        builder.Convolution(24, Windows.Same(builder.Shape, 3, 3), useBias: false).BatchNorm().Activation(ActivationKind.ReLU);
        builder.Convolution(33, Windows.Same(builder.Shape, 5, 5), padsWithEdge: true, activation: relu).Pool(PoolingKind.Max, Windows.Valid(2, 2, 2, 2));
        builder.Convolution(33, Windows.Same(builder.Shape, 5, 5), groups: 33, activation: new ActivationSpec(ActivationKind.GELU));
        builder.Convolution(40, Windows.Same(builder.Shape, 3, 3, 2, 2), activation: new ActivationSpec(ActivationKind.LeakyReLU, 0.1f)).BatchNorm();
        builder.Pool(PoolingKind.Average, Windows.Same(builder.Shape, 3, 3)).Dropout(0.25f).Flatten();
        builder.Dense(257, activation: relu).BatchNorm().Dropout(0.5f);
        return builder.Dense(10, activation: new ActivationSpec(ActivationKind.Softmax)).Build(LossKind.CategoricalCrossEntropy);
    }

    /// <summary>Convolutions and pools that all run in slices: more samples than pieces, and fewer.</summary>
    private static Network BuildStack()
    {
        var relu = new ActivationSpec(ActivationKind.ReLU);
        var builder = new NetworkBuilder("Stacked", new TensorShape(24, 23, 3));
        builder.Convolution(24, Windows.Same(builder.Shape, 3, 3), activation: relu).Pool(PoolingKind.Max, Windows.Valid(2, 2, 2, 2));
        builder.Convolution(33, Windows.Same(builder.Shape, 3, 3), padsWithEdge: true, activation: relu).Dropout(0.25f);
        builder.Convolution(20, Windows.Same(builder.Shape, 5, 5, 2, 2), activation: relu).Pool(PoolingKind.Max, Windows.Valid(2, 2, 2, 2)).Flatten();
        return builder.Dense(10, activation: new ActivationSpec(ActivationKind.Softmax)).Build(LossKind.CategoricalCrossEntropy);
    }
}
