namespace CnnGen;

/// <summary>What the compiler knows of a model; written by it, read by the runtime and by whoever is curious.</summary>
public sealed class ModelInfo
{
    /// <summary>Name of the class.</summary>
    public required string Name { get; init; }

    /// <summary>Shape of one input sample; pixels are 0..1.</summary>
    public required ImageShape Input { get; init; }

    /// <summary>Shape of one output sample.</summary>
    public required ImageShape Output { get; init; }

    /// <summary>The function on the last layer.</summary>
    public required Activation OutputActivation { get; init; }

    /// <summary>What training minimises.</summary>
    public required LossFunction Loss { get; init; }

    /// <summary>Whether the loss and its gradient are computed from the values under the last activation, which training then leaves out.</summary>
    public required bool LossFromLogits { get; init; }

    /// <summary>Names of the classes in the order of their indices; empty where the model has none.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>All tensors, in the order of their offsets.</summary>
    public required IReadOnlyList<ParameterInfo> Parameters { get; init; }

    /// <summary>The layers in the order in which they run; empty where a model was not described.</summary>
    public IReadOnlyList<LayerInfo> Layers { get; init; } = [];

    /// <summary>The first layer, where it has figures of the training samples.</summary>
    internal FittedInfo? Fitted => Layers is [FittedInfo layer, ..] ? layer : null;

    /// <summary>Floats that the parameters take in memory, padding included.</summary>
    public required int ParameterFloats { get; init; }

    /// <summary>Those of them, from the start, that an optimiser changes.</summary>
    public required int TrainableFloats { get; init; }

    /// <summary>Floats of the forms derived from the parameters (transposed weights, folded normalisations).</summary>
    public required int DerivedFloats { get; init; }

    /// <summary>Floats of scratch memory that each thread of a pass has for itself.</summary>
    public int ScratchFloats { get; init; }

    /// <summary>The first layers of predicting, which take a few samples at a time; null where all layers run over the whole batch.</summary>
    public SlicePlan? Slices { get; init; }

    /// <summary>The first layers of training, which take a few samples at a time; null where all layers run over the whole batch.</summary>
    public TrainingSlicePlan? TrainingSlices { get; init; }

    /// <summary>Activations while predicting; without those of <see cref="Slices"/>.</summary>
    public required MemoryPlan Inference { get; init; }

    /// <summary>Activations and their gradients while training; without those that live within <see cref="TrainingSlices"/>.</summary>
    public required MemoryPlan Training { get; init; }

    /// <summary>As <see cref="Training"/>, with the gradient of the input.</summary>
    public required MemoryPlan InputGradient { get; init; }

    /// <summary>Multiply-adds of one forward pass of one sample.</summary>
    public required long MultiplyAdds { get; init; }

    /// <summary>Changes with anything that changes what weights mean: layers, shapes, arguments. In hexadecimal.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The table of layers, as printed.</summary>
    public required string Summary { get; init; }

    /// <summary>Learned values, padding left out.</summary>
    public long ParameterCount
    {
        get
        {
            long count = 0;
            foreach (ParameterInfo parameter in Parameters) count += parameter.Length;
            return count;
        }
    }
}

/// <summary>Exact size of an arena: <c>batch · PerSample + Fixed</c> floats.</summary>
/// <param name="PerSample">Floats that grow with the batch.</param>
/// <param name="Fixed">Floats that do not.</param>
/// <param name="Input">Where samples go in.</param>
/// <param name="Output">Where results (or logits) come out.</param>
/// <param name="OutputGradient">Where the gradient of the loss goes in; unused while predicting.</param>
/// <param name="InputGradient">Where the gradient of the input comes out, where it was asked for.</param>
public sealed record MemoryPlan(long PerSample, long Fixed, SampleLayout Input, SampleLayout Output, SampleLayout OutputGradient = default, SampleLayout InputGradient = default)
{
    /// <summary>Floats for a batch.</summary>
    public long FloatsFor(int batch) => checked((batch * PerSample) + Fixed);
}

/// <summary>How the samples of a batch lie in an arena. Row r of sample s starts at <c>Offset · batch + s · SampleStride + Start + r · RowStride</c>; all in floats.</summary>
/// <param name="Offset">Place of the buffer, for a batch of one.</param>
/// <param name="SampleStride">From one sample to the next.</param>
/// <param name="Start">From the start of a sample to its first value: what padding lies before it.</param>
/// <param name="RowStride">From one row to the next.</param>
/// <param name="Rows">Rows.</param>
/// <param name="RowLength">Values of a row: columns × channels.</param>
public readonly record struct SampleLayout(long Offset, int SampleStride, int Start, int RowStride, int Rows, int RowLength)
{
    /// <summary>Where a row of a sample begins.</summary>
    internal int At(int batch, int sample, int row) => checked((int)((Offset * batch) + ((long)sample * SampleStride) + Start + ((long)row * RowStride)));
}

/// <summary>The memory of the first layers of predicting, through which a few samples go at a time.</summary>
/// <param name="Samples">Samples of a slice.</param>
/// <param name="PerSample">Floats for each of them.</param>
/// <param name="Input">Where samples go in.</param>
/// <param name="Output">Where results come out; they go to the input of the layers behind.</param>
public sealed record SlicePlan(int Samples, long PerSample, SampleLayout Input, SampleLayout Output)
{
    /// <summary>Floats of a slice.</summary>
    public long Floats => Samples * PerSample;
}

/// <summary>The memory of the first layers of training, through which a few samples go at a time, forward and backward.</summary>
/// <param name="Samples">Samples of a slice.</param>
/// <param name="Pieces">Pieces that a batch is cut into whatever the number of threads; slices lie within pieces, and each piece has sums of its own for the gradients of weights.</param>
/// <param name="PerSample">Floats for each sample of a slice.</param>
public sealed record TrainingSlicePlan(int Samples, int Pieces, long PerSample)
{
    /// <summary>Floats of a slice.</summary>
    public long Floats => Samples * PerSample;
}
