using CnnGen.Generator.Emission;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Planning;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Kernels;

/// <summary>What an emitter writes to: the text, the instruction set, and the functions that the text calls, each to be emitted once.</summary>
internal sealed class KernelContext(CodeWriter writer, VectorIsa isa)
{
    private readonly SortedSet<(MathFunction Function, int Lanes)> _functions = [];
    private readonly SortedSet<(int Outputs, int Lanes)> _transforms = [];
    private readonly SortedSet<int> _filterTransforms = [];

    public CodeWriter Writer { get; } = writer;

    public VectorIsa Isa { get; } = isa;

    /// <summary>The functions called so far; asking for one may have asked for others that it calls.</summary>
    public IEnumerable<(MathFunction Function, int Lanes)> Functions => _functions;

    /// <summary>The name of the transform of a row of tiles, which will be emitted: one for all layers.</summary>
    public string CallTransform(WinogradForm form, VectorType vector)
    {
        _transforms.Add((form.Outputs, vector.Lanes));
        return TransformName(form.Outputs, vector.Lanes);
    }

    /// <summary>The name of the transform of filters, which will be emitted: one for all layers.</summary>
    public string CallFilterTransform(WinogradForm form)
    {
        _filterTransforms.Add(form.Outputs);
        return FilterTransformName(form.Outputs);
    }

    /// <summary>Writes the transforms that were asked for.</summary>
    public void EmitTransforms()
    {
        foreach (int outputs in _filterTransforms) WinogradEmitter.EmitFilterTransform(Writer, FilterTransformName(outputs), new WinogradForm(outputs), Isa.Widest);
        foreach ((int outputs, int lanes) in _transforms) WinogradEmitter.EmitTransform(Writer, TransformName(outputs, lanes), new WinogradForm(outputs), new VectorType(Isa, lanes));
    }

    /// <summary>An expression that calls a function, which will be emitted.</summary>
    public string Call(MathFunction function, VectorType vector, string argument)
    {
        _functions.Add((function, vector.Lanes));
        return $"{function}({argument})";
    }

    private static string FilterTransformName(int outputs) => Invariant($"TransformFilters{outputs}");

    private string TransformName(int outputs, int lanes) => Invariant($"TransformTiles{outputs}") + (lanes == Isa.Lanes ? string.Empty : Invariant($"By{lanes}"));
}
