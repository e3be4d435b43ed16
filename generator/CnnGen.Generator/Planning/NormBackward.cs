using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>Plans the gradients of batch normalisations.</summary>
internal sealed class NormBackward(BackwardContext context)
{
    public void Plan(BatchNormLayer layer, Value input, Value output, int index, PassKind pass)
    {
        int source = context.Operations[index].Source;
        int channels = layer.Output.Channels;
        int stride = BufferLayout.RoundUp(channels);
        NormalizationState state = context.Forward.Normalizations[index];
        Operand gammaGradient = context.Parameters.GradientOf(source, ParameterRole.Gamma);
        Operand betaGradient = context.Parameters.GradientOf(source, ParameterRole.Beta);
        PlannedBuffer sums = context.Builder.NewBuffer(layer.Name + "GradientSums", channels);
        var total = new ColumnSumKernel(0, channels, stride, channels, 0);
        context.Builder.Add(
            context.OwnPass(index), layer.Name + "BetaSums", source, new PixelSumKernel(PixelSumKind.Plain, output.GradientLayout, default, stride), 1, layer.Output.Size / 4, false, output.Gradient!, sums);
        context.Builder.Add(context.OwnPass(index), layer.Name + "BetaGradient", source, total, 1, channels, true, sums, betaGradient);
        context.Builder.Add(
            context.OwnPass(index), layer.Name + "GammaSums", source, new PixelSumKernel(PixelSumKind.ProductWithNormalized, output.GradientLayout, input.Layout, stride), 1, layer.Output.Size / 2, false,
            output.Gradient!, input.Buffer, sums, state.Mean, state.Inverse);
        context.Builder.Add(context.OwnPass(index), layer.Name + "GammaGradient", source, total, 1, channels, true, sums, gammaGradient);

        PlannedBuffer inputGradient = context.GradientOf(input, index - 1);
        Operand gamma = context.Parameters[source, ParameterRole.Gamma];
        if (layer.IsFrozen)
        {
            context.Builder.AddElement(
                pass, layer.Name + "InputGradient", source, ElementOperation.FrozenNormalizeGradient, layer.Output, default, 0,
                [(output.Gradient!, output.GradientLayout, "outputGradient"), (inputGradient, input.GradientLayout, "inputGradient")], ("inverse", state.Inverse), ("gamma", gamma));
        }
        else
        {
            context.Builder.AddElement(
                pass, layer.Name + "InputGradient", source, ElementOperation.NormalizeGradient, layer.Output, default, 0,
                [(input.Buffer, input.Layout, "input"), (output.Gradient!, output.GradientLayout, "outputGradient"), (inputGradient, input.GradientLayout, "inputGradient")],
                ("mean", state.Mean), ("inverse", state.Inverse), ("gamma", gamma), ("betaGradient", betaGradient), ("gammaGradient", gammaGradient));
        }
    }
}
