namespace CnnGen.Reports;

/// <summary>What layers are declared with that changes how training goes and not what weights mean: a fingerprint leaves it out.</summary>
internal static class LayerSettings
{
    /// <summary>The settings of the layers that have any, by the names of layers.</summary>
    public static IReadOnlyDictionary<string, string> Of(ModelInfo network) =>
        network.Layers.Select(layer => (layer.Name, Settings: Of(layer, network))).Where(layer => layer.Settings is not null).ToDictionary(layer => layer.Name, layer => layer.Settings!);

    /// <summary>Such as <c>GlorotUniform: Conv1, Dense1; rate 0.5: Dropout1</c>.</summary>
    public static string Describe(IReadOnlyDictionary<string, string> settings) =>
        string.Join("; ", settings.GroupBy(layer => layer.Value, layer => layer.Key).Select(layers => $"{layers.Key}: {string.Join(", ", layers)}"));

    private static string? Of(LayerInfo layer, ModelInfo network) => layer switch
    {
        ConvolutionInfo convolution => network.Parameters[convolution.Weights].Fill.ToString(),
        DenseInfo dense => network.Parameters[dense.Weights].Fill.ToString(),
        BatchNormInfo norm => FormattableString.Invariant($"momentum {norm.Momentum}, epsilon {norm.Epsilon}"),
        DropoutInfo dropout => FormattableString.Invariant($"rate {dropout.Rate}"),
        FittedInfo { Epsilon: > 0 } fitted => FormattableString.Invariant($"epsilon {fitted.Epsilon}"),
        _ => null,
    };
}
