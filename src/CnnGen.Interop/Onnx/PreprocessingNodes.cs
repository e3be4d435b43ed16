namespace CnnGen.Interop.Onnx;

/// <summary>Writes what comes before the layers. It reads pictures as they come in, channels last, along which ONNX repeats figures of channels by itself.</summary>
/// <param name="writer">The graph.</param>
/// <param name="model">The model, whose figures are written.</param>
internal sealed class PreprocessingNodes(GraphWriter writer, CompiledModel model)
{
    /// <summary>y = x · scale + offset.</summary>
    public GraphValue Rescale(RescaleInfo layer, GraphValue picture)
    {
        string scaled = writer.Node("Mul", $"{layer.Name}.scaled", [picture.Name, writer.Constant($"{layer.Name}.scale", layer.Scale)]);
        return picture with { Name = writer.Node("Add", layer.Name, [scaled, writer.Constant($"{layer.Name}.offset", layer.Offset)]) };
    }

    /// <summary>y = x − mean, or (x − mean) · scale.</summary>
    public GraphValue Standardize(StandardizeInfo layer, GraphValue picture)
    {
        if (layer.Scale is not { } scale) return picture with { Name = writer.Node("Sub", layer.Name, [picture.Name, Figures(layer.Mean)]) };
        string centred = writer.Node("Sub", $"{layer.Name}.centred", [picture.Name, Figures(layer.Mean)]);
        return picture with { Name = writer.Node("Mul", layer.Name, [centred, Figures(scale)]) };
    }

    /// <summary>y = (x − mean) · matrix, along the channels or over all values.</summary>
    public GraphValue Whiten(WhiteningInfo layer, GraphValue picture)
    {
        bool overValues = layer.Over == Over.Values;
        string values = overValues ? writer.Node("Flatten", $"{layer.Name}.flat", [picture.Name], new IntAttribute("axis", 1)) : picture.Name;
        string centred = writer.Node("Sub", $"{layer.Name}.centred", [values, Figures(layer.Mean)]);
        if (!overValues) return picture with { Name = writer.Node("MatMul", layer.Name, [centred, Figures(layer.Matrix)]) };
        string components = writer.Node("MatMul", $"{layer.Name}.components", [centred, Figures(layer.Matrix)]);
        if (layer.Kind == Whitening.Pca) return new GraphValue(components, layer.Output, Layout.Vector);
        string sizes = writer.Constant($"{layer.Name}.sizes", [0, layer.Output.Height, layer.Output.Width, layer.Output.Channels]);
        return picture with { Name = writer.Node("Reshape", layer.Name, [components, sizes]) };
    }

    private string Figures(int index)
    {
        ParameterInfo parameter = model.Info.Parameters[index];
        return writer.Weights(parameter.Name, model.Parameters[index].ToArray(), parameter.Shape);
    }
}
