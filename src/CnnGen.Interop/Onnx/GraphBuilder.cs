namespace CnnGen.Interop.Onnx;

/// <summary>
/// Turns layers into nodes. ONNX counts channels first and CnnGen last: pictures are transposed once, on the way in, and weights when they are
/// written, so that flattening costs nothing at a run.
/// </summary>
internal sealed class GraphBuilder
{
    private readonly CompiledModel _model;
    private readonly GraphWriter _writer = new();
    private readonly PreprocessingNodes _preprocessing;
    private GraphValue _value;

    private GraphBuilder(CompiledModel model)
    {
        _model = model;
        _preprocessing = new PreprocessingNodes(_writer, model);
        _value = new GraphValue(OnnxGraph.Input, model.Info.Input, Layout.Nhwc);
    }

    /// <summary>The graph of a model that knows its layers.</summary>
    public static OnnxGraph Build(CompiledModel model)
    {
        var builder = new GraphBuilder(model);
        foreach (LayerInfo layer in model.Info.Layers) builder.Add(layer);
        return builder.Finish();
    }

    private void Add(LayerInfo layer)
    {
        switch (layer)
        {
            case ConvolutionInfo convolution: AddConvolution(convolution); break;
            case PoolInfo pool: AddPool(pool); break;
            case DenseInfo dense: AddDense(dense); break;
            case ActivationInfo activation: AddActivation(activation.Name, activation.Activation, activation.ActivationParameter); break;
            case BatchNormInfo norm: AddBatchNorm(norm); break;
            case FlattenInfo flatten: Flatten(flatten.Name); break;
            case RescaleInfo rescale: _value = _preprocessing.Rescale(rescale, _value); break;
            case StandardizeInfo standardize: _value = _preprocessing.Standardize(standardize, _value); break;
            case WhiteningInfo whitening: _value = _preprocessing.Whiten(whitening, _value); break;
            case DropoutInfo: break;
            default: throw new NotSupportedException($"{layer.Name}: there is no ONNX form of {layer.GetType().Name}.");
        }
    }

    private void AddConvolution(ConvolutionInfo layer)
    {
        ToNchw(layer.Name);
        WindowInfo window = layer.Window;
        bool copiesEdge = layer.PadsWithEdge && window.HasPadding;
        if (copiesEdge)
        {
            string pads = _writer.Constant($"{layer.Name}.pads", [0, 0, window.PadTop, window.PadLeft, 0, 0, window.PadBottom, window.PadRight]);
            _value = _value with { Name = _writer.Node("Pad", $"{layer.Name}.padded", [_value.Name, pads], new StringAttribute("mode", "edge")) };
        }

        string weights = Tensor(layer.Weights, (values, parameter) => (
            ChannelsFirst.Filters(values, parameter.Shape), [parameter.Shape[3], parameter.Shape[2], parameter.Shape[0], parameter.Shape[1]]));
        string[] inputs = layer.Bias is { } bias ? [_value.Name, weights, Tensor(bias)] : [_value.Name, weights];
        string output = _writer.Node(
            "Conv", layer.Name, inputs,
            new IntsAttribute("kernel_shape", window.Height, window.Width),
            new IntsAttribute("strides", window.StrideHeight, window.StrideWidth),
            new IntsAttribute("dilations", layer.DilationHeight, layer.DilationWidth),
            new IntAttribute("group", layer.Groups),
            copiesEdge ? new IntsAttribute("pads", 0, 0, 0, 0) : Pads(window));
        _value = new GraphValue(output, layer.Output, Layout.Nchw);
        AddActivation($"{layer.Name}.{layer.Activation}", layer.Activation, layer.ActivationParameter);
    }

    private void AddPool(PoolInfo layer)
    {
        ToNchw(layer.Name);
        WindowInfo window = layer.Window;
        List<OnnxAttribute> attributes = [];
        if (!layer.IsGlobal)
        {
            attributes.Add(new IntsAttribute("kernel_shape", window.Height, window.Width));
            attributes.Add(new IntsAttribute("strides", window.StrideHeight, window.StrideWidth));
            attributes.Add(Pads(window));
            if (layer.Kind == PoolKind.Average) attributes.Add(new IntAttribute("count_include_pad", 0));
        }

        string prefix = layer.IsGlobal ? "Global" : string.Empty;
        _value = new GraphValue(_writer.Node($"{prefix}{layer.Kind}Pool", layer.Name, [_value.Name], [.. attributes]), layer.Output, Layout.Nchw);
    }

    private void AddDense(DenseInfo layer)
    {
        Flatten($"{layer.Name}.flat");
        string weights = Tensor(layer.Weights, (values, parameter) => (InOrderOfInput(values), parameter.Shape));
        string[] inputs = layer.Bias is { } bias ? [_value.Name, weights, Tensor(bias)] : [_value.Name, weights];
        _value = new GraphValue(_writer.Node("Gemm", layer.Name, inputs), layer.Output, Layout.Vector);
        AddActivation($"{layer.Name}.{layer.Activation}", layer.Activation, layer.ActivationParameter);
    }

