using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>Plans the forward pass, of predicting or of training: buffers with the halo that their reader wants, then one step after the other.</summary>
internal sealed class ForwardPlanner
{
    /// <summary>Begins the names of the steps that predict.</summary>
    public const string PredictPrefix = "Predict";

    /// <summary>Begins the names of the steps of the forward pass of training.</summary>
    public const string TrainPrefix = "Train";

    private readonly PlanBuilder _builder;
    private readonly ParameterMap _parameters;
    private readonly EquatableArray<Operation> _operations;
    private readonly bool _training;
    private readonly int _body;

    /// <param name="body">Operations before the output pass: all, or all but the last activation.</param>
    public ForwardPlanner(PlanBuilder builder, ParameterMap parameters, Network network, EquatableArray<Operation> operations, int body, bool training)
    {
        _builder = builder;
        _parameters = parameters;
        _operations = operations;
        _training = training;
        _body = body;
        Inputs = new Value[operations.Count];
        Outputs = new Value[operations.Count];
        Normalizations = new NormalizationState[operations.Count];
        Input = NewValue("Input", network.Input, reader: 0);
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

    private PassKind BodyPass => _training ? PassKind.Training : PassKind.Forward;

    public void Plan()
    {
        int count = _training ? _body : _operations.Count;
        for (int i = 0; i < count; i++)
        {
            Inputs[i] = Output;
            Output = PlanOperation(i, i < _body ? BodyPass : PassKind.Output);
            Outputs[i] = Output;
        }

        // Outputs are copied out when the pass is over.
        Output.Buffer.Touch(Math.Max(0, _builder.Now - 1));
    }

    private string NameOf(int operation) => (_training ? TrainPrefix : PredictPrefix) + _operations[operation].Layer.Name;

    private Value PlanOperation(int index, PassKind pass)
    {
        Value input = Inputs[index];
        int source = _operations[index].Source;
        string name = NameOf(index);
        switch (_operations[index].Layer)
        {
            case FlattenLayer flatten:
                return new Value(flatten.Output, BufferLayout.Of(flatten.Output), input.Buffer);
            case DropoutLayer when !_training:
                return input;
            case DropoutLayer dropout:
                Value dropped = NewValue(dropout.Name, dropout.Output, index + 1);
                _builder.AddElement(pass, name, source, ElementOperation.Dropout, dropout.Output, default, dropout.Rate, [(input.Buffer, input.Layout, "input"), (dropped.Buffer, dropped.Layout, "output")]);
                return dropped;
            case ConvolutionLayer convolution:
                return PlanConvolution(convolution, input, index, pass);
            case DenseLayer dense:
                return PlanDense(dense, input, index, pass);
            case PoolingLayer pool:
                Value pooled = NewValue(pool.Name, pool.Output, index + 1);
                _builder.Add(
                    pass, name, source, new PoolKernel(pool.Kind, pool.Window, input.Layout, pooled.Layout), pooled.Layout.Height,
                    pool.Output.Size * pool.Window.Height * pool.Window.Width / 4, false, input.Buffer, pooled.Buffer);
                return pooled;
            case BatchNormLayer norm:
                return _training ? PlanTrainingNorm(norm, input, index) : PlanInferenceNorm(norm, input, index, pass);
            case ActivationLayer activation:
                return PlanActivation(activation, input, index, pass);
            default:
                throw new InvalidOperationException($"No plan for {_operations[index].Layer.GetType().Name}.");
        }
    }

    private Value PlanConvolution(ConvolutionLayer layer, Value input, int index, PassKind pass)
    {
        string name = NameOf(index);
        int source = _operations[index].Source;
        Halo halo = Halo.Of(layer.Window);
        if (!halo.IsEmpty)
        {
            _builder.Add(pass, name + "Padding", source, new HaloKernel(input.Layout, halo, layer.PadsWithEdge), 1, layer.Input.Size / 8, false, input.Buffer);
        }

        Value output = NewValue(layer.Name, layer.Output, index + 1);
        ContractionKernel kernel = ConvolutionWalks.Forward(layer, input.Layout, output.Layout);
        long work = layer.Output.Size * ConvolutionWalks.WeightCount(layer) / layer.Output.Channels;
        Operand weights = _parameters[source, ParameterRole.Weight];
        Operand[] operands = layer.UseBias
            ? [input.Buffer, weights, output.Buffer, _parameters[source, ParameterRole.Bias]]
            : [input.Buffer, weights, output.Buffer];
        _builder.Add(pass, name, source, kernel, layer.Output.Height, work, false, operands);
        return output;
    }

    private Value PlanDense(DenseLayer layer, Value input, int index, PassKind pass)
    {
        string name = NameOf(index);
        int source = _operations[index].Source;
        Value output = NewValue(layer.Name, layer.Output, index + 1);
        ContractionKernel kernel = DenseWalks.Forward(layer, input.Layout, output.Layout);
        Operand weights = _parameters[source, ParameterRole.Weight];
        bool blocked = DenseWalks.IsBlocked(layer);
        if (blocked) _builder.Add(pass, name + "Clear", source, new ClearKernel(output.Layout.SampleStride), 1, layer.Output.Size / 8, false, output.Buffer);
        Operand[] operands = layer.UseBias && !blocked
            ? [input.Buffer, weights, output.Buffer, _parameters[source, ParameterRole.Bias]]
            : [input.Buffer, weights, output.Buffer];
        _builder.Add(pass, name, source, kernel, kernel.Items[0].Count.Value, layer.Input.Size * layer.Output.Size, true, operands);
        if (blocked && layer.UseBias)
        {
            _builder.AddElement(
                pass, name + "Bias", source, ElementOperation.AddBias, layer.Output, layer.Activation, 0,
                [(output.Buffer, output.Layout, "input"), (output.Buffer, output.Layout, "output")], ("bias", _parameters[source, ParameterRole.Bias]));
        }
        else if (blocked && layer.Activation.Kind != ActivationKind.None)
        {
            _builder.AddElement(
                pass, name + layer.Activation.Kind, source, ElementOperation.Activation, layer.Output, layer.Activation, 0,
                [(output.Buffer, output.Layout, "input"), (output.Buffer, output.Layout, "output")]);
        }

        return output;
    }

    private Value PlanInferenceNorm(BatchNormLayer layer, Value input, int index, PassKind pass)
    {
        int source = _operations[index].Source;
        Operand scale = _builder.Derived.Take(layer.Output.Channels);
        Operand shift = _builder.Derived.Take(layer.Output.Channels);
        _builder.Add(
            PassKind.Refresh, "Fold" + layer.Name, source, new StatisticsKernel(StatisticsKind.Inference, layer.Output.Channels, layer.Epsilon, layer.Momentum), 1, layer.Output.Channels, true,
            _parameters[source, ParameterRole.Gamma], _parameters[source, ParameterRole.Beta],
            _parameters[source, ParameterRole.RunningMean], _parameters[source, ParameterRole.RunningVariance], scale, shift);
        _builder.AddElement(
            pass, NameOf(index), source, ElementOperation.ScaleAndShift, layer.Output, default, 0,
            [(input.Buffer, input.Layout, "input"), (input.Buffer, input.Layout, "output")], ("scale", scale), ("shift", shift));
        return input;
    }

    private Value PlanTrainingNorm(BatchNormLayer layer, Value input, int index)
    {
        string name = NameOf(index);
        int source = _operations[index].Source;
        int channels = layer.Output.Channels;
        var state = new NormalizationState(_builder.Fixed.Take(channels), _builder.Fixed.Take(channels));
        Normalizations[index] = state;
        Operand runningMean = _parameters[source, ParameterRole.RunningMean];
        Operand runningVariance = _parameters[source, ParameterRole.RunningVariance];
        if (layer.IsFrozen)
        {
            _builder.Add(
                PassKind.Training, name + "Statistics", source, new StatisticsKernel(StatisticsKind.Frozen, channels, layer.Epsilon, layer.Momentum), 1, channels, true,
                runningMean, runningVariance, state.Mean, state.Inverse);
        }
        else
        {
            Operand variance = _builder.Fixed.Take(channels);
            PlannedBuffer sums = _builder.NewBuffer(name + "Sums", channels);
            int stride = BufferLayout.RoundUp(channels);
            var mean = new ColumnSumKernel(0, channels, stride, channels, layer.Output.Pixels);
            _builder.Add(PassKind.Training, name + "Sum", source, new PixelSumKernel(PixelSumKind.Plain, input.Layout, default, stride), 1, layer.Output.Size / 4, false, input.Buffer, sums);
            _builder.Add(PassKind.Training, name + "Mean", source, mean, 1, channels, true, sums, state.Mean);
            _builder.Add(
                PassKind.Training, name + "Squares", source, new PixelSumKernel(PixelSumKind.SquaredDeviation, input.Layout, default, stride), 1, layer.Output.Size / 4, false,
                input.Buffer, sums, state.Mean);
            _builder.Add(PassKind.Training, name + "Variance", source, mean, 1, channels, true, sums, variance);
            _builder.Add(
                PassKind.Training, name + "Statistics", source, new StatisticsKernel(StatisticsKind.Training, channels, layer.Epsilon, layer.Momentum), 1, channels, true,
                state.Mean, variance, state.Inverse, runningMean, runningVariance);
        }

        Value output = NewValue(layer.Name, layer.Output, index + 1);
        _builder.AddElement(
            PassKind.Training, name, source, ElementOperation.Normalize, layer.Output, default, 0,
            [(input.Buffer, input.Layout, "input"), (output.Buffer, output.Layout, "output")],
            ("mean", state.Mean), ("inverse", state.Inverse), ("gamma", _parameters[source, ParameterRole.Gamma]), ("beta", _parameters[source, ParameterRole.Beta]));
        return output;
    }

    private Value PlanActivation(ActivationLayer layer, Value input, int index, PassKind pass)
    {
        string name = NameOf(index);
        int source = _operations[index].Source;
        bool softmax = layer.Activation.Kind is ActivationKind.Softmax or ActivationKind.LogSoftmax;
        Value output = WorksInPlace(index) ? input : NewValue(layer.Name, layer.Output, index + 1);
        if (!softmax)
        {
            _builder.AddElement(pass, name, source, ElementOperation.Activation, layer.Output, layer.Activation, 0, [(input.Buffer, input.Layout, "input"), (output.Buffer, output.Layout, "output")]);
            return output;
        }

        if (output != input)
        {
            _builder.AddElement(pass, name + "Copy", source, ElementOperation.Copy, layer.Output, default, 0, [(input.Buffer, input.Layout, "input"), (output.Buffer, output.Layout, "output")]);
        }

        _builder.Add(pass, name, source, new SoftmaxKernel(layer.Activation.Kind == ActivationKind.LogSoftmax, output.Layout), 1, layer.Output.Size * 8, false, output.Buffer);
        return output;
    }

    /// <summary>
    /// Predicting, element-wise operations overwrite what they read. Training, an activation may do so where its gradient can be told from
    /// its output and nobody needs what lay under it.
    /// </summary>
    private bool WorksInPlace(int index)
    {
        if (!_training) return _operations[index].Layer is ActivationLayer or BatchNormLayer or DropoutLayer;
        return index > 0
            && _operations[index].Layer is ActivationLayer { Activation.Kind: not (ActivationKind.GELU or ActivationKind.SiLU) }
            && _operations[index - 1].Layer is ConvolutionLayer { Activation.Kind: ActivationKind.None } or DenseLayer { Activation.Kind: ActivationKind.None } or BatchNormLayer;
    }

    private Value NewValue(string name, TensorShape shape, int reader)
    {
        while (reader < _operations.Count && WorksInPlace(reader)) reader++;
        Halo halo = reader < _operations.Count && _operations[reader].Layer is ConvolutionLayer convolution ? Halo.Of(convolution.Window) : default;
        BufferLayout layout = BufferLayout.Of(shape, halo);
        return new Value(shape, layout, _builder.NewBuffer(name, layout.SampleStride));
    }
}

/// <summary>Mean and 1 / √(variance + epsilon) by channel.</summary>
internal readonly record struct NormalizationState(Operand Mean, Operand Inverse);

/// <summary>Finds parameters by layer and role.</summary>
internal sealed class ParameterMap(EquatableArray<Parameter> parameters)
{
    public Operand this[int layer, ParameterRole role] => new(MemorySpace.Parameters, null, Find(layer, role));

