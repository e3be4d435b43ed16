using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>Network → plan: a pure function that never asks the machine it runs on.</summary>
internal static class Planner
{
    /// <param name="network">What is planned.</param>
    /// <param name="rules">What is not decided by cost.</param>
    public static NetworkPlan Plan(Network network, PlanRules? rules = null)
    {
        ConvolutionRule rule = rules?.Convolution ?? ConvolutionChooser.For(network);
        EquatableArray<Operation> operations = Lowering.Lower(network);
        bool lossFromLogits = Lowering.TakesLossFromLogits(network, operations);
        int body = lossFromLogits ? operations.Count - 1 : operations.Count;
        (EquatableArray<Parameter> parameters, int total, int trainable) = ParameterPlanner.Plan(network);
        var map = new ParameterMap(parameters);
        var kernels = new KernelRegistry();
        var derived = new Stretch(MemorySpace.Derived);

        var slices = new PlanBuilder(kernels, derived, MemorySpace.Slice);
        var inference = new PlanBuilder(kernels, derived);
        var predicting = new PredictingPlanner(slices, inference, map, network, operations, body, rule);
        predicting.Plan();
        slices.PlaceBuffers(out long sliceFloats, out _);
        inference.PlaceBuffers(out long inferenceFloats, out _);

        var training = new PlanBuilder(kernels, derived);
        int sliced = TrainingSlices.Choose(operations, body, rules?.FirstUnslicedLayer ?? predicting.FirstUnslicedLayer, rule);
        var forward = new TrainingPlanner(training, map, network, operations, body, sliced, rule);
        forward.Plan();
        new BackwardPlanner(new BackwardContext(training, map, operations, body, sliced, forward, rule)).Plan();
        long trainingSliceFloats = training.PlaceSliceBuffers();
        training.PlaceBuffers(out long trainingFloats, out long gradientFloats);

        Placement trainingInput = Place(forward.Input);
        Placement trainingOutput = Place(forward.Output);
        var outputGradient = new Placement(forward.Output.Gradient!.Offset, forward.Output.GradientLayout);
        var inputGradient = new Placement(forward.Input.Gradient!.Offset, forward.Input.GradientLayout);
        return new NetworkPlan(
            network,
            parameters,
            total,
            trainable,
            derived.Length,
            lossFromLogits,
            predicting.SlicedOperations == 0 ? null : new SlicePlan(predicting.SliceSamples, sliceFloats, Place(predicting.SliceInput), Place(predicting.SliceOutput)),
            sliced == 0 ? null : new TrainingSlicePlan(TrainingSlices.SamplesFor(trainingSliceFloats), ConvolutionWalks.Pieces, trainingSliceFloats),
            new ArenaPlan(inferenceFloats, inference.Fixed.Length, Place(predicting.Input), Place(predicting.Output), default, default),
            new ArenaPlan(trainingFloats, training.Fixed.Length, trainingInput, trainingOutput, outputGradient, default),
            new ArenaPlan(gradientFloats, training.Fixed.Length, trainingInput, trainingOutput, outputGradient, inputGradient),
            EquatableArray.Of(
                new Pass(PassKind.Refresh, slices.PassOf(PassKind.Refresh).Steps.Concat(inference.PassOf(PassKind.Refresh).Steps).ToEquatableArray()),
                slices.PassOf(PassKind.Slice),
                inference.PassOf(PassKind.Forward),
                inference.PassOf(PassKind.Output),
                training.PassOf(PassKind.TrainingRefresh),
                training.PassOf(PassKind.TrainingSlice),
                training.PassOf(PassKind.Training),
                training.PassOf(PassKind.Backward),
                training.PassOf(PassKind.BackwardSlice),
                training.PassOf(PassKind.GradientSum),
                training.PassOf(PassKind.InputGradientSlice),
                training.PassOf(PassKind.InputGradient)),
            kernels.Kernels)
        {
            WhiteningFold = predicting.WhiteningFold,
        };
    }

    private static Placement Place(Value value) => new(value.Buffer.Offset, value.Layout);
}

/// <summary>Decisions that are not left to what things cost, for tests of what would seldom be chosen.</summary>
internal sealed record PlanRules
{
    /// <summary>Chooses the algorithms of convolutions; by cost, within the network's bound on errors, where null.</summary>
    public ConvolutionRule? Convolution { get; init; }

    /// <summary>The first layer that does not run in slices in training, where it and those before it can; the first that does not in predicting where null.</summary>
    public int? FirstUnslicedLayer { get; init; }
}
