using CnnGen.Generator.Planning;
using CnnGen.Kernels.Tests.Harness;
using Xunit;

namespace CnnGen.Kernels.Tests.Kernels;

/// <summary>Winograd's algorithm wherever it can compute a layer, whatever it would cost there: F(2×2, 3×3).</summary>
public class SmallWinogradKernels
{
    private static readonly KernelFamily Family = new("SmallWinograd", FusionTables.Winograd(2), FusionTables.Force(2));

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Convolution_agrees_with_the_reference(string shape) => Family.CheckPredicting(shape, KernelCheck.WinogradTolerance, 1, 3);
}

/// <summary>The same by F(4×4, 3×3).</summary>
public class LargeWinogradKernels
{
    private static readonly KernelFamily Family = new("LargeWinograd", FusionTables.Winograd(4), FusionTables.Force(4));

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Convolution_agrees_with_the_reference(string shape) => Family.CheckPredicting(shape, KernelCheck.WinogradTolerance, 1, 3);
}

/// <summary>The same by F(5×5, 3×3), which no pool falls together with.</summary>
public class LargerWinogradKernels
{
    private static readonly KernelFamily Family = new("LargerWinograd", FusionTables.Winograd(5), FusionTables.Force(5));

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Convolution_agrees_with_the_reference(string shape) => Family.CheckPredicting(shape, KernelCheck.WinogradTolerance, 1, 3);
}

/// <summary>The same by F(6×6, 3×3).</summary>
public class LargestWinogradKernels
{
    private static readonly KernelFamily Family = new("LargestWinograd", FusionTables.Winograd(6), FusionTables.Force(6));

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Convolution_agrees_with_the_reference(string shape) => Family.CheckPredicting(shape, KernelCheck.WinogradTolerance, 1, 3);
}

/// <summary>Convolutions of stride 2 by the phases of their pictures, in tiles of 2×2 outputs: predicting, and training forward.</summary>
public class SmallPhaseKernels
{
    private static readonly KernelFamily Family = new("SmallPhase", FusionTables.Phases(), FusionTables.Force(2));

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Convolution_agrees_with_the_reference(string shape) => Family.Check(shape, KernelCheck.WinogradTolerance, 1, 3);
}

/// <summary>The same in tiles of 4×4 outputs.</summary>
public class LargePhaseKernels
{
    private static readonly KernelFamily Family = new("LargePhase", FusionTables.Phases(), FusionTables.Force(4));

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Convolution_agrees_with_the_reference(string shape) => Family.Check(shape, KernelCheck.WinogradTolerance, 1, 3);
}

/// <summary>Training by F(2×2, 3×3): forward, input gradient, weight gradient.</summary>
public class SmallWinogradTraining
{
    private static readonly KernelFamily Family = new("SmallWinogradTraining", FusionTables.WinogradTraining(2), FusionTables.Force(2));

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_agree_with_the_reference(string shape) => Family.Check(shape, KernelCheck.WinogradTolerance, 1, 9);
}

/// <summary>The same by F(4×4, 3×3).</summary>
public class LargeWinogradTraining
{
    private static readonly KernelFamily Family = new("LargeWinogradTraining", FusionTables.WinogradTraining(4), FusionTables.Force(4));

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_agree_with_the_reference(string shape) => Family.Check(shape, KernelCheck.WinogradTolerance, 1, 9);
}

/// <summary>The same by F(5×5, 3×3).</summary>
public class LargerWinogradTraining
{
    private static readonly KernelFamily Family = new("LargerWinogradTraining", FusionTables.WinogradTraining(5), FusionTables.Force(5));

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_agree_with_the_reference(string shape) => Family.Check(shape, KernelCheck.WinogradTolerance, 1, 9);
}

/// <summary>The same by F(6×6, 3×3).</summary>
public class LargestWinogradTraining
{
    private static readonly KernelFamily Family = new("LargestWinogradTraining", FusionTables.WinogradTraining(6), FusionTables.Force(6));

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_agree_with_the_reference(string shape) => Family.Check(shape, KernelCheck.WinogradTolerance, 1, 9);
}

/// <summary>Training through the first layers a few samples at a time, by direct sums: maps and gradients that live within a slice, pools that keep two bits a value, sums of pieces.</summary>
public class SlicedTraining
{
    private static readonly KernelFamily Family = new("SlicedTraining", FusionTables.Sliced(), FusionTables.InSlices((_, _) => ConvolutionChoice.Direct));

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_agree_with_the_reference(string shape) => Family.Check(shape, 1, 3, 19);
}

/// <summary>The same by F(4×4, 3×3) where a layer allows it.</summary>
public class SlicedWinogradTraining
{
    private static readonly KernelFamily Family = new("SlicedWinogradTraining", FusionTables.Sliced(), FusionTables.InSlices(FusionTables.Force(4).Convolution!));

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_agree_with_the_reference(string shape) => Family.Check(shape, KernelCheck.WinogradTolerance, 1, 3, 19);
}

/// <summary>What predicting does in passing to the sums of a direct convolution or dense layer.</summary>
public class FusedKernels
{
    private static readonly KernelFamily Family = new("Fused", FusionTables.Direct(), new PlanRules { Convolution = (_, _) => ConvolutionChoice.Direct });

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fused_layers_agree_with_the_reference(string shape) => Family.CheckPredicting(shape, KernelCheck.DirectTolerance, 1, 4);
}
