using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace CnnGen;

/// <summary>The sets of instructions that kernels are generated for.</summary>
public enum InstructionSet
{
    /// <summary>128-bit vectors of .NET; runs everywhere.</summary>
    Portable,

    /// <summary>Arm Advanced SIMD (NEON) with fused multiply-add.</summary>
    AdvSimd,

    /// <summary>x86 AVX2 with fused multiply-add: 256 bits, 16 registers.</summary>
    Avx2,

    /// <summary>x86 AVX-512 (F, BW, DQ, VL): 512 bits, 32 registers.</summary>
    Avx512,
}

/// <summary>What this machine offers.</summary>
public static class InstructionSets
{
    /// <summary>The fastest set that this machine has.</summary>
    public static InstructionSet Best =>
        IsSupported(InstructionSet.Avx512) ? InstructionSet.Avx512
        : IsSupported(InstructionSet.Avx2) ? InstructionSet.Avx2
        : IsSupported(InstructionSet.AdvSimd) ? InstructionSet.AdvSimd
        : InstructionSet.Portable;

    /// <summary>Whether this machine can run kernels of the set.</summary>
    public static bool IsSupported(InstructionSet set) => set switch
    {
        InstructionSet.Avx512 => Avx512F.IsSupported && Avx512DQ.IsSupported && Avx512BW.IsSupported && Fma.IsSupported,
        InstructionSet.Avx2 => Avx2.IsSupported && Fma.IsSupported,
        InstructionSet.AdvSimd => AdvSimd.Arm64.IsSupported,
        InstructionSet.Portable => true,
        _ => false,
    };
}
