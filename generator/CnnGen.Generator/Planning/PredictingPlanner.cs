using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>Plans predicting: fused operations, each convolution by the algorithm that costs least, buffers with the halo that their reader wants.</summary>
internal sealed class PredictingPlanner : ForwardPlanner
{
    /// <summary>Weights that a whitening is folded into, at most: 1 GiB beside those that were learned.</summary>
    private const long LargestFolded = 1 << 28;

    private readonly EquatableArray<FusedOperation> _operations;
    private readonly ConvolutionChoice[] _choices;
    private readonly int _body;
    private readonly StorageKind _storage;
    private readonly PlanBuilder _batched;

    /// <param name="slices">Takes the steps of the first layers.</param>
    /// <param name="builder">Takes those of the others.</param>
    /// <param name="body">Operations before the output pass.</param>
    /// <param name="rule">Chooses the algorithms of convolutions.</param>
    public PredictingPlanner(
        PlanBuilder slices, PlanBuilder builder, ParameterMap parameters, Network network, EquatableArray<Operation> operations, int body, ConvolutionRule rule)
        : base(slices, parameters, PredictPrefix)
    {
        _batched = builder;
        _storage = network.DenseStorage;
        _operations = InferenceFusion.Fuse(operations, body, (reader, whitening) => CanFold(reader, whitening, rule), layer => rule(layer, null).Winograd is null, out _body);
        _choices = [.. _operations.Select(operation => operation.Layer is ConvolutionLayer layer ? rule(layer, operation.Pool) : ConvolutionChoice.Direct)];
        (SlicedOperations, SliceSamples) = SliceChooser.Choose(_operations.Take(_body).ToEquatableArray(), _choices);
        if (SlicedOperations == 0) Builder = _batched;
        SliceInput = NewValue("Input", network.Input, HaloFor(0));
        SliceInput.Buffer.Touch(0);
        (SliceOutput, Input, Output) = (SliceInput, SliceInput, SliceInput);
    }

    /// <summary>How many of the first operations run in slices.</summary>
    public int SlicedOperations { get; }

    /// <summary>The first declared layer that does not.</summary>
    public int FirstUnslicedLayer => SlicedOperations < _operations.Count ? _operations[SlicedOperations].Source : int.MaxValue;

    /// <summary>Samples of a slice.</summary>
    public int SliceSamples { get; }

    /// <summary>What the first layer of all reads.</summary>
    public Value SliceInput { get; }

    /// <summary>What the last layer of the slices leaves.</summary>
    public Value SliceOutput { get; private set; }

    /// <summary>What the first layer behind the slices reads.</summary>
    public Value Input { get; private set; }

    /// <summary>What the last planned operation left.</summary>
    public Value Output { get; private set; }

    /// <summary>The step that folds a whitening into weights; null where none is folded.</summary>
    public string? WhiteningFold { get; private set; }

    public void Plan()
    {
        for (int i = 0; i < SlicedOperations; i++) Output = PlanOperation(i, Output, PassKind.Slice);
        if (SlicedOperations > 0) LeaveSlices();
        for (int i = SlicedOperations; i < _operations.Count; i++) Output = PlanOperation(i, Output, i < _body ? PassKind.Forward : PassKind.Output);

        // Outputs are copied out when the pass is over.
        Output.Buffer.Touch(Math.Max(0, Builder.Now - 1));
    }

    /// <summary>What the slices leave is copied into a buffer of the whole batch.</summary>
    private void LeaveSlices()
    {
        SliceOutput = Output;
        Output.Buffer.Touch(Math.Max(0, Builder.Now - 1));
        Builder = _batched;
        Input = NewValue("Gathered", Output.Shape, HaloFor(SlicedOperations));
        Input.Buffer.Touch(0);
        Output = Input;
    }

