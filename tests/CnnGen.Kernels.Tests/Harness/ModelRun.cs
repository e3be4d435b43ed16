using CnnGen.Kernels.Tests.Reference;
using Xunit;

namespace CnnGen.Kernels.Tests.Harness;

/// <summary>What a compiled model computed of one batch.</summary>
/// <param name="Inference">Outputs of predicting.</param>
/// <param name="Logits">Values under the last activation, where the model computes its loss from them.</param>
/// <param name="Training">Outputs of the forward pass of training; logits where the loss is computed from them.</param>
/// <param name="Gradients">By name, of all that is trained.</param>
/// <param name="InputGradient">∂L/∂input.</param>
/// <param name="RunningAverages">By name, after the forward pass of training.</param>
internal sealed record ModelResult(
    float[] Inference, float[]? Logits, float[] Training, IReadOnlyDictionary<string, float[]> Gradients, float[] InputGradient, IReadOnlyDictionary<string, float[]> RunningAverages);

/// <summary>Drives a compiled model through every pass.</summary>
internal static class ModelRun
{
    /// <summary>Those that the process has; one of them alone where the kernels of another stand in for all.</summary>
    public static IReadOnlyList<InstructionSet> SupportedSets { get; } =
        ModelCompiler.StandIn is null ? [.. Enum.GetValues<InstructionSet>().Where(InstructionSets.IsSupported)] : [InstructionSet.Portable];

    /// <summary>Gives the model the reference's parameters; both have to have the same tensors of the same shapes.</summary>
    public static void CopyParameters(ReferenceNetwork from, CompiledModel to)
    {
        Assert.Equal(
            from.Parameters.Select(parameter => $"{parameter.Name} {string.Join('×', parameter.Shape)} {parameter.IsTrainable}").Order(),
            to.Info.Parameters.Select(parameter => $"{parameter.Name} {string.Join('×', parameter.Shape)} {parameter.IsTrainable}").Order());
        for (int i = 0; i < to.Info.Parameters.Count; i++) to.Parameters.Set(i, Samples.ToSingle(from[to.Info.Parameters[i].Name]));
    }

    /// <summary>Predicts, trains forward and backward, and goes back to the input.</summary>
    /// <param name="model">The model.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="input">Samples one after the other.</param>
    /// <param name="outputGradient">∂L/∂ of what the forward pass of training gives.</param>
    public static ModelResult Execute(CompiledModel model, ReferenceNetwork parameters, float[] input, float[] outputGradient)
    {
        CopyParameters(parameters, model);
        var inference = new float[outputGradient.Length];
        model.Infer(input, inference, throughOutput: true);
        float[]? logits = model.Info.LossFromLogits ? new float[outputGradient.Length] : null;
        if (logits is not null) model.Infer(input, logits, throughOutput: false);

        var training = new float[outputGradient.Length];
        model.TrainForward(input, training, model.Info.InputGradient);
        Dictionary<string, float[]> averages = Read(model, isTrainable: false, index => model.Parameters[index].ToArray());
        model.TrainBackward(outputGradient, model.Info.InputGradient);
        var inputGradient = new float[input.Length];
        model.TrainInputGradient(inputGradient);
        return new(inference, logits, training, Read(model, isTrainable: true, index => model.GradientOf(index).ToArray()), inputGradient, averages);
    }

    /// <summary>The gradients of training proper, which does not go back to the input, from the same parameters.</summary>
    public static IReadOnlyDictionary<string, float[]> ExecuteTraining(CompiledModel model, ReferenceNetwork parameters, float[] input, float[] outputGradient)
    {
        CopyParameters(parameters, model);
        model.TrainForward(input, new float[outputGradient.Length], model.Info.Training);
        model.TrainBackward(outputGradient, model.Info.Training);
        return Read(model, isTrainable: true, index => model.GradientOf(index).ToArray());
    }

    private static Dictionary<string, float[]> Read(CompiledModel model, bool isTrainable, Func<int, float[]> read) => Enumerable.Range(0, model.Info.Parameters.Count)
        .Where(index => model.Info.Parameters[index].IsTrainable == isTrainable)
        .ToDictionary(index => model.Info.Parameters[index].Name, read);
}
