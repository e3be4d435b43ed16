using CnnGen.Generator.Emission;
using CnnGen.Generator.Isa;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Kernels;

/// <summary>Prints how kernels read which cell of a window won (<see cref="Planning.PoolWinners"/>).</summary>
internal static class WinnerText
{
    /// <summary>Declares the bits of a vector of channels.</summary>
    /// <param name="word">Its word.</param>
    /// <param name="cells">Cells of a window.</param>
    /// <param name="suffix">Ends the names of the variables.</param>
    public static void Declare(CodeWriter writer, VectorType v, string word, int cells, string suffix = "")
    {
        writer.Line($"uint lower{suffix} = {word};");
        if (cells > 2) writer.Line(Invariant($"uint upper{suffix} = lower{suffix} >> {v.Lanes};"));
    }

    /// <summary>The mask of the lanes in which a cell won; <c>laneBits</c> are <see cref="VectorType.LaneBits"/>.</summary>
    public static string MaskOf(VectorType v, int cell, int cells, string suffix = "")
    {
        string bits = (cell & 1) == 0 ? $"~lower{suffix}" : $"lower{suffix}";
        if (cells > 2) bits = $"{bits} & {((cell & 2) == 0 ? $"~upper{suffix}" : $"upper{suffix}")}";
        return v.MaskOf(bits, "laneBits");
    }
}