    private Value PlanOperation(int index, Value input, PassKind pass)
    {
        FusedOperation operation = _operations[index];
        (Layer layer, int source) = (operation.Layer, operation.Source);
        if (layer is FlattenLayer) return new Value(layer.Output, BufferLayout.Of(layer.Output), input.Buffer);
        Value output = operation.WorksInPlace ? input : NewValue(layer.Name, operation.Output, HaloFor(index + 1));
        switch (layer)
        {
            case ConvolutionLayer convolution:
                PlanConvolution(operation, convolution, _choices[index], pass, input, output);
                break;
            case DenseLayer dense:
                PlanFusedDense(operation, dense, pass, input, output);
                break;
            case PoolingLayer pool:
                PlanPool(pool, source, pass, input, output);
                break;
            case BatchNormLayer norm:
                (Operand scale, Operand shift) = PlanScaleAndShift(norm, source);
                Builder.AddElement(
                    pass, NameOf(norm), source, ElementOperation.ScaleAndShift, norm.Output, default, 0,
                    [(input.Buffer, input.Layout, "input"), (input.Buffer, input.Layout, "output")], ("scale", scale), ("shift", shift));
                break;
            case WhitenLayer whitening:
                PlanWhitening(whitening, source, pass, PassKind.Refresh, input, output);
                break;
            case ActivationLayer activation:
                PlanActivation(activation, source, pass, input, output);
                break;
            default:
                throw new InvalidOperationException($"No plan for {layer.GetType().Name}.");
        }

        return output;
    }

    private void PlanConvolution(FusedOperation operation, ConvolutionLayer layer, ConvolutionChoice choice, PassKind pass, Value input, Value output)
    {
        int source = operation.Source;
        Weights weights = FoldNorm(operation, FoldWhitening(operation, Weights.Of(Parameters, source, layer.UseBias), layer.Window.Height * layer.Window.Width), ConvolutionWalks.WeightCount(layer));
        layer = layer with { UseBias = weights.Bias is not null };
        PlanPadding(layer, source, pass, input, choice.HaloOf(layer, operation.Pool));
        if (choice.Winograd is { } form) PlanWinograd(form, layer, operation.Pool, source, pass, PassKind.Refresh, input, output, weights);
        else PlanDirect(layer, operation.Pool, source, pass, PassKind.Refresh, input, output, weights);
        if (choice.Reason is not null) Builder.Explain(choice.Reason);
    }

    private void PlanFusedDense(FusedOperation operation, DenseLayer layer, PassKind pass, Value input, Value output)
    {
        int cells = operation.Whitening is { Over: OverKind.Channels } whitening ? whitening.Input.Pixels : 1;
        Weights weights = FoldNorm(operation, FoldWhitening(operation, Weights.Of(Parameters, operation.Source, layer.UseBias), cells), checked(DenseWalks.Inputs(layer) * layer.Output.Channels));
        bool paired = IsPaired(layer);
        if (paired)
        {
            int pairs = DenseWalks.Inputs(layer) / 2;
            Operand halves = Builder.Derived.Take(checked(pairs * layer.Output.Channels));
            Builder.Add(PassKind.Refresh, "Pair" + layer.Name, operation.Source, new PairKernel(layer.Output.Channels), pairs, (long)pairs * layer.Output.Channels * 4, true, weights.Values, halves);
            weights = weights with { Values = halves };
        }

        PlanDense(layer with { UseBias = weights.Bias is not null }, operation.Source, pass, input, output, weights, paired);
    }

    private bool IsPaired(DenseLayer layer) => _storage == StorageKind.BFloat16 && DenseWalks.CanPair(layer);

    /// <summary>
    /// Whether a whitening goes into the weights of what reads it: where all its channels meet all weights, these are no giants, and nothing that errs by more than single precision stands between.
    /// Whitening makes large weights of those for small differences, by which the errors of bfloat16 and of Winograd's transforms would grow.
    /// </summary>
    private bool CanFold(FusedOperation reader, WhitenLayer whitening, ConvolutionRule rule) => reader.Layer switch
    {
        ConvolutionLayer layer => whitening.Over == OverKind.Channels && layer.Groups == 1 && layer.Input.Channels == whitening.Order && ConvolutionWalks.WeightCount(layer) <= LargestFolded && rule(layer, reader.Pool).Winograd is null,
        DenseLayer layer => !IsPaired(layer) && layer.Input.Size * layer.Output.Channels <= LargestFolded,
        _ => false,
    };

