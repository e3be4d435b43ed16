using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>
/// Plans the forward pass of training: what the backward pass reads is kept, a normalisation takes the figures of the batch, dropout draws. The first operations run in slices,
/// a few samples at a time; a map that only its pool reads lives within them, and so does what is computed again.
/// </summary>
internal sealed class TrainingPlanner : ForwardPlanner
{
    private readonly EquatableArray<Operation> _operations;
    private readonly ConvolutionChoice[] _choices;
    private readonly int _body;
    private readonly int _sliced;
    private readonly int _passing;
    private readonly OperationSteps[] _steps;
    private readonly Dictionary<int, int> _normBefore = [];
    private SampleMoments? _momentsOfSlices;

    /// <param name="sliced">Operations that run in slices.</param>
    /// <param name="body">Operations that training runs: all, or all but the last activation.</param>
    /// <param name="passing">The first of them that leave nothing behind their slice: the backward pass computes it again.</param>
    /// <param name="rule">Chooses the algorithms of convolutions.</param>
    public TrainingPlanner(PlanBuilder builder, ParameterMap parameters, Network network, EquatableArray<Operation> operations, int body, int sliced, int passing, ConvolutionRule rule)
        : base(builder, parameters, TrainPrefix)
    {
        _operations = operations;
        _sliced = sliced;
        _passing = passing;
        _steps = new OperationSteps[operations.Count];
        _choices = [.. operations.Select(operation => operation.Layer is ConvolutionLayer layer ? rule(layer, null) : ConvolutionChoice.Direct)];
        _body = body;
        Inputs = new Value[operations.Count];
        Outputs = new Value[operations.Count];
        Normalizations = new NormalizationState[operations.Count];
        Winners = new PlannedBuffer?[operations.Count];
        for (int norm = 0; norm < body; norm++)
        {
            for (int i = norm + 1; i <= PoolBehindNorm(norm); i++) _normBefore.Add(i, norm);
        }

        Input = NewValue("Input", network.Input, HaloFor(0));
        Input.Buffer.Touch(0);
        Output = Input;
    }

    public Value Input { get; }

    /// <summary>What the last planned operation left.</summary>
    public Value Output { get; private set; }

    /// <summary>What each operation read.</summary>
    public Value[] Inputs { get; }

    /// <summary>What each operation wrote.</summary>
    public Value[] Outputs { get; }

    /// <summary>What each batch normalisation keeps for its gradient.</summary>
    public NormalizationState[] Normalizations { get; }

    /// <summary>Which cells of their windows the maxima of each pool came from; null where the backward pass compares maps.</summary>
    public PlannedBuffer?[] Winners { get; }

    /// <summary>How the forward pass of a convolution is computed.</summary>
    public ConvolutionChoice ChoiceOf(int operation) => _choices[operation];

    /// <summary>The maximum pool that compares what a batch normalisation, and the activation between them, make of a map, which is never stored; null where there is none.</summary>
    public int? PoolBehindNorm(int index)
    {
        if (_operations[index].Layer is not BatchNormLayer { IsFrozen: false }) return null;
        int next = FollowsNorm(index + 1) ? index + 2 : index + 1;
        return next < _body && _operations[next].Layer is PoolingLayer { Window: { } window } pool && PoolWinners.Fit(pool)
            && window.StrideHeight == window.Height && window.StrideWidth == window.Width ? next : null;
    }

    /// <summary>Whether an operation lies between a batch normalisation and the end of the pool behind it: their gradients are one.</summary>
    public bool IsPooledNorm(int index) => _normBefore.ContainsKey(index);

    /// <summary>The activation that a batch normalisation applies in passing, or none.</summary>
    public ActivationSpec ActivationBehindNorm(int index) => FollowsNorm(index + 1) ? ((ActivationLayer)_operations[index + 1].Layer).Activation : default;

    /// <summary>Whether an activation is applied by the normalisation before it, in passing.</summary>
    public bool FollowsNorm(int index) => index < _body
        && WorksInPlace(index) && _operations[index - 1].Layer is BatchNormLayer && _operations[index].Layer is ActivationLayer { Activation.Kind: not (ActivationKind.Softmax or ActivationKind.LogSoftmax) };

    public void Plan()
    {
        int start = Builder.Now;
        for (int i = 0; i < _body; i++)
        {
            if (i == _sliced)
            {
                // A normalisation wants the whole batch, but the figures of a sample are taken while its map is at hand.
                if (i > 0 && _operations[i].Layer is BatchNormLayer { IsFrozen: false } norm) _momentsOfSlices = PlanMoments(norm, i, Output, PassKind.TrainingSlice);
                Builder.EndStage(start);
            }

            Inputs[i] = Output;
            _steps[i] = new OperationSteps(Builder.Now);
            Output = PlanOperation(i);
            Outputs[i] = Output;
            _steps[i] = _steps[i] with { End = Builder.Now };
        }

        if (_sliced == _body) Builder.EndStage(start);

        // Outputs are copied out when the pass is over.
        Output.Buffer.Touch(Math.Max(0, Builder.Now - 1));
    }

