using CnnGen.Generator.Planning;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Kernels;

/// <summary>Pieces of text that several emitters share.</summary>
internal static class KernelText
{
    public const string HotMethod = "[MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]";

    /// <summary>The parameters of a kernel: its memory, then what it asks for, then the range of items.</summary>
    public static string Parameters(Kernel kernel) => string.Join(", ", [
        .. kernel.Pointers.Select(pointer => $"ref float {pointer}"),
        .. kernel.NeedsBatch ? ["int batch"] : Array.Empty<string>(),
        .. kernel.NeedsKey ? ["uint key"] : Array.Empty<string>(),
        .. kernel.NeedsSlice ? ["int firstSample", "int endSample"] : Array.Empty<string>(),
        .. kernel is ContractionKernel contraction ? contraction.GivenLoops.Select(loop => $"int {loop.Plural}") : [],
        "int begin",
        "int end",
    ]);

    /// <summary>The same, as handed on.</summary>
    public static string Arguments(Kernel kernel) => string.Join(", ", [
        .. kernel.Pointers.Select(pointer => $"ref {pointer}"),
        .. kernel.NeedsBatch ? ["batch"] : Array.Empty<string>(),
        .. kernel.NeedsKey ? ["key"] : Array.Empty<string>(),
        .. kernel.NeedsSlice ? ["firstSample", "endSample"] : Array.Empty<string>(),
        "begin",
        "end",
    ]);

    /// <summary>A place in memory: a constant and terms of index · step.</summary>
    public static string Offset(int start, params (string Index, int Step)[] terms)
    {
        List<string> parts = [.. terms.Where(term => term.Step != 0).Select(term => term.Step == 1 ? term.Index : Invariant($"{term.Index} * {term.Step}"))];
        if (start != 0 || parts.Count == 0) parts.Add(Invariant($"{start}"));
        return parts.Count == 1 ? parts[0] : string.Join(" + ", parts.Select(part => part.Contains('*') ? $"({part})" : part));
    }

    /// <summary>A reference moved by an offset.</summary>
    public static string At(string reference, string offset) => offset == "0" ? $"ref {reference}" : $"ref Unsafe.Add(ref {reference}, {offset})";

    /// <summary>A reference to a sample and a row of it.</summary>
    public static string RowAt(string reference, RowWalk walk) =>
        At(reference, Offset(walk.Start, ("(nint)sample", walk.SampleStride), ("row", walk.Rows == 1 ? 0 : walk.RowStride)));

    public static string Capital(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);
}
