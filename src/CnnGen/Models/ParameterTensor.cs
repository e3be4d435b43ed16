namespace CnnGen;

/// <summary>One tensor of a model: read it as a span, write it as a whole.</summary>
public readonly struct ParameterTensor
{
    private readonly ParameterStore _store;
    private readonly int _index;

    /// <summary>For generated code.</summary>
    /// <param name="store">The model's parameters.</param>
    /// <param name="index">Index into <see cref="ModelInfo.Parameters"/>.</param>
    public ParameterTensor(ParameterStore store, int index)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _index = index;
    }

    /// <summary>Name in a weights file.</summary>
    public string Name => _store.Info.Parameters[_index].Name;

    /// <summary>Sizes, outermost first.</summary>
    public IReadOnlyList<int> Shape => _store.Info.Parameters[_index].Shape;

    /// <summary>The values in the order of the shape.</summary>
    public ReadOnlySpan<float> Values => _store[_index];

    /// <summary>Replaces the values.</summary>
    /// <param name="values">As many as the tensor has.</param>
    /// <exception cref="ArgumentException">The number of values is not the tensor's; or the tensor belongs to preprocessing, and a figure is not finite, or whether it was fitted is said by neither 0 nor 1.</exception>
    /// <exception cref="InvalidOperationException">A model with these weights is in use by another thread.</exception>
    public void Set(ReadOnlySpan<float> values) => _store.Set(_index, values);
}

/// <summary>The parameters of a convolution or a dense layer.</summary>
/// <param name="Weights">Convolution [kernel height, kernel width, input channels / groups, filters], dense layer [inputs, units].</param>
/// <param name="Biases">[filters] or [units]; null where the layer has none.</param>
public readonly record struct WeightedLayer(ParameterTensor Weights, ParameterTensor? Biases);

/// <summary>The parameters of a batch normalisation, each [channels].</summary>
/// <param name="Gamma">Scale.</param>
/// <param name="Beta">Shift.</param>
/// <param name="RunningMean">Mean, as predicting uses it.</param>
/// <param name="RunningVariance">Biased variance, as predicting uses it.</param>
public readonly record struct NormalizationLayer(ParameterTensor Gamma, ParameterTensor Beta, ParameterTensor RunningMean, ParameterTensor RunningVariance);

/// <summary>The figures of a mean normalisation or a standardisation: y = (x − mean) · scale. Whoever sets them by hand sets all, <paramref name="Fitted"/> to 1.</summary>
/// <param name="Mean">[channels], or [height, width, channels] per pixel.</param>
/// <param name="Scale">As many values; null where only the mean is taken off.</param>
/// <param name="Fitted">One value: 1 once the figures are there, 0 before.</param>
public readonly record struct StandardizingLayer(ParameterTensor Mean, ParameterTensor? Scale, ParameterTensor Fitted);

/// <summary>The figures of a whitening: y = (x − mean) · matrix. Whoever sets them by hand sets all, <paramref name="Fitted"/> to 1.</summary>
/// <param name="Mean">[channels], or [values] over whole pictures.</param>
/// <param name="Matrix">[inputs, outputs], square.</param>
/// <param name="Fitted">One value: 1 once the figures are there, 0 before.</param>
public readonly record struct WhiteningLayer(ParameterTensor Mean, ParameterTensor Matrix, ParameterTensor Fitted);
