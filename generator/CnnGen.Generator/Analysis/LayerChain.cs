using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis;

/// <summary>
/// The network while it is built from the top: the layers so far and the shape that comes out of them.
/// After a layer whose shape cannot be known the shape is null, and those below are checked by themselves only.
/// </summary>
internal sealed class LayerChain(TensorShape? input, LabelEnum? labels, DiagnosticBag diagnostics)
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<AnalyzedLayer> _layers = [];

    public IReadOnlyList<AnalyzedLayer> Layers => _layers;

    public DiagnosticBag Diagnostics => diagnostics;

    public LabelEnum? Labels => labels;

    /// <summary>What the next layer reads.</summary>
    public TensorShape? Shape { get; private set; } = input;

    /// <summary>The layer that made a vector of the picture; null while there is a picture.</summary>
    public string? FlattenedBy { get; set; }

    /// <summary>Parameters of the layers so far.</summary>
    public long Parameters { get; set; }

    /// <summary>The next name of a kind: Conv1, Conv2, ….</summary>
    public string NextName(string kind)
    {
        _counts.TryGetValue(kind, out int count);
        _counts[kind] = ++count;
        return kind + Text.Of(count);
    }

    public void Add(AnalyzedLayer layer)
    {
        _layers.Add(layer);
        if (layer.Layer.Output.IsFlat && !layer.Layer.Input.IsFlat) FlattenedBy = layer.Layer.Name;
        Shape = layer.Layer.Output;
    }

    /// <summary>The shape is unknown from here on.</summary>
    public void LoseShape() => Shape = null;
}
