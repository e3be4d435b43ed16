using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>Plans the gradients of dense layers.</summary>
internal sealed class DenseBackward(BackwardContext context)
{
    public void Plan(DenseLayer layer, Value input, Value output, int index, PassKind pass)
    {
        int source = context.Operations[index].Source;
        context.PlanEpilogueGradient(layer, layer.Activation, output, index);
        PlannedBuffer outputGradient = output.Gradient!;
        int units = layer.Output.Channels;
        long work = layer.Input.Size * units;
        if (layer.UseBias)
        {
            var sum = new ColumnSumKernel(0, units, output.GradientLayout.SampleStride, units);
            context.Builder.Add(context.OwnPass(index), layer.Name + "BiasGradient", source, sum, 1, units, true, outputGradient, context.Parameters.GradientOf(source, ParameterRole.Bias));
        }

        ContractionKernel weightKernel = DenseWalks.WeightGradient(layer, BufferLayout.Of(input.Shape), output.GradientLayout);
        Operand weightGradient = context.Parameters.GradientOf(source, ParameterRole.Weight);
        Operand[] operands = units == 1 ? [outputGradient, input.Buffer, weightGradient] : [input.Buffer, outputGradient, weightGradient];
        context.Builder.Add(context.OwnPass(index), layer.Name + "WeightGradient", source, weightKernel, weightKernel.Items[0].Count.Value, work, true, operands);

        PlannedBuffer inputGradient = context.GradientOf(input, index - 1);
        Operand weights = context.Parameters[source, ParameterRole.Weight];
        if (DenseWalks.ReadsRows(layer))
        {
            ContractionKernel byRows = DenseWalks.InputGradientByRows(layer, output.GradientLayout, BufferLayout.Of(input.Shape));
            context.Builder.Add(pass, layer.Name + "InputGradient", source, byRows, byRows.Items[0].Count.Value, work, true, weights, outputGradient, inputGradient);
            return;
        }

        if (units > 1)
        {
            int inputs = DenseWalks.Inputs(layer);
            Operand transposed = context.Builder.Derived.Take(checked(inputs * units));
            var transpose = new TransposeKernel(1, inputs, units);
            context.Builder.Add(PassKind.TrainingRefresh, "Transpose" + layer.Name, source, transpose, transpose.Strips, work, true, weights, transposed);
            weights = transposed;
        }

        ContractionKernel kernel = DenseWalks.InputGradient(layer, output.GradientLayout, BufferLayout.Of(input.Shape));
        context.Builder.Add(pass, layer.Name + "InputGradient", source, kernel, kernel.Items[0].Count.Value, work, true, outputGradient, weights, inputGradient);
    }
}
