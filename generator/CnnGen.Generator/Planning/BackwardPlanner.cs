using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>
/// Plans the backward pass: from the last operation to the first, the gradient of what an operation read from the gradient of what it wrote.
/// The first operation with parameters needs no input gradient; that one and those before it are a pass of their own, for whoever asks.
/// The first operations run in slices, as in the forward pass; gradients between them live within a slice.
/// What the forward pass has left and given up is computed again just before the gradients that read it.
/// </summary>
internal sealed class BackwardPlanner(BackwardContext context, Recomputation recomputation)
{
    public void Plan()
    {
        (PlanBuilder builder, TrainingPlanner forward) = (context.Builder, context.Forward);

        // Kept apart from what the last operations write: the loss fills it before the pass begins.
        Value output = forward.Output;
        context.GradientOf(output, context.Body - 1, isOutput: true);
        output.Gradient!.Touch(Math.Max(0, builder.Now - 1));
        for (int i = context.Body - 1; i >= 0; i--)
        {
            if (i == context.Sliced - 1) context.BeginSlices();
            foreach (RecomputedSegment segment in recomputation.Segments.Where(segment => segment.Before == i)) forward.Repeat(segment, context.OwnPass(i));
            int first = builder.Now;
            PlanOperation(i);
            context.Steps[i] = (first, builder.Now);
        }

        if (context.FirstOfSlices is { } start) builder.EndStage(start);
        forward.Input.Gradient ??= context.GradientOf(forward.Input, -1);
        if (context.Body == 0 || forward.Input.Gradient.First == int.MaxValue) forward.Input.Gradient.Touch(builder.Now);
    }

    private void PlanOperation(int index)
    {
        if (context.Forward.IsPooledNorm(index)) return;
        Value input = context.Forward.Inputs[index];
        int last = context.Forward.PoolBehindNorm(index) ?? index;
        Value output = context.Forward.Outputs[last];
        PlannedBuffer outputGradient = context.GradientOf(output, last);
        int source = context.Operations[index].Source;
        Layer layer = context.Operations[index].Layer;
        PassKind pass = context.InputPass(index);
        switch (layer)
        {
            case FlattenLayer:
                // The same values under another shape.
                input.Gradient = outputGradient;
                input.GradientLayout = BufferLayout.Of(input.Shape);
                break;
            case DropoutLayer dropout:
                context.GradientOf(input, index - 1);
                context.Builder.AddElement(
                    pass, dropout.Name + "InputGradient", source, ElementOperation.Dropout, dropout.Output, default, dropout.Rate,
                    [(outputGradient, output.GradientLayout, "input"), (input.Gradient!, input.GradientLayout, "output")]);
                break;
            case ActivationLayer activation:
                new ActivationBackward(context).Plan(activation, input, output, index, pass);
                break;
            case PoolingLayer pool:
                new PoolBackward(context).Plan(pool, input, output, index, pass);
                break;
            case WhitenLayer whitening:
                context.Builder.AddWhiteningGradient(whitening, source, pass, context.Parameters[source, ParameterRole.Matrix], input, output, context.GradientOf(input, index - 1));
                break;
            case BatchNormLayer norm:
                new NormBackward(context).Plan(norm, input, output, index, pass);
                break;
            case DenseLayer dense:
                new DenseBackward(context).Plan(dense, input, output, index, pass);
                break;
            case ConvolutionLayer convolution:
                new ConvolutionBackward(context).Plan(convolution, input, output, index, pass);
                break;
            default:
                throw new InvalidOperationException($"No gradient for {layer.GetType().Name}.");
        }
    }
}
