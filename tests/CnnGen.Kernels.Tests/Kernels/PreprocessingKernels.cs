using CnnGen.Generator.Planning;
using CnnGen.Kernels.Tests.Harness;
using Xunit;

namespace CnnGen.Kernels.Tests.Kernels;

/// <summary>Preprocessing by figures that are drawn: predicting, training, the input's gradient.</summary>
public class ScalingKernels
{
    private static readonly KernelFamily Family = new("Scaling", PreprocessingTables.OfValues());

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Scaled_pixels_agree_with_the_reference(string shape) => Family.Check(shape, 1, 5);
}

/// <summary>Whitening over channels: folded into direct sums, a step of its own elsewhere.</summary>
public class ChannelWhiteningKernels
{
    private static readonly KernelFamily Family = new("ChannelWhitening", PreprocessingTables.OverChannels(), new PlanRules { Convolution = (_, _) => ConvolutionChoice.Direct });

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Whitened_channels_agree_with_the_reference(string shape) => Family.Check(shape, 3, 5);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_sample_has_the_same_bits_alone_and_in_a_batch(string shape) => Family.CheckPredicting(shape, KernelCheck.DirectTolerance, 1, 9);
}

/// <summary>The same where training takes the first layers a few samples at a time.</summary>
public class SlicedWhiteningKernels
{
    private static readonly KernelFamily Family = new("SlicedWhitening", PreprocessingTables.InSlices(), FusionTables.InSlices((_, _) => ConvolutionChoice.Direct));

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Whitened_channels_agree_with_the_reference(string shape) => Family.Check(shape, 3, 17);
}

/// <summary>Whitening over values: folded into the first dense layer, a step of its own elsewhere.</summary>
public class ValueWhiteningKernels
{
    private static readonly KernelFamily Family = new("ValueWhitening", PreprocessingTables.OverValues());

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Whitened_values_agree_with_the_reference(string shape) => Family.Check(shape, 3, 5);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_sample_has_the_same_bits_alone_and_in_a_batch(string shape) => Family.CheckPredicting(shape, KernelCheck.DirectTolerance, 1, 9);
}

/// <summary>Whitening in front of weights in bfloat16.</summary>
public class WhiteningBeforeHalves
{
    private static readonly KernelFamily Family = new("WhiteningBeforeHalves", PreprocessingTables.Halves());

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Whitened_values_agree_with_the_reference(string shape) => Family.CheckPredicting(shape, KernelCheck.DirectTolerance, 1, 5);
}

/// <summary>Whitening in front of Winograd's algorithm.</summary>
public class WhiteningBeforeWinograd
{
    private static readonly KernelFamily Family = new("WhiteningBeforeWinograd", PreprocessingTables.Winograd(), FusionTables.Force(4));

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Whitened_channels_agree_with_the_reference(string shape) => Family.CheckPredicting(shape, KernelCheck.WinogradTolerance, 1, 3);
}