    /// <summary>Multiply-adds of running an operation again, of a sample.</summary>
    public long WorkOf(int index) => Builder.WorkOf(_steps[index].Own, _steps[index].End);

    /// <summary>
    /// Runs operations again, for the gradients that read what they left: into other buffers, which take the place of theirs from here on. What pads the picture that the next operation
    /// reads runs again too. A normalisation has its figures still, and its running averages have moved once.
    /// </summary>
    public void Repeat(RecomputedSegment segment, PassKind pass)
    {
        (int first, int end) = (segment.First, segment.End);
        PlannedBuffer checkpoint = Inputs[first].Buffer;
        var buffers = new Dictionary<PlannedBuffer, PlannedBuffer>();
        PlannedBuffer StandIn(PlannedBuffer buffer)
        {
            if (buffer == checkpoint) return buffer;
            if (!buffers.TryGetValue(buffer, out PlannedBuffer? other)) buffers.Add(buffer, other = Builder.NewBufferLike(buffer));
            return other;
        }

        for (int i = first; i < end; i++) Builder.Repeat(_operations[i].Layer is BatchNormLayer ? _steps[i].Own : _steps[i].First, _steps[i].End, pass, StandIn);
        if (end < _body && _operations[end].Layer is ConvolutionLayer) Builder.Repeat(_steps[end].First, _steps[end].Own, pass, StandIn);

        var values = new Dictionary<Value, Value>();
        for (int i = first; i < end; i++)
        {
            Value value = Outputs[i];
            if (!values.TryGetValue(value, out Value? again)) values.Add(value, again = new Value(value.Shape, value.Layout, buffers[value.Buffer]));
            Outputs[i] = again;
            if (i + 1 < _body) Inputs[i + 1] = again;
            if (Winners[i] is { } winners) Winners[i] = buffers[winners];
        }
    }

    private Value PlanOperation(int index)
    {
        Value input = Inputs[index];
        (Layer layer, int source) = (_operations[index].Layer, _operations[index].Source);
        if (layer is FlattenLayer) return new Value(layer.Output, BufferLayout.Of(layer.Output), input.Buffer);
        if (layer is BatchNormLayer norm) return PlanNorm(norm, input, index);
        PassKind pass = index < _sliced ? PassKind.TrainingSlice : PassKind.Training;
        Value output = layer is ActivationLayer && WorksInPlace(index) ? input : IsPassing(index) ? NewSliceValue(layer, HaloFor(index + 1)) : NewValue(layer.Name, layer.Output, HaloFor(index + 1));
        switch (layer)
        {
            case DropoutLayer dropout:
                Builder.AddElement(
                    pass, NameOf(dropout), source, ElementOperation.Dropout, dropout.Output, default, dropout.Rate,
                    [(input.Buffer, input.Layout, "input"), (output.Buffer, output.Layout, "output")]);
                break;
            case ConvolutionLayer convolution:
                var weights = Weights.Of(Parameters, source, convolution.UseBias);
                PlanPadding(convolution, source, pass, input, _choices[index].HaloInTraining(convolution));
                BeginOwn(index);
                if (_choices[index].Winograd is { } form) PlanWinograd(form, convolution, null, source, pass, PassKind.TrainingRefresh, input, output, weights);
                else PlanDirect(convolution, null, source, pass, PassKind.TrainingRefresh, input, output, weights);
                break;
            case DenseLayer dense:
                PlanDense(dense, source, pass, input, output, Weights.Of(Parameters, source, dense.UseBias));
                break;
            case PoolingLayer pool:
                if (PoolWinners.Fit(pool)) Winners[index] = NewWinners(pool, index);
                if (_normBefore.TryGetValue(index, out int before)) PlanNormalizedPool(pool, source, input, output, Winners[index]!, before);
                else PlanPool(pool, source, pass, input, output, Winners[index]);
                break;
            case WhitenLayer whitening:
                PlanWhitening(whitening, source, pass, PassKind.TrainingRefresh, input, output);
                break;
            case ActivationLayer when FollowsNorm(index):
                break;
            case ActivationLayer activation:
                PlanActivation(activation, source, pass, input, output);
                break;
            default:
                throw new InvalidOperationException($"No plan for {layer.GetType().Name}.");
        }

        return output;
    }

    /// <summary>Whether what an operation leaves lives within a slice: only the pool behind a convolution reads its map, or the backward pass computes it again.</summary>
    private bool IsPassing(int index) => index < _passing
        || (index + 1 < _sliced && _operations[index].Layer is ConvolutionLayer && _operations[index + 1].Layer is PoolingLayer pool && PoolWinners.Fit(pool));

