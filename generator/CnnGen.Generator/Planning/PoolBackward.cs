using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>Plans the gradients of pools.</summary>
internal sealed class PoolBackward(BackwardContext context)
{
    public void Plan(PoolingLayer layer, Value input, Value output, int index, PassKind pass)
    {
        PlannedBuffer inputGradient = context.GradientOf(input, index - 1);
        if (layer.Kind == PoolingKind.Max && index > 0 && context.Operations[index - 1].Layer is ConvolutionLayer { Activation.Kind: not ActivationKind.None } convolution)
        {
            // What wins a window has passed the activation as its maximum shows: the gradient meets it where it is smallest.
            context.PlanEpilogueGradient(convolution, convolution.Activation, output, index - 1);
            context.Settled.Add(index - 1, (output.Gradient!, output.GradientLayout));
        }
        else if (layer.Kind == PoolingKind.Max && index > 0 && context.Operations[index - 1].Layer is ActivationLayer activation && ReferenceEquals(context.Forward.Inputs[index - 1], input) && ActivationBackward.IsToldFromOutput(activation))
        {
            context.PlanEpilogueGradient(activation, activation.Activation, output, index - 1);
            context.Passed.Add(index - 1);
        }

        string name = layer.Name + "InputGradient";
        int source = context.Operations[index].Source;
        if (context.Forward.Winners[index] is { } winners)
        {
            var scatter = new PoolScatterKernel(layer.Window, output.GradientLayout, input.GradientLayout);
            context.Builder.Add(pass, name, source, scatter, 1, layer.Input.Size / 4, false, winners, output.Gradient!, inputGradient);
            return;
        }

        var kernel = new PoolGradientKernel(layer.Kind, layer.Window, input.Layout, output.Layout, output.GradientLayout, input.GradientLayout);
        long work = layer.Output.Size * layer.Window.Height * layer.Window.Width / 2;
        Operand[] operands = layer.Kind == PoolingKind.Max
            ? [input.Buffer, output.Buffer, output.Gradient!, inputGradient]
            : [output.Gradient!, inputGradient];
        context.Builder.Add(pass, name, source, kernel, 1, work, false, operands);
    }
}
