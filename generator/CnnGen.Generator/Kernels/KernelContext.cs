using CnnGen.Generator.Emission;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Planning;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Kernels;

/// <summary>What an emitter writes to: the text, the instruction set, and the functions that the text calls, each to be emitted once.</summary>
internal sealed class KernelContext(CodeWriter writer, VectorIsa isa)
{
    private readonly SortedSet<(MathFunction Function, int Lanes)> _functions = [];
    private readonly SortedDictionary<string, Action<string>> _transforms = new(StringComparer.Ordinal);

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

    /// <summary>The name of the transform of a row of tiles, of the input or of the gradient of the output, which will be emitted: one for all layers.</summary>
    public string CallTransform(WinogradForm form, VectorType vector, bool isGradient) => Need(
        $"Transform{(isGradient ? "Gradients" : "Tiles")}{form.Suffix}" + (vector.Lanes == Isa.Lanes ? string.Empty : Invariant($"By{vector.Lanes}")),
        name => WinogradMethods.EmitTransform(Writer, name, form, vector, isGradient));

    /// <summary>The name of the transform of filters, which will be emitted.</summary>
    public string CallFilterTransform(WinogradForm form) =>
        Need($"TransformFilters{form.Suffix}", name => WinogradMethods.EmitFilterTransforms(Writer, name, form, Isa.Widest));

    /// <summary>The name of the transform back to the gradients of filters, which will be emitted.</summary>
    public string CallFilterGradient(WinogradForm form) =>
        Need($"ReturnFilters{form.Suffix}", name => WinogradMethods.EmitFilterGradient(Writer, name, form, Isa.Widest));

    /// <summary>The name of the transform of a row of tiles back, which will be emitted.</summary>
    public string CallOutputTransform(OutputTransform transform) => Need(transform.Name, name => WinogradMethods.EmitOutputTransform(Writer, name, transform));

    /// <summary>The name of the method that fetches memory, which will be emitted.</summary>
    public string CallFetch() => Need("FetchLines", name => WinogradMethods.EmitFetch(Writer, name));

    /// <summary>Writes the transforms that were asked for.</summary>
    public void EmitTransforms()
    {
        foreach (KeyValuePair<string, Action<string>> transform in _transforms) transform.Value(transform.Key);
    }

    private string Need(string name, Action<string> emit)
    {
        _transforms[name] = emit;
        return name;
    }
}
