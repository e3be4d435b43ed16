using CnnGen.Generator.Infrastructure;

namespace CnnGen.Generator.Isa;

/// <summary>
/// One instruction set as data: how wide its vectors are, how many registers hold them, how it multiplies and adds.
/// Cache sizes and widths stand here and nowhere else; planning never asks the build machine.
/// </summary>
/// <param name="Name">Member of the runtime's <c>InstructionSet</c>.</param>
/// <param name="Lanes">Floats in the widest vector.</param>
/// <param name="Registers">Vector registers.</param>
/// <param name="Accumulators">Register tiles up to this size stay in registers under RyuJIT.</param>
/// <param name="Guard">The test that the JIT and AOT fold; empty where there is nothing to test.</param>
/// <param name="HasFusedMultiplyAdd">False: product and sum are rounded apart.</param>
/// <param name="Description">For people.</param>
internal sealed record VectorIsa(string Name, int Lanes, int Registers, int Accumulators, string Guard, bool HasFusedMultiplyAdd, string Description)
{
    public static VectorIsa Avx512 { get; } = new("Avx512", 16, 32, 28, "Avx512F.IsSupported", true, "AVX-512, 16 lanes, 32 registers");

    public static VectorIsa Avx2 { get; } = new("Avx2", 8, 16, 12, "Fma.IsSupported", true, "AVX2 with fused multiply-add, 8 lanes, 16 registers");

    public static VectorIsa AdvSimd { get; } = new("AdvSimd", 4, 32, 24, "AdvSimd.Arm64.IsSupported", true, "NEON, 4 lanes, 32 registers");

    public static VectorIsa Portable { get; } = new("Portable", 4, 16, 8, string.Empty, false, "portable 128-bit vectors, 4 lanes");

    /// <summary>In the order in which a machine is asked for them: the best first.</summary>
    public static EquatableArray<VectorIsa> All { get; } = EquatableArray.Of(Avx512, Avx2, AdvSimd, Portable);

    /// <summary>The narrowest vector of this set that holds <paramref name="count"/> floats, or the widest.</summary>
    public VectorType VectorFor(int count)
    {
        int lanes = Lanes;
        while (lanes > 4 && count <= lanes / 2) lanes /= 2;
        return new VectorType(this, lanes);
    }

    public VectorType Widest => new(this, Lanes);
}