    private Value NewSliceValue(Layer layer, Halo halo)
    {
        BufferLayout layout = BufferLayout.Of(layer.Output, halo);
        return new Value(layer.Output, layout, Builder.NewSliceBuffer(layer.Name, layout.SampleStride));
    }

    private PlannedBuffer NewWinners(PoolingLayer layer, int index)
    {
        (string name, int words) = (layer.Name + "Winners", PoolWinners.Words(layer.Output));
        return IsPassing(index) ? Builder.NewSliceBuffer(name, words) : Builder.NewBuffer(name, words);
    }

    /// <summary>From here on the steps of an operation write its output.</summary>
    private void BeginOwn(int index) => _steps[index] = _steps[index] with { Own = Builder.Now };

    private SampleMoments PlanMoments(BatchNormLayer layer, int index, Value input, PassKind pass) =>
        Builder.AddMoments(layer, NameOf(layer), _operations[index].Source, pass, input);

    private Value PlanNorm(BatchNormLayer layer, Value input, int index)
    {
        string name = NameOf(layer);
        int source = _operations[index].Source;
        int channels = layer.Output.Channels;
        var state = new NormalizationState(
            Builder.Fixed.Take(channels), Builder.Fixed.Take(channels), Parameters[source, ParameterRole.Gamma], Parameters[source, ParameterRole.Beta]);
        Normalizations[index] = state;
        Operand runningMean = Parameters[source, ParameterRole.RunningMean];
        Operand runningVariance = Parameters[source, ParameterRole.RunningVariance];
        if (layer.IsFrozen)
        {
            Builder.Add(
                PassKind.Training, name + "Statistics", source, new StatisticsKernel(StatisticsKind.Frozen, channels, layer.Epsilon, layer.Momentum), 1, channels, true,
                runningMean, runningVariance, state.Mean, state.Inverse);
        }
        else
        {
            SampleMoments moments = index == _sliced && _momentsOfSlices is { } taken ? taken : PlanMoments(layer, index, input, PassKind.Training);
            Builder.AddStatistics(layer, name, source, moments, state, runningMean, runningVariance);
        }

        BeginOwn(index);

        // The pool behind it reads what this would.
        if (PoolBehindNorm(index) is not null) return input;
        Value output = NewValue(layer.Name, layer.Output, HaloFor(index + 1));
        Builder.AddElement(
            PassKind.Training, name, source, ElementOperation.Normalize, layer.Output, ActivationBehindNorm(index), 0,
            [(input.Buffer, input.Layout, "input"), (output.Buffer, output.Layout, "output")],
            ("mean", state.Mean), ("inverse", state.Inverse), ("gamma", state.Gamma), ("beta", state.Beta));
        return output;
    }

    /// <summary>Normalisation, activation and pool in one pass.</summary>
    private void PlanNormalizedPool(PoolingLayer layer, int source, Value input, Value output, PlannedBuffer winners, int norm)
    {
        NormalizationState state = Normalizations[norm];
        var kernel = new PoolKernel(layer.Kind, layer.Window, input.Layout, output.Layout, KeepsWinners: true, ActivationBehindNorm(norm));
        Builder.Add(
            PassKind.Training, NameOf(layer), source, kernel, output.Layout.Height, layer.Input.Size, false,
            input.Buffer, output.Buffer, winners, state.Mean, state.Inverse, state.Gamma, state.Beta);
    }

    /// <summary>Whether an activation overwrites what it reads: its gradient can be told from its output, and nobody needs what lay under it.</summary>
    private bool WorksInPlace(int index) =>
        index > 0
        && _operations[index].Layer is ActivationLayer { Activation.Kind: not (ActivationKind.GELU or ActivationKind.SiLU) }
        && _operations[index - 1].Layer is ConvolutionLayer { Activation.Kind: ActivationKind.None } or DenseLayer { Activation.Kind: ActivationKind.None } or BatchNormLayer;

    /// <summary>The halo that a buffer needs for the operation that reads it, past those that work in place.</summary>
    private Halo HaloFor(int reader)
    {
        while (reader < _operations.Count && WorksInPlace(reader)) reader++;
        return reader < _operations.Count && _operations[reader].Layer is ConvolutionLayer convolution ? _choices[reader].HaloInTraining(convolution) : default;
    }
}

/// <summary>The steps of an operation's forward pass.</summary>
/// <param name="First">The first.</param>
internal readonly record struct OperationSteps(int First)
{
    /// <summary>The first that writes the output: those before it pad the input, or take statistics of it.</summary>
    public int Own { get; init; } = First;

    /// <summary>Behind the last.</summary>
    public int End { get; init; } = First;
}
