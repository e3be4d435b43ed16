using CnnGen.Kernels.Tests.Harness;
using Xunit;

namespace CnnGen.Kernels.Tests.Kernels;

/// <summary>
/// Every kernel family over odd shapes, every instruction set that the process has, several batches: predicting, training and all gradients.
/// A class a family, so that families run side by side.
/// </summary>
public class ConvolutionKernels
{
    private static readonly KernelFamily Family = new("Convolution", ConvolutionTables.Dense());

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Convolution_agrees_with_the_reference(string shape) => Family.Check(shape, 1, 5);
}

public class GroupedConvolutionKernels
{
    private static readonly KernelFamily Family = new("GroupedConvolution", ConvolutionTables.Grouped());

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Grouped_convolution_agrees_with_the_reference(string shape) => Family.Check(shape, 1, 2);
}

public class PoolingKernels
{
    private static readonly KernelFamily Family = new("Pooling", LayerTables.Pools());

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Pool_agrees_with_the_reference(string shape) => Family.Check(shape, 1, 2);
}

public class DenseKernels
{
    private static readonly KernelFamily Family = new("FullyConnected", LayerTables.Dense());

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Dense_layer_agrees_with_the_reference(string shape) => Family.Check(shape, 1, 2, 5, 33);
}

public class HalfKernels
{
    private static readonly KernelFamily Family = new("Half", LayerTables.Halves());

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Dense_layer_of_halves_agrees_with_the_reference_of_the_same_weights(string shape) => Family.CheckPredicting(shape, KernelCheck.DirectTolerance, 1, 2, 5, 33);
}

public class ActivationKernels
{
    private static readonly KernelFamily Family = new("Activation", LayerTables.Activations());

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Activation_agrees_with_the_reference(string shape) => Family.Check(shape, 1, 2, 5);
}

public class BatchNormKernels
{
    private static readonly KernelFamily Family = new("BatchNorm", LayerTables.Norms());

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Batch_norm_agrees_with_the_reference(string shape) => Family.Check(shape, 3, 5);
}

public class ShapelessKernels
{
    private static readonly KernelFamily Family = new("Shapeless", LayerTables.Shapeless());

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Dropout_and_flatten_agree_with_the_reference(string shape) => Family.Check(shape, 1, 2, 5);
}
