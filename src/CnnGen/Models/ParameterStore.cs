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

    /// <summary>Models that read; or below 0, the thread that writes.</summary>
    private int _users;

    internal ParameterStore(ModelInfo info)
    {
        Info = info;
        _values = AlignedBuffer.Allocate(info.ParameterFloats);
        _derived = AlignedBuffer.Allocate(info.DerivedFloats);
        Scaling = InputScaling.For(info);
    }

    /// <summary>Moves whenever a value changes.</summary>
    public long Version { get; private set; } = 1;

    internal ModelInfo Info { get; }

    /// <summary>Version that the derived forms of predicting belong to.</summary>
    internal long DerivedVersion
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    /// <summary>Version that the derived forms of training belong to.</summary>
    internal long TrainingDerivedVersion { get; set; }

    /// <summary>Held while the derived forms of predicting are refreshed: forks on several threads may all find them old.</summary>
    internal Lock RefreshGate { get; } = new();

    /// <summary>What becomes of pixels on their way in; null where they are copied. A form derived from the parameters.</summary>
    internal InputScaling? Scaling { get; }

    /// <summary>Whether the figures of preprocessing are there; true where there are none to fit.</summary>
    internal bool IsFitted => Info.Fitted is not { } layer || _values.Span[Info.Parameters[layer.Fitted].Offset] == 1;

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
    /// <exception cref="ArgumentException">The number of values is not the tensor's; or the tensor belongs to preprocessing, and a figure is not finite, or whether it was fitted is said by neither 0 nor 1.</exception>
    /// <exception cref="InvalidOperationException">A model with these weights is in use by another thread.</exception>
    public void Set(int index, ReadOnlySpan<float> values)
    {
        ParameterInfo parameter = Info.Parameters[index];
        if (values.Length != parameter.Length)
        {
            throw new ArgumentException($"{parameter.Name} has {parameter.Length} values ({string.Join("×", parameter.Shape)}), not {values.Length}.", nameof(values));
        }

        if (Info.Fitted?.FindFault(Info, parameter.Name, values) is { } fault) throw new ArgumentException($"{parameter.Name} {fault}.", nameof(values));

        bool isTraining = Volatile.Read(ref _users) == -Environment.CurrentManagedThreadId; // an observer's thread
        if (!isTraining) Enter(writing: true);
        try
        {
            values.CopyTo(_values.Span[parameter.Offset..]);
            MarkChanged();
        }
        finally
        {
            if (!isTraining) Leave(writing: true);
        }
    }

    /// <summary>Begins a use of the weights: any number may read at once, and one alone write.</summary>
    /// <exception cref="InvalidOperationException">Another use does not go together with this one.</exception>
    internal void Enter(bool writing)
    {
        if (writing)
        {
            int found = Interlocked.CompareExchange(ref _users, -Environment.CurrentManagedThreadId, 0);
            if (found == 0) return;
            throw new InvalidOperationException($"The weights of {Info.Name} cannot change now: {(found > 0 ? "a fork that shares them is predicting" : "they are being trained or replaced")}.");
        }

        int seen = Volatile.Read(ref _users);
        while (true)
        {
            if (seen < 0) throw new InvalidOperationException($"The weights of {Info.Name} are being trained or replaced: a fork that shares them cannot be used until that ends.");
            int found = Interlocked.CompareExchange(ref _users, seen + 1, seen);
            if (found == seen) return;
            seen = found;
        }
    }

    /// <summary>Ends a use that <see cref="Enter"/> began.</summary>
    internal void Leave(bool writing)
    {
        if (writing)
        {
            Volatile.Write(ref _users, 0);
        }
        else
        {
            Interlocked.Decrement(ref _users);
        }
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
