using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis;

/// <summary>A layer of the network with what later rules want to know of its declaration.</summary>
/// <param name="Location">Of the attribute; an implied Flatten has that of its Dense.</param>
/// <param name="NamesActivation">Whether an activation was named, or given by labels.</param>
internal sealed record AnalyzedLayer(Layer Layer, LocationInfo Location, bool NamesActivation)
{
    /// <summary>What the layer ends with; none for layers that have no activation.</summary>
    public ActivationSpec Activation => Layer switch
    {
        ConvolutionLayer layer => layer.Activation,
        DenseLayer layer => layer.Activation,
        ActivationLayer layer => layer.Activation,
        _ => ActivationSpec.None,
    };
}
