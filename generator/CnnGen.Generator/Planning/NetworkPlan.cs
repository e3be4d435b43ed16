using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>Every decision made; plain immutable data that Emission prints.</summary>
/// <param name="Network">What is planned.</param>
/// <param name="Parameters">Tensors in the order of their offsets: those that are trained first.</param>
/// <param name="LossFromLogits">Training leaves the last activation out; loss and gradient are computed from what lies under it.</param>
/// <param name="Slices">The first layers of predicting; null where all of them run over the whole batch.</param>
/// <param name="TrainingSlices">The first layers of training; null where all of them run over the whole batch.</param>
/// <param name="Passes">Steps by pass.</param>
/// <param name="Kernels">Each kernel once, under the name of its method.</param>
internal sealed record NetworkPlan(
    Network Network,
    EquatableArray<Parameter> Parameters,
    int ParameterFloats,
    int TrainableFloats,
    int DerivedFloats,
    bool LossFromLogits,
    SlicePlan? Slices,
    TrainingSlicePlan? TrainingSlices,
    ArenaPlan Inference,
    ArenaPlan Training,
    ArenaPlan InputGradient,
    EquatableArray<Pass> Passes,
    EquatableArray<NamedKernel> Kernels)
{
    /// <summary>The step that folds a whitening into the weights of the layer that reads it when predicting; null where none is folded.</summary>
    public string? WhiteningFold { get; init; }

    /// <summary>Floats of scratch memory for each thread: as much as the kernel that asks for the most.</summary>
    public int ScratchFloats => Kernels.Select(named => named.Kernel.ScratchFloats).Append(0).Max();

    /// <summary>The layers that run again in the backward pass of training, in their order, and the kernels that do so; where only a picture is padded again, its layer is left out.</summary>
    public IEnumerable<(Layer Layer, IReadOnlyList<Kernel> Kernels)> Recomputed => Passes.SelectMany(pass => pass.Steps)
        .Where(step => step.IsRepeated)
        .GroupBy(step => step.Layer, step => Kernels.First(named => named.Name == step.Kernel).Kernel)
        .Where(layer => layer.Any(kernel => kernel is not HaloKernel))
        .OrderBy(layer => layer.Key)
        .Select(layer => (Network.Layers[layer.Key], (IReadOnlyList<Kernel>)[.. layer]));

    public Pass this[PassKind kind] => Passes.First(pass => pass.Kind == kind);
}

internal enum PassKind
{
    /// <summary>Derived weights of predicting.</summary>
    Refresh,

    /// <summary>Predicting, through the first layers, for a few samples.</summary>
    Slice,

    /// <summary>Predicting, from there (or the input) up to what lies under the last activation.</summary>
    Forward,

    /// <summary>The last activation of predicting.</summary>
    Output,

    /// <summary>Derived weights of training.</summary>
    TrainingRefresh,

    /// <summary>The forward pass of training through the first layers, for a few samples.</summary>
    TrainingSlice,

    /// <summary>The forward pass of training, from there on.</summary>
    Training,

    /// <summary>From the gradient of the output to those of the parameters; down to the layers that run in slices.</summary>
    Backward,

    /// <summary>Before the slices of a piece go on: its sums begin.</summary>
    BackwardPiece,

    /// <summary>On through the first layers, for a few samples.</summary>
    BackwardSlice,

    /// <summary>What the slices leave is summed to the gradients of the parameters.</summary>
    GradientSum,

    /// <summary>On to the gradient of the input, for a few samples.</summary>
    InputGradientSlice,

    /// <summary>On to the gradient of the input.</summary>
    InputGradient,
}

internal sealed record Pass(PassKind Kind, EquatableArray<Step> Steps);

internal sealed record NamedKernel(string Name, Kernel Kernel);

/// <summary>One call of a kernel.</summary>
/// <param name="Name">C# identifier, unique in the model.</param>
/// <param name="Layer">Index of the layer that it belongs to in <see cref="Network.Layers"/>; −1 for none.</param>
/// <param name="Kernel">Name of the kernel.</param>
/// <param name="Arguments">Memory for the kernel's pointers.</param>
/// <param name="ItemsPerSample">Items, times the batch.</param>
/// <param name="FixedItems">Items whatever the batch; one of the two is 0.</param>
/// <param name="WorkPerSample">Multiply-adds or like operations, for the decision whether to split a step over threads.</param>
/// <param name="FixedWork">The same, whatever the batch.</param>
internal sealed record Step(string Name, int Layer, string Kernel, EquatableArray<Argument> Arguments, int ItemsPerSample, int FixedItems, long WorkPerSample, long FixedWork)
{
    /// <summary>Whether it ran in the forward pass already, and what it left has been given up since.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>Why this kernel was chosen, for people; null where there was no choice.</summary>
    public string? Note { get; init; }
}

/// <summary>Where a pointer goes. In an arena the place is <c>offset · batch</c> behind the fixed part, or in the fixed part.</summary>
/// <param name="Stride">Floats of a sample, for memory that holds samples.</param>
internal readonly record struct Argument(MemorySpace Space, long Offset, int Stride);

internal enum MemorySpace
{
    ArenaPerSample,
    ArenaFixed,
    Parameters,
    Gradients,
    Derived,

    /// <summary>Memory of a slice of predicting, as <see cref="ArenaPerSample"/>.</summary>
    Slice,

    /// <summary>Memory of a slice of training: samples are counted from the first of the slice.</summary>
    TrainingSlice,

    /// <summary>Memory that a thread has for itself while it runs a range.</summary>
    Scratch,
}

/// <summary>An arena takes <c>Fixed + batch · PerSample</c> floats: the fixed part first.</summary>
internal sealed record ArenaPlan(long PerSample, long Fixed, Placement Input, Placement Output, Placement OutputGradient, Placement InputGradient);

/// <summary>The first layers of predicting take so many samples at a time, in memory of their own.</summary>
internal sealed record SlicePlan(int Samples, long PerSample, Placement Input, Placement Output);

/// <summary>The first layers of training take so many samples at a time; a batch is cut into pieces whatever the number of threads, and slices lie within pieces.</summary>
internal sealed record TrainingSlicePlan(int Samples, int Pieces, long PerSample);

/// <summary>A buffer of samples: where it lies for a batch of one, and how.</summary>
internal readonly record struct Placement(long Offset, BufferLayout Layout);

internal enum ParameterInit
{
    GlorotUniform, GlorotNormal, HeUniform, HeNormal, Zeros, Ones,
}

/// <summary>A tensor that is learned or kept.</summary>
/// <param name="Layer">Index of its layer.</param>
/// <param name="Role">What it is to its layer.</param>
/// <param name="FileName">Such as <c>conv1.weight</c>.</param>
internal sealed record Parameter(int Layer, ParameterRole Role, string FileName, EquatableArray<int> Shape, int Offset, ParameterInit Init, long FanIn, long FanOut, bool IsTrainable)
{
    public int Length => Shape.Aggregate(1, (product, size) => checked(product * size));
}

internal enum ParameterRole
{
    Weight, Bias, Gamma, Beta, RunningMean, RunningVariance, Mean, Scale, Matrix, Fitted,
}
