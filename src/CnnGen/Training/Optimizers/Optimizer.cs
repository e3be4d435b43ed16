namespace CnnGen;

/// <summary>
/// Moves parameters down their gradients. An optimiser remembers something of each parameter, so one object belongs to one model.
/// Nothing is allocated after the first step, and the result is the same bits whatever the vector width and the ranges.
/// </summary>
public abstract class Optimizer
{
    private OptimizerState[] _state = [];
    private int _parameterCount = -1;
    private GradientLimit _limit;

    /// <summary>An optimiser that has taken no step.</summary>
    /// <param name="learningRate">The learning rate.</param>
    private protected Optimizer(float learningRate) => LearningRate = learningRate;

    /// <summary>Size of the steps, finite and not below 0; may be changed between steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 or not finite.</exception>
    public float LearningRate
    {
        get;
        set
        {
            if (!(value >= 0 && float.IsFinite(value))) throw new ArgumentOutOfRangeException(nameof(value), value, "A learning rate is finite and not below 0.");
            field = value;
        }
    }

    /// <summary>c of clipping each gradient to ±c, above 0; null for none. Clipping comes before all else, the norm first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0, or not finite.</exception>
    public double? ClipValue { get; init => field = value is { } limit ? Positive(limit, nameof(ClipValue)) : null; }

    /// <summary>
    /// c of clipping by the norm of all gradients together: where ‖g‖ > c, every gradient is multiplied by c / ‖g‖ (Pascanu et al. 2013, arXiv 1211.5063,
    /// algorithm 1); above 0, null for none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0, or not finite.</exception>
    public double? ClipNorm { get; init => field = value is { } limit ? Positive(limit, nameof(ClipNorm)) : null; }

    /// <summary>Steps begun.</summary>
    public long StepCount { get; internal set; }

    /// <summary>What it remembers; empty before the first step and for optimisers that remember nothing.</summary>
    public IReadOnlyList<OptimizerState> State => _state;

    /// <summary>Its name and all that decides its steps but the learning rate, which may change.</summary>
    internal string Description => FormattableString.Invariant($"{GetType().Name}, {FormattableString.Invariant(Hyperparameters)}, {nameof(ClipValue)} {(object?)ClipValue ?? "none"}, {nameof(ClipNorm)} {(object?)ClipNorm ?? "none"}");

    /// <summary>The hyperparameters by name, the learning rate left out.</summary>
    private protected abstract FormattableString Hyperparameters { get; }

    /// <summary>The names of what it remembers, in the order in which it is handed to <see cref="UpdateValues"/>.</summary>
    private protected abstract IReadOnlyList<string> StateNames { get; }

    /// <summary>Takes one step.</summary>
    /// <param name="parameters">Moved in place; the same parameters in the same order at every step.</param>
    /// <param name="gradients">The gradient of the loss, one value a parameter.</param>
    /// <exception cref="ArgumentException">The lengths differ, or are not those of the steps before.</exception>
    public void Update(Span<float> parameters, ReadOnlySpan<float> gradients)
    {
        CheckLengths(parameters.Length, gradients.Length);
        BeginStep(gradients);
        UpdateRange(parameters, gradients, 0, parameters.Length);
    }

    /// <summary>Begins a step that <see cref="UpdateRange"/> carries out, each parameter in one range.</summary>
    /// <param name="parameterCount">Number of all parameters.</param>
    /// <exception cref="ArgumentException">Not that of the steps before.</exception>
    /// <exception cref="InvalidOperationException"><see cref="ClipNorm"/> is set, which takes all gradients: give them.</exception>
    public void BeginStep(int parameterCount)
    {
        if (ClipNorm is not null) throw new InvalidOperationException($"{nameof(ClipNorm)} is set: begin the step with all gradients, of which it takes the norm.");
        Begin(parameterCount, GradientLimit.None);
    }

    /// <summary>Begins a step that <see cref="UpdateRange"/> carries out, each parameter in one range.</summary>
    /// <param name="gradients">All gradients, as the ranges are then given.</param>
    /// <exception cref="ArgumentException">Not as many as in the steps before.</exception>
    public void BeginStep(ReadOnlySpan<float> gradients) => Begin(gradients.Length, GradientLimit.For(gradients, ClipNorm));

