using CnnGen.Generator.Model;

namespace CnnGen.Kernels.Tests.Reference;

/// <summary>One tensor of a network, by the name that it has in a weights file.</summary>
/// <param name="Name">Such as <c>conv1.weight</c>.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Values">The values; a step of training changes them.</param>
/// <param name="IsTrainable">False for running averages.</param>
internal sealed record ReferenceParameter(string Name, int[] Shape, double[] Values, bool IsTrainable);

/// <summary>What one layer did in a forward pass.</summary>
internal sealed class LayerTrace
{
    public required double[] Input { get; init; }

    /// <summary>What goes into the activation; the output where there is none.</summary>
    public required double[] PreActivation { get; init; }

    /// <summary>The layer's activation, or none where the pass stops before the last one.</summary>
    public ActivationSpec Activation { get; set; }

    public double[] Output { get; set; } = [];

    public bool[]? Gates { get; set; }

    public int[]? Winners { get; init; }

    public double[]? Mask { get; init; }

    /// <summary>Mean and variance that a batch normalisation divided by.</summary>
    public double[]? Mean { get; init; }

    public double[]? Variance { get; init; }

    /// <summary>Whether those are the batch's.</summary>
    public bool StatisticsOfBatch { get; init; }
}

/// <summary>A forward pass.</summary>
/// <param name="Batch">Samples.</param>
/// <param name="Layers">By index of the layer.</param>
/// <param name="Decisions">Says how many decisions were within rounding.</param>
internal sealed record ReferencePass(int Batch, IReadOnlyList<LayerTrace> Layers, Decisions Decisions)
{
    public double[] Output => Layers[^1].Output;
}

/// <summary>The result of a backward pass.</summary>
/// <param name="Input">∂L/∂input.</param>
/// <param name="Parameters">By name, of all that is trained.</param>
internal sealed record ReferenceGradients(double[] Input, IReadOnlyDictionary<string, double[]> Parameters);
