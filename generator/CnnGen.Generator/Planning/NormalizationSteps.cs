using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>What a batch normalisation works with, by channel: mean and 1 / √(variance + epsilon), and what is trained.</summary>
internal readonly record struct NormalizationState(Operand Mean, Operand Inverse, Operand Gamma, Operand Beta);

/// <summary>Mean, as a shift and an offset from it, and Σ (x − mean)² of each sample, by channel.</summary>
internal readonly record struct SampleMoments(PlannedBuffer Shifts, PlannedBuffer Offsets, PlannedBuffer Squares);

/// <summary>The steps that find the figures of a batch, in one pass over its map.</summary>
internal static class NormalizationSteps
{
    /// <summary>Adds the moments of each sample: a step that wants no other sample.</summary>
    /// <param name="name">Begins the name of the step.</param>
    /// <param name="input">What is normalised.</param>
    public static SampleMoments AddMoments(this PlanBuilder builder, BatchNormLayer layer, string name, int source, PassKind pass, Value input)
    {
        int channels = layer.Output.Channels;
        var moments = new SampleMoments(builder.NewBuffer(name + "Shifts", channels), builder.NewBuffer(name + "Offsets", channels), builder.NewBuffer(name + "Squares", channels));
        builder.Add(
            pass, name + "PixelMoments", source, new PixelMomentsKernel(input.Layout, moments.Squares.Floats), 1, layer.Output.Size / 2, false,
            input.Buffer, moments.Shifts, moments.Offsets, moments.Squares);
        return moments;
    }

    /// <summary>Adds mean and deviation over the batch, and the running averages' move towards them.</summary>
    /// <param name="name">Begins the names of the steps.</param>
    /// <param name="state">Where the figures go.</param>
    public static void AddStatistics(
        this PlanBuilder builder, BatchNormLayer layer, string name, int source, SampleMoments moments, NormalizationState state, Operand runningMean, Operand runningVariance)
    {
        int channels = layer.Output.Channels;
        Operand variance = builder.Fixed.Take(channels);
        builder.Add(
            PassKind.Training, name + "Moments", source, new BatchMomentsKernel(channels, moments.Squares.Floats, layer.Output.Pixels), 1, channels, true,
            moments.Shifts, moments.Offsets, moments.Squares, state.Mean, variance);
        builder.Add(
            PassKind.Training, name + "Statistics", source, new StatisticsKernel(StatisticsKind.Training, channels, layer.Epsilon, layer.Momentum), 1, channels, true,
            state.Mean, variance, state.Inverse, runningMean, runningVariance);
    }
}