    /// <summary>The weights of an operation, times the whitening of what it reads where there is one.</summary>
    /// <param name="cells">Matrices [whitened values, filters] that the weights consist of.</param>
    private Weights FoldWhitening(FusedOperation operation, Weights learned, int cells)
    {
        if (operation.Whitening is not { } whitening) return learned;
        int filters = operation.Layer.Output.Channels;
        ContractionKernel kernel = WhiteningWalks.Fold(whitening.Order, filters, cells);
        int count = checked(whitening.Order * filters * cells);
        string name = whitening.Name + "Into" + operation.Layer.Name;
        Operand folded = Builder.Derived.Take(count);
        if (kernel.Start == ContractionStart.Accumulate) Builder.Add(PassKind.Refresh, name + "Clear", whitening.Index, new ClearKernel(count), 1, count / 8, true, folded);
        int items = kernel.Items.Aggregate(1, (product, loop) => product * loop.Count.Value);
        Builder.Add(PassKind.Refresh, name, whitening.Index, kernel, items, (long)count * whitening.Order, true, Parameters[whitening.Index, ParameterRole.Matrix], learned.Values, folded);
        WhiteningFold = name;
        return learned with { Values = folded };
    }

    /// <summary>The weights of an operation; where a normalisation follows, a copy of them with its scale and shift.</summary>
    private Weights FoldNorm(FusedOperation operation, Weights learned, int count)
    {
        if (operation.Norm is not { } norm) return learned;
        int filters = norm.Output.Channels;
        string name = norm.Name + "Into" + operation.Layer.Name;
        (Operand scale, Operand shift) = PlanScaleAndShift(norm, norm.Index);
        Operand weights = Builder.Derived.Take(count);
        Builder.Add(
            PassKind.Refresh, name, norm.Index,
            new ElementKernel(
                ElementOperation.Scale, EquatableArray.Of("input", "output", "scale"), EquatableArray.Of(new RowWalk(1, filters, 0, 0), new RowWalk(1, filters, 0, 0)), filters, filters, default, 0),
            count / filters, count, true, learned.Values, weights, scale);
        if (learned.Bias is not { } bias) return new Weights(weights, shift);
        Operand folded = Builder.Derived.Take(filters);
        Builder.Add(
            PassKind.Refresh, name + "Bias", norm.Index,
            new ElementKernel(
                ElementOperation.ScaleAndShift, EquatableArray.Of("input", "output", "scale", "shift"), EquatableArray.Of(new RowWalk(1, filters, 0, 0), new RowWalk(1, filters, 0, 0)), filters, filters, default, 0),
            1, filters, true, bias, folded, scale, shift);
        return new Weights(weights, folded);
    }

    private (Operand Scale, Operand Shift) PlanScaleAndShift(BatchNormLayer layer, int source)
    {
        int channels = layer.Output.Channels;
        Operand scale = Builder.Derived.Take(channels);
        Operand shift = Builder.Derived.Take(channels);
        Builder.Add(
            PassKind.Refresh, "Fold" + layer.Name, source, new StatisticsKernel(StatisticsKind.Inference, channels, layer.Epsilon, layer.Momentum), 1, channels, true,
            Parameters[source, ParameterRole.Gamma], Parameters[source, ParameterRole.Beta],
            Parameters[source, ParameterRole.RunningMean], Parameters[source, ParameterRole.RunningVariance], scale, shift);
        return (scale, shift);
    }

    /// <summary>The halo that a buffer needs for the operation that reads it, past those that work in place.</summary>
    private Halo HaloFor(int reader)
    {
        while (reader < _operations.Count && _operations[reader].WorksInPlace) reader++;
        return reader < _operations.Count && _operations[reader].Layer is ConvolutionLayer layer ? _choices[reader].HaloOf(layer, _operations[reader].Pool) : default;
    }
}
