using System.Runtime.CompilerServices;

namespace CnnGen;

/// <summary>
/// The weights of a model, shared by its forks, and a version that moves with every change of them.
/// Forms derived from the weights are refreshed when they are older than the version.
/// </summary>
public sealed class ParameterStore
{
    private readonly AlignedBuffer _values;
    private readonly AlignedBuffer _derived;

    internal ParameterStore(ModelInfo info)
    {
        Info = info;
        _values = new AlignedBuffer(info.ParameterFloats);
        _derived = new AlignedBuffer(info.DerivedFloats);
    }

    /// <summary>Moves whenever a value changes.</summary>
    public long Version { get; private set; } = 1;

    internal ModelInfo Info { get; }

    /// <summary>Version that the derived forms of predicting belong to.</summary>
    internal long DerivedVersion { get; set; }

    /// <summary>Version that the derived forms of training belong to.</summary>
    internal long TrainingDerivedVersion { get; set; }

    internal ref float Start => ref _values.Start;

    internal ref float DerivedStart => ref _derived.Start;

    /// <summary>What an optimiser changes. Call <see cref="MarkChanged"/> afterwards.</summary>
    internal Span<float> Trainable => _values.Span[..Info.TrainableFloats];

    /// <summary>Everything, padding included: for copies kept and restored as a whole.</summary>
    internal Span<float> All => _values.Span;

    /// <summary>As <see cref="All"/>.</summary>
    internal Memory<float> AllMemory => _values.Memory;

    /// <summary>The values of one tensor, in the order of its shape.</summary>
    /// <param name="index">Index into <see cref="ModelInfo.Parameters"/>.</param>
    public ReadOnlySpan<float> this[int index]
    {
        get
        {
            ParameterInfo parameter = Info.Parameters[index];
            return _values.Span.Slice(parameter.Offset, parameter.Length);
        }
    }

    /// <summary>Replaces the values of one tensor.</summary>
    /// <param name="index">Index into <see cref="ModelInfo.Parameters"/>.</param>
    /// <param name="values">As many values as the tensor has.</param>
    /// <exception cref="ArgumentException">The number of values is not the tensor's.</exception>
    public void Set(int index, ReadOnlySpan<float> values)
    {
        ParameterInfo parameter = Info.Parameters[index];
        if (values.Length != parameter.Length)
        {
            throw new ArgumentException($"{parameter.Name} has {parameter.Length} values ({string.Join("×", parameter.Shape)}), not {values.Length}.", nameof(values));
        }

        values.CopyTo(_values.Span[parameter.Offset..]);
        MarkChanged();
    }

    /// <summary>Says that values were changed through <see cref="Trainable"/> or <see cref="All"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void MarkChanged() => Version++;

    /// <summary>Draws all parameters anew.</summary>
    /// <param name="seed">The same seed draws the same values on every machine.</param>
    internal void Initialize(int seed)
    {
        All.Clear();
        for (int i = 0; i < Info.Parameters.Count; i++)
        {
            ParameterInfo parameter = Info.Parameters[i];
            ParameterInitializer.Fill(_values.Span.Slice(parameter.Offset, parameter.Length), parameter, seed, stream: i);
        }

        MarkChanged();
    }
}
