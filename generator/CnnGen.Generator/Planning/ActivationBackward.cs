using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>Plans the gradients of activations that are operations of their own.</summary>
internal sealed class ActivationBackward(BackwardContext context)
{
    /// <summary>Whether the gradient of an activation that is no softmax can be told from its output alone.</summary>
    public static bool IsToldFromOutput(ActivationLayer layer) =>
        layer.Activation.Kind is not (ActivationKind.GELU or ActivationKind.SiLU or ActivationKind.Softmax or ActivationKind.LogSoftmax);

    public void Plan(ActivationLayer layer, Value input, Value output, int index, PassKind pass)
    {
        if (context.Passed.Contains(index) || (context.Forward.FollowsNorm(index) && NormBackward.IsGate(layer.Activation.Kind))) return;
        int source = context.Operations[index].Source;
        string name = layer.Name + "InputGradient";
        context.GradientOf(input, index - 1);
        if (layer.Activation.Kind is ActivationKind.Softmax or ActivationKind.LogSoftmax)
        {
            if (input != output)
            {
                context.Builder.AddElement(
                    pass, name + "Copy", source, ElementOperation.Copy, layer.Output, default, 0,
                    [(output.Gradient!, output.GradientLayout, "input"), (input.Gradient!, input.GradientLayout, "output")]);
            }

            var kernel = new SoftmaxGradientKernel(layer.Activation.Kind == ActivationKind.LogSoftmax, output.Layout, input.GradientLayout);
            context.Builder.Add(pass, name, source, kernel, 1, layer.Output.Size * 4, false, output.Buffer, input.Gradient!);
            return;
        }

        bool fromInput = !IsToldFromOutput(layer);
        Value read = fromInput ? input : output;
        context.Builder.AddElement(
            pass, name, source, fromInput ? ElementOperation.ActivationGradientFromInput : ElementOperation.ActivationGradientFromOutput, layer.Output, layer.Activation, 0,
            [(read.Buffer, read.Layout, fromInput ? "input" : "output"), (output.Gradient!, output.GradientLayout, "outputGradient"), (input.Gradient!, input.GradientLayout, "inputGradient")]);
    }
}
