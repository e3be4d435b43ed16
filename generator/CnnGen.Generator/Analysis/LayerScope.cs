using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CnnGen.Generator.Analysis;

/// <summary>One layer's analysis: its name, its place in the chain, and the checks that all kinds share.</summary>
/// <param name="kind">Name of the layer without its number.</param>
/// <param name="location">The attribute.</param>
/// <param name="isOutput">Whether it is the layer that the output and its activation come from.</param>
internal sealed class LayerScope(LayerChain chain, string kind, LocationInfo location, bool isOutput)
{
    public string Name { get; } = chain.NextName(kind);

    public bool IsOutput => isOutput;

    /// <summary>Null where it is unknown, after an error above.</summary>
    public TensorShape? Input => chain.Shape;

    public LabelEnum? Labels => chain.Labels;

    public string? FlattenedBy => chain.FlattenedBy;

    /// <summary>Whether a layer above makes pictures smaller.</summary>
    public bool HasPoolAbove => chain.Layers.Any(layer => layer.Layer is PoolingLayer);

    /// <summary>Reports on the attribute; the message's first place is the layer's name.</summary>
    public void Report(DiagnosticDescriptor descriptor, params string[] arguments) =>
        chain.Diagnostics.Add(descriptor, location, [Name, .. arguments]);

    /// <summary>Whether the value is 1 or more; reports it otherwise.</summary>
    public bool IsAtLeastOne(string what, int value)
    {
        if (value >= 1) return true;
        Report(ArgumentDiagnostics.TooSmall, what, Text.Of(value));
        return false;
    }

    /// <summary>The member with the value; reports a value without one and goes on with the first member.</summary>
    /// <typeparam name="T">The internal twin of a public enum: their members have the same numbers.</typeparam>
    /// <param name="enumName">Name of the public enum.</param>
    /// <param name="value">The number that was written.</param>
    /// <param name="useless">Members that exist but are of no use here, and are not recommended.</param>
    public T Defined<T>(string enumName, int value, params T[] useless)
        where T : struct, Enum
    {
        if (Enum.IsDefined(typeof(T), value)) return (T)Enum.ToObject(typeof(T), value);
        IEnumerable<string> names = Enum.GetNames(typeof(T)).Except(useless.Select(member => member.ToString()));
        Report(ArgumentDiagnostics.UndefinedEnum, enumName, Text.Of(value), Text.Alternatives(names.ToList()));
        return default;
    }

    /// <summary>Steps down and across: 1 or more each, or null after reporting.</summary>
    public (int Height, int Width)? Step(string name, StepDeclaration step, int defaultHeight, int defaultWidth)
    {
        bool valid = step.Both is null || IsAtLeastOne(name, step.Both.Value);
        valid &= step.Height is null || IsAtLeastOne(name + "Height", step.Height.Value);
        valid &= step.Width is null || IsAtLeastOne(name + "Width", step.Width.Value);
        if (!valid) return null;
        if (step is { Both: not null, Height: not null, Width: not null })
        {
            Report(AdviceDiagnostics.NoEffect, name, $"both {name}Height and {name}Width are set");
        }

        return (step.Height ?? step.Both ?? defaultHeight, step.Width ?? step.Both ?? defaultWidth);
    }

    /// <summary>Whether an array can hold the tensor; reports it otherwise.</summary>
    public bool Fits(string what, long size, string remedy)
    {
        if (size <= SizeLimits.Values) return true;
        Report(ShapeDiagnostics.TensorTooLarge, what, Text.OfCount(size), remedy);
        return false;
    }

    /// <summary>Whether there is a picture to read; reports a vector.</summary>
    public bool HasPicture(TensorShape shape)
    {
        if (!shape.IsFlat) return true;
        Report(ShapeDiagnostics.PictureAfterVector, Text.Of(shape.Channels), FlattenedBy ?? "the input");
        return false;
    }

    /// <summary>Adds the layer below the others.</summary>
    /// <param name="create">Makes it from its index, its name, the layers that it reads and their shape.</param>
    /// <param name="namesActivation">Whether an activation was named, or given by labels.</param>
    public void Add(TensorShape input, Func<int, string, EquatableArray<int>, TensorShape, Layer> create, bool namesActivation = false)
    {
        int index = chain.Layers.Count;
        Layer layer = create(index, Name, EquatableArray.Of(index - 1), input);
        CountParameters(layer);
        chain.Add(new AnalyzedLayer(layer, location, namesActivation));
    }

    /// <summary>Adds the Flatten that a Dense implies, and gives the vector.</summary>
    public TensorShape AddImpliedFlatten(TensorShape picture)
    {
        var flatten = new LayerScope(chain, LayerNames.Flatten, location, isOutput: false);
        TensorShape vector = TensorShape.Vector((int)picture.Size);
        flatten.Add(picture, (index, name, inputs, input) => new FlattenLayer(index, name, inputs, input, vector));
        chain.FlattenedBy = Name;
        return vector;
    }

    public void LoseShape() => chain.LoseShape();

    private void CountParameters(Layer layer)
    {
        long parameters = LayerCost.Parameters(layer);
        bool fitted = chain.Parameters <= SizeLimits.Values;
        chain.Parameters = SaturatingMath.Add(chain.Parameters, parameters);
        if (fitted && chain.Parameters > SizeLimits.Values)
        {
            Report(ShapeDiagnostics.TooManyParameters, Text.OfCount(parameters), Text.OfCount(chain.Parameters));
        }
    }
}
