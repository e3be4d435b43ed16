using CnnGen.Generator.Emission;
using CnnGen.Generator.Isa;

namespace CnnGen.Generator.Kernels;

/// <summary>What an emitter writes to: the text, the instruction set, and the functions that the text calls, each to be emitted once.</summary>
internal sealed class KernelContext(CodeWriter writer, VectorIsa isa)
{
    private readonly SortedSet<(MathFunction Function, int Lanes)> _functions = [];

    public CodeWriter Writer { get; } = writer;

    public VectorIsa Isa { get; } = isa;

    /// <summary>The functions called so far; asking for one may have asked for others that it calls.</summary>
    public IEnumerable<(MathFunction Function, int Lanes)> Functions => _functions;

    /// <summary>An expression that calls a function, which will be emitted.</summary>
    public string Call(MathFunction function, VectorType vector, string argument)
    {
        _functions.Add((function, vector.Lanes));
        return $"{function}({argument})";
    }
}
