using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>
/// Plans the gradients of batch normalisations: a pass over the map for the sums of beta and gamma, another for the gradient of the input.
/// Both meet on their way what stands between the normalisation and the gradient that comes in.
/// </summary>
internal sealed class NormBackward(BackwardContext context)
{
    /// <summary>Whether the gradient of an activation needs no more than the sign of what went in: cheaper told from that once more than read from memory.</summary>
    public static bool IsGate(ActivationKind kind) => kind is ActivationKind.ReLU or ActivationKind.LeakyReLU;

    /// <param name="input">What was normalised.</param>
    /// <param name="output">What the normalisation left of it, or the pool behind that; with its gradient.</param>
    public void Plan(BatchNormLayer layer, Value input, Value output, int index, PassKind pass)
    {
        var sums = new NormSums(context.Parameters.GradientOf(context.Operations[index].Source, ParameterRole.Beta), context.Parameters.GradientOf(context.Operations[index].Source, ParameterRole.Gamma));
        NormTail tail = PlanTail(output, index);
        PlanSums(layer, input, output, index, tail, sums);
        if (context.IsNormBehindSlices(index))
        {
            context.BeginSlices();
            pass = PassKind.BackwardSlice;
        }

        context.GradientOf(input, index - 1);
        if (tail.Pool is null) PlanInputGradient(layer, input, output, index, tail, sums, pass);
        else PlanPooledInputGradient(layer, input, output, index, tail, sums, pass);
    }

    private NormTail PlanTail(Value output, int index)
    {
        ActivationSpec activation = context.Passed.Contains(index + 1) ? default : context.Forward.ActivationBehindNorm(index);
        bool gated = IsGate(activation.Kind);
        if (context.Forward.PoolBehindNorm(index) is not { } pool) return new NormTail(gated ? activation : default, null, null);

        // Any other activation is told from its output, here from that of the pool, where the gradient is smallest.
        if (!gated) context.PlanEpilogueGradient(context.Operations[index + 1].Layer, activation, output, index + 1);
        return new NormTail(gated ? activation : default, ((PoolingLayer)context.Operations[pool].Layer).Window, context.Forward.Winners[pool]);
    }

    private void PlanSums(BatchNormLayer layer, Value input, Value output, int index, NormTail tail, NormSums sums)
    {
        int source = context.Operations[index].Source;
        int channels = layer.Output.Channels;
        NormalizationState state = context.Forward.Normalizations[index];
        PlannedBuffer betaSums = context.Builder.NewBuffer(layer.Name + "BetaSums", channels);
        PlannedBuffer gammaSums = context.Builder.NewBuffer(layer.Name + "GammaSums", channels);
        var kernel = new NormalizationSumsKernel(output.GradientLayout, input.Layout, tail.Gate, tail.Pool, betaSums.Floats);
        List<Operand> operands = [output.Gradient!, input.Buffer];
        if (tail.Winners is { } winners) operands.Add(winners);
        operands.AddRange([betaSums, gammaSums, state.Mean, state.Inverse]);
        if (tail.IsGated) operands.AddRange([state.Gamma, state.Beta]);
        context.Builder.Add(context.OwnPass(index), layer.Name + "GradientSums", source, kernel, 1, layer.Output.Size / 2, false, [.. operands]);
        var total = new ColumnSumKernel(0, channels, betaSums.Floats, channels);
        context.Builder.Add(context.OwnPass(index), layer.Name + "BetaGradient", source, total, 1, channels, true, betaSums, sums.BetaGradient);
        context.Builder.Add(context.OwnPass(index), layer.Name + "GammaGradient", source, total, 1, channels, true, gammaSums, sums.GammaGradient);
    }

    private void PlanInputGradient(BatchNormLayer layer, Value input, Value output, int index, NormTail tail, NormSums sums, PassKind pass)
    {
        NormalizationState state = context.Forward.Normalizations[index];
        ElementOperation operation = layer.IsFrozen ? ElementOperation.FrozenNormalizeGradient : ElementOperation.NormalizeGradient;
        List<(PlannedBuffer, BufferLayout, string)> rows = [(output.Gradient!, output.GradientLayout, "outputGradient"), (input.Gradient!, input.GradientLayout, "inputGradient")];
        List<(string, Operand)> channelwise = [("inverse", state.Inverse), ("gamma", state.Gamma)];
        if (tail.IsGated || !layer.IsFrozen)
        {
            rows.Insert(0, (input.Buffer, input.Layout, "input"));
            channelwise.Add(("mean", state.Mean));
        }

        if (tail.IsGated) channelwise.Add(("beta", state.Beta));
        if (!layer.IsFrozen) channelwise.AddRange([("betaGradient", sums.BetaGradient), ("gammaGradient", sums.GammaGradient)]);
        context.Builder.AddElement(pass, layer.Name + "InputGradient", context.Operations[index].Source, operation, layer.Output, tail.Gate, 0, [.. rows], [.. channelwise]);
    }

    private void PlanPooledInputGradient(BatchNormLayer layer, Value input, Value output, int index, NormTail tail, NormSums sums, PassKind pass)
    {
        NormalizationState state = context.Forward.Normalizations[index];
        var kernel = new PooledNormalizationGradientKernel(tail.Pool!, output.GradientLayout, input.Layout, input.GradientLayout, tail.Gate);
        List<Operand> operands = [output.Gradient!, tail.Winners!, input.Buffer, input.Gradient!, state.Mean, state.Inverse, state.Gamma];
        if (tail.IsGated) operands.Add(state.Beta);
        operands.AddRange([sums.BetaGradient, sums.GammaGradient]);
        context.Builder.Add(pass, layer.Name + "InputGradient", context.Operations[index].Source, kernel, 1, layer.Output.Size, false, [.. operands]);
    }

    /// <summary>What stands between a normalisation and the gradient that comes in.</summary>
    /// <param name="Gate">The activation, whose input is computed anew; none where the gradient has passed it already.</param>
    /// <param name="Pool">The window of the maximum pool, whose gradient is read instead of that of the full map; null where there is none.</param>
    /// <param name="Winners">Which cells won.</param>
    private readonly record struct NormTail(ActivationSpec Gate, Window? Pool, PlannedBuffer? Winners)
    {
        public bool IsGated => Gate.Kind != ActivationKind.None;
    }

    /// <summary>What both passes are about: the sums that the first leaves and the second reads.</summary>
    private readonly record struct NormSums(Operand BetaGradient, Operand GammaGradient);
}