    /// <summary>Carries out a part of the step begun; ranges that do not overlap may run on several threads at once.</summary>
    /// <param name="parameters">All parameters.</param>
    /// <param name="gradients">All gradients.</param>
    /// <param name="from">First parameter of the range.</param>
    /// <param name="to">The one after its last.</param>
    /// <exception cref="ArgumentException">The lengths differ, or are not those of the step begun.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie within the parameters.</exception>
    public void UpdateRange(Span<float> parameters, ReadOnlySpan<float> gradients, int from, int to)
    {
        CheckLengths(parameters.Length, gradients.Length);
        if (parameters.Length != _parameterCount)
        {
            throw new ArgumentException($"The step was begun for {_parameterCount} parameters, not {parameters.Length}.", nameof(parameters));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)to, (uint)parameters.Length, nameof(to));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)from, (uint)to, nameof(from));
        UpdateValues(parameters[from..to], gradients[from..to], _limit, StateRange(0, from, to), StateRange(1, from, to), StateRange(2, from, to));
    }

    /// <summary>Forgets all steps, as if the object were new; hyperparameters stay.</summary>
    public void Reset()
    {
        StepCount = 0;
        foreach (OptimizerState state in _state) state.Values.Span.Clear();
    }

    /// <summary>Makes room for what is remembered of each parameter.</summary>
    /// <exception cref="ArgumentException">There is room already, for another number of parameters.</exception>
    internal void Allocate(int parameterCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(parameterCount);
        if (_parameterCount == parameterCount) return;
        if (_parameterCount >= 0)
        {
            throw new ArgumentException($"This optimiser belongs to a model of {_parameterCount} parameters, not {parameterCount}: use a new one.", nameof(parameterCount));
        }

        var state = new OptimizerState[StateNames.Count];
        for (int i = 0; i < state.Length; i++) state[i] = new OptimizerState(StateNames[i], new float[parameterCount]);
        _state = state;
        _parameterCount = parameterCount;
    }

    /// <summary>Bytes that are remembered of so many parameters.</summary>
    internal long BytesFor(int parameterCount) => (long)StateNames.Count * parameterCount * sizeof(float);

    /// <summary>Computes what all ranges of a step share; <see cref="StepCount"/> is 1 in the first step.</summary>
    private protected virtual void PrepareStep()
    {
    }

    /// <summary>Moves some parameters. States are in the order of <see cref="StateNames"/>; those it does not keep are empty.</summary>
    private protected abstract void UpdateValues(Span<float> parameters, ReadOnlySpan<float> gradients, GradientLimit limit, Span<float> first, Span<float> second, Span<float> third);

    private protected static double InUnitInterval(double value, string name)
    {
        if (!(value >= 0 && value < 1)) throw new ArgumentOutOfRangeException(name, value, $"{name} lies in [0, 1).");
        return value;
    }

    private protected static double NotNegative(double value, string name)
    {
        if (!(value >= 0 && double.IsFinite(value))) throw new ArgumentOutOfRangeException(name, value, $"{name} is finite and not below 0.");
        return value;
    }

    private protected static double Positive(double value, string name)
    {
        if (!((float)value > 0 && float.IsFinite((float)value))) throw new ArgumentOutOfRangeException(name, value, $"{name} is finite and above 0.");
        return value;
    }

    private void Begin(int parameterCount, GradientLimit limit)
    {
        Allocate(parameterCount);
        _limit = limit with { Largest = (float)(ClipValue ?? float.PositiveInfinity) };
        StepCount++;
        PrepareStep();
    }

    private Span<float> StateRange(int index, int from, int to) => index < _state.Length ? _state[index].Values.Span[from..to] : default;

    private static void CheckLengths(int parameters, int gradients)
    {
        if (parameters != gradients) throw new ArgumentException($"There are {parameters} parameters and {gradients} gradients.", nameof(gradients));
    }
}
