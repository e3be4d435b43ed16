using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>What the passes of training are planned for.</summary>
/// <param name="Body">Operations that training runs: all, or all but the last activation.</param>
/// <param name="Sliced">Those of them, from the first, that run in slices.</param>
/// <param name="Widest">The most of them that may run in slices to save memory; at least as many.</param>
/// <param name="Rule">Chooses the algorithms of convolutions.</param>
/// <param name="RecomputesAll">Whether all is given up that can be, whatever memory takes, where the network recomputes.</param>
internal sealed record TrainingTask(Network Network, ParameterMap Parameters, EquatableArray<Operation> Operations, int Body, int Sliced, int Widest, ConvolutionRule Rule, bool RecomputesAll);

/// <summary>The passes of training, forward and backward, over one arena.</summary>
internal sealed class TrainingPasses
{
    /// <summary>The batch that two plans are compared for.</summary>
    private const int Batch = 32;

    private readonly BackwardContext _backward;
    private readonly int _forwardEnd;

    private TrainingPasses(TrainingTask task, KernelRegistry kernels, Stretch derived, Recomputation recomputation)
    {
        Body = task.Body;
        Sliced = task.Sliced;
        Builder = new PlanBuilder(kernels.Branch(), derived.Branch());
        Forward = new TrainingPlanner(Builder, task.Parameters, task.Network, task.Operations, Body, Sliced, recomputation.PassingOperations(Sliced), task.Rule);
        Forward.Plan();
        _forwardEnd = Builder.Now;
        _backward = new BackwardContext(Builder, task.Parameters, task.Operations, Body, Sliced, Forward, task.Rule);
        new BackwardPlanner(_backward, recomputation).Plan();
        SliceFloats = Builder.PlaceSliceBuffers();
        SliceSamples = TrainingSlices.SamplesFor(SliceFloats);
        Builder.PlaceBuffers(out long floats, out long gradientFloats);
        (Floats, InputGradientFloats) = (floats, gradientFloats);
    }

    public int Body { get; }

    public int Sliced { get; }

    public PlanBuilder Builder { get; }

    public TrainingPlanner Forward { get; }

    /// <summary>Floats of a sample in a slice.</summary>
    public long SliceFloats { get; }

    public int SliceSamples { get; }

    /// <summary>Floats of a sample in the arena.</summary>
    public long Floats { get; }

    /// <summary>The same with the gradient of the input.</summary>
    public long InputGradientFloats { get; }

    /// <summary>Floats of a step on one thread.</summary>
    private long FloatsOfStep => (Batch * Floats) + Builder.Fixed.Length + (Sliced == 0 ? 0 : SliceSamples * SliceFloats);

    /// <summary>Plans the passes: where they are to recompute, with that which leaves the least memory, with more operations in slices or not; without where nothing does.</summary>
    public static TrainingPasses Plan(TrainingTask task, KernelRegistry kernels, Stretch derived)
    {
        var least = new TrainingPasses(task, kernels, derived, Recomputation.None);
        if (!task.Network.Recomputes) return least;
        foreach (int sliced in new[] { task.Sliced, task.Widest }.Distinct())
        {
            TrainingTask candidate = task with { Sliced = sliced };
            var whole = new TrainingPasses(candidate, kernels, derived, Recomputation.None);
            var recomputing = new TrainingPasses(candidate, kernels, derived, Recomputation.For(whole, task.RecomputesAll));
            if (task.RecomputesAll || recomputing.FloatsOfStep < least.FloatsOfStep) least = recomputing;
        }

        return least;
    }

    /// <summary>Whether the backward pass reads what the forward pass has written.</summary>
    public bool IsReadBackward(PlannedBuffer buffer) => buffer.Last >= _forwardEnd;

    /// <summary>Whether the gradient of an operation reads it.</summary>
    public bool IsReadBackward(int operation, PlannedBuffer buffer) => Builder.Touches(_backward.Steps[operation].First, _backward.Steps[operation].End, buffer);

    /// <summary>Floats of gradients and their like that are alive while those of operations are passed on, at the most.</summary>
    public long MostGradients(int first, int end) =>
        Enumerable.Range(first, end - first).SelectMany(i => Enumerable.Range(_backward.Steps[i].First, _backward.Steps[i].End - _backward.Steps[i].First)).Select(step => Builder.FloatsSince(_forwardEnd, step)).DefaultIfEmpty().Max();

    /// <summary>The same just before an operation's own.</summary>
    public long GradientsBefore(int operation) => operation < 0 || operation + 1 >= Body ? 0 : Builder.FloatsSince(_forwardEnd, _backward.Steps[operation].First);
}
