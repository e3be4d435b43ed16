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

        EquatableArray<Operation> trained = UnreadEdges.TakeOff(operations);
        int sliced = TrainingSlices.Choose(trained, body, rules?.FirstUnslicedLayer ?? predicting.FirstUnslicedLayer, rule);
        int widest = rules?.FirstUnslicedLayer is null ? TrainingSlices.Widen(trained, body, sliced, rule) : sliced;
        TrainingPasses passes = TrainingPasses.Plan(new TrainingTask(network, map, trained, body, sliced, widest, rule, rules?.RecomputesAll ?? false), kernels, derived);
        (PlanBuilder training, TrainingPlanner forward) = (passes.Builder, passes.Forward);

        Placement trainingInput = Place(forward.Input);
        Placement trainingOutput = Place(forward.Output);
        var outputGradient = new Placement(forward.Output.Gradient!.Offset, forward.Output.GradientLayout);
        var inputGradient = new Placement(forward.Input.Gradient!.Offset, forward.Input.GradientLayout);
        return new NetworkPlan(
            network,
            parameters,
            total,
            trainable,
            training.Derived.Length,
            lossFromLogits,
            predicting.SlicedOperations == 0 ? null : new SlicePlan(predicting.SliceSamples, sliceFloats, Place(predicting.SliceInput), Place(predicting.SliceOutput)),
            passes.Sliced == 0 ? null : new TrainingSlicePlan(passes.SliceSamples, ConvolutionWalks.Pieces, passes.SliceFloats),
            new ArenaPlan(inferenceFloats, inference.Fixed.Length, Place(predicting.Input), Place(predicting.Output), default, default),
            new ArenaPlan(passes.Floats, training.Fixed.Length, trainingInput, trainingOutput, outputGradient, default),
            new ArenaPlan(passes.InputGradientFloats, training.Fixed.Length, trainingInput, trainingOutput, outputGradient, inputGradient),
            EquatableArray.Of(
                new Pass(PassKind.Refresh, slices.PassOf(PassKind.Refresh).Steps.Concat(inference.PassOf(PassKind.Refresh).Steps).ToEquatableArray()),
                slices.PassOf(PassKind.Slice),
                inference.PassOf(PassKind.Forward),
                inference.PassOf(PassKind.Output),
                training.PassOf(PassKind.TrainingRefresh),
                training.PassOf(PassKind.TrainingSlice),
                training.PassOf(PassKind.Training),
                training.PassOf(PassKind.Backward),
                training.PassOf(PassKind.BackwardPiece),
                training.PassOf(PassKind.BackwardSlice),
                training.PassOf(PassKind.GradientSum),
                training.PassOf(PassKind.InputGradientSlice),
                training.PassOf(PassKind.InputGradient)),
            training.Kernels.Kernels)
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

    /// <summary>Whether a network that recomputes gives up all that it can, whatever memory takes.</summary>
    public bool RecomputesAll { get; init; }
}