    public Operand GradientOf(int layer, ParameterRole role) => new(MemorySpace.Gradients, null, Find(layer, role));

    private int Find(int layer, ParameterRole role) => parameters.First(parameter => parameter.Layer == layer && parameter.Role == role).Offset;
}

internal static class ElementSteps
{
    /// <summary>Adds an element-wise step over rows, or over one long row where no operand has a halo.</summary>
    public static void AddElement(
        this PlanBuilder builder, PassKind pass, string name, int layer, ElementOperation operation, TensorShape shape, ActivationSpec activation, float rate,
        (PlannedBuffer Buffer, BufferLayout Layout, string Pointer)[] rows, params (string Pointer, Operand Operand)[] channelwise)
    {
        bool merged = rows.All(row => row.Layout.Halo.IsEmpty);
        var kernel = new ElementKernel(
            operation,
            rows.Select(row => row.Pointer).Concat(channelwise.Select(value => value.Pointer)).ToEquatableArray(),
            rows.Select(row => RowWalk.Of(row.Layout, merged)).ToEquatableArray(),
            merged ? checked((int)shape.Size) : shape.Width * shape.Channels,
            shape.Channels,
            activation,
            rate);
        int work = operation is ElementOperation.Activation or ElementOperation.ActivationGradientFromInput or ElementOperation.ActivationGradientFromOutput ? 2 : 1;
        builder.Add(
            pass, name, layer, kernel, merged ? 1 : shape.Height, shape.Size * work / 2, false,
            [.. rows.Select(row => (Operand)row.Buffer), .. channelwise.Select(value => value.Operand)]);
    }
}
