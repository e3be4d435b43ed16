namespace CnnGen;

/// <summary>A copy of all parameters of a model, to come back to.</summary>
internal sealed class WeightSnapshot
{
    private readonly ParameterStore _parameters;
    private readonly float[] _values;

    public WeightSnapshot(ParameterStore parameters)
    {
        _parameters = parameters;
        _values = parameters.All.ToArray();
    }

    /// <summary>The copy, laid out as <see cref="ParameterStore.All"/>.</summary>
    public Memory<float> Values => _values;

    public void Take() => _parameters.All.CopyTo(_values);

    public void Restore()
    {
        _values.CopyTo(_parameters.All);
        _parameters.MarkChanged();
    }
}