    private void AddBatchNorm(BatchNormInfo layer)
    {
        if (_value.Layout == Layout.Nhwc) ToNchw(layer.Name);
        string Channelwise(int index) => Tensor(index, (values, parameter) => (InOrderOfInput(values), parameter.Shape));
        _value = _value with
        {
            Name = _writer.Node(
                "BatchNormalization", layer.Name,
                [_value.Name, Channelwise(layer.Gamma), Channelwise(layer.Beta), Channelwise(layer.RunningMean), Channelwise(layer.RunningVariance)],
                new FloatAttribute("epsilon", layer.Epsilon)),
        };
    }

    private void AddActivation(string name, Activation activation, float parameter) =>
        _value = _value with { Name = ActivationNodes.Write(_writer, name, _value.Name, activation, parameter, _value.ChannelAxis) };

    /// <summary>The picture as ONNX's operators want it, whatever it is now.</summary>
    private void ToNchw(string reader)
    {
        RestoreOrder(reader);
        ImageShape shape = _value.Shape;
        if (_value.Layout == Layout.Nchw) return;

        // Where one of the two is 1 the order is the same, and only the sizes move.
        bool sameOrder = _value.Layout == Layout.Vector || shape.Channels == 1 || shape is { Height: 1, Width: 1 };
        string name = $"{reader}.nchw";
        _value = _value with
        {
            Name = sameOrder
                ? _writer.Node("Reshape", name, [_value.Name, _writer.Constant($"{reader}.sizes", [0, shape.Channels, shape.Height, shape.Width])])
                : _writer.Node("Transpose", name, [_value.Name], new IntsAttribute("perm", 0, 3, 1, 2)),
            Layout = Layout.Nchw,
        };
    }

    /// <summary>One axis beside the batch. Values stay as they lie: whoever reads them puts its weights in their order.</summary>
    private void Flatten(string name)
    {
        if (_value.Layout is Layout.Vector or Layout.ChannelsFirstVector) return;
        bool channelsFirst = _value.Layout == Layout.Nchw && _value.Shape.Channels > 1 && _value.Shape.Height * _value.Shape.Width > 1;
        string flat = _writer.Node("Flatten", name, [_value.Name], new IntAttribute("axis", 1));
        _value = channelsFirst
            ? new GraphValue(flat, _value.Shape, Layout.ChannelsFirstVector)
            : new GraphValue(flat, new ImageShape(1, 1, _value.Shape.Length), Layout.Vector);
    }

    /// <summary>Puts a vector that was flattened with channels first in the order of CnnGen: for readers that have no weights to reorder.</summary>
    private void RestoreOrder(string reader)
    {
        if (_value.Layout != Layout.ChannelsFirstVector) return;
        ImageShape shape = _value.Shape;
        string sizes = _writer.Constant($"{reader}.picture", [0, shape.Channels, shape.Height, shape.Width]);
        string picture = _writer.Node("Reshape", $"{reader}.channels_first", [_value.Name, sizes]);
        string turned = _writer.Node("Transpose", $"{reader}.channels_last", [picture], new IntsAttribute("perm", 0, 2, 3, 1));
        string flat = _writer.Node("Flatten", $"{reader}.in_order", [turned], new IntAttribute("axis", 1));
        _value = new GraphValue(flat, new ImageShape(1, 1, shape.Length), Layout.Vector);
    }

    private OnnxGraph Finish()
    {
        if (_model.Info.Output is { Height: 1, Width: 1 })
        {
            RestoreOrder(OnnxGraph.Output);
            Flatten("flat");
        }
        else if (_value.Layout == Layout.Nchw)
        {
            _value = _value with { Name = _writer.Node("Transpose", "nhwc", [_value.Name], new IntsAttribute("perm", 0, 2, 3, 1)), Layout = Layout.Nhwc };
        }

        return _writer.Finish(_value.Name);
    }

    private float[] InOrderOfInput(ReadOnlySpan<float> rows) =>
        _value.Layout == Layout.ChannelsFirstVector ? ChannelsFirst.Rows(rows, _value.Shape) : rows.ToArray();

    private string Tensor(int index) => Tensor(index, (values, parameter) => (values.ToArray(), parameter.Shape));

    private string Tensor(int index, Func<ReadOnlySpan<float>, ParameterInfo, (float[] Values, IReadOnlyList<int> Shape)> arrange)
    {
        ParameterInfo parameter = _model.Info.Parameters[index];
        (float[] values, IReadOnlyList<int> shape) = arrange(_model.Parameters[index], parameter);
        return _writer.Weights(parameter.Name, values, shape);
    }

    private static IntsAttribute Pads(WindowInfo window) => new("pads", window.PadTop, window.PadLeft, window.PadBottom, window.PadRight);
}
