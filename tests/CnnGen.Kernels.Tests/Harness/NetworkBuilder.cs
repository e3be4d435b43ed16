using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Kernels.Tests.Harness;

/// <summary>
/// Builds a <see cref="Network"/> layer by layer without the validation of a declaration, so that a kernel can be asked for anything that it has to compute:
/// a lone softmax, explicit padding, a stride for each direction. Names are numbered within a kind as a declaration's are.
/// </summary>
internal sealed class NetworkBuilder(string name, TensorShape input)
{
    private readonly List<Layer> _layers = [];
    private readonly Dictionary<string, int> _counts = [];

    /// <summary>Shape after the layers so far.</summary>
    public TensorShape Shape => _layers.Count == 0 ? input : _layers[^1].Output;

    private int Index => _layers.Count;

    private EquatableArray<int> Inputs => EquatableArray.Of(_layers.Count - 1);

    public NetworkBuilder Convolution(
        int filters, Window window, int dilationHeight = 1, int dilationWidth = 1, bool padsWithEdge = false, int groups = 1, bool useBias = true,
        ActivationSpec activation = default, string? name = null)
    {
        TensorShape output = After(window, dilationHeight, dilationWidth) with { Channels = filters };
        return Add(new ConvolutionLayer(
            Index, Name("Conv", name), Inputs, Shape, output, window, dilationHeight, dilationWidth, padsWithEdge, groups, useBias, InitializerKind.GlorotUniform, activation));
    }

    public NetworkBuilder Pool(PoolingKind kind, Window window) =>
        Add(new PoolingLayer(Index, Name(kind == PoolingKind.Max ? "MaxPool" : "AveragePool"), Inputs, Shape, After(window, 1, 1), kind, window, IsGlobal: false));

    public NetworkBuilder GlobalAveragePool() => Add(new PoolingLayer(
        Index, Name("GlobalAveragePool"), Inputs, Shape, TensorShape.Vector(Shape.Channels), PoolingKind.Average,
        new Window(Shape.Height, Shape.Width, Shape.Height, Shape.Width, 0, 0, 0, 0), IsGlobal: true));

    public NetworkBuilder Dense(int units, bool useBias = true, ActivationSpec activation = default, string? name = null) =>
        Add(new DenseLayer(Index, Name("Dense", name), Inputs, Shape, TensorShape.Vector(units), useBias, InitializerKind.GlorotUniform, activation));

    public NetworkBuilder Activation(ActivationKind kind, float parameter = 0) =>
        Add(new ActivationLayer(Index, Name("Activation"), Inputs, Shape, Shape, new ActivationSpec(kind, parameter)));

    public NetworkBuilder BatchNorm(float momentum = 0.99f, float epsilon = 1e-3f, bool isFrozen = false, string? name = null) =>
        Add(new BatchNormLayer(Index, Name("BatchNorm", name), Inputs, Shape, Shape, momentum, epsilon, isFrozen));

    public NetworkBuilder Rescale(float scale, float offset) => Add(new RescaleLayer(Index, Name("Rescale"), Inputs, Shape, Shape, scale, offset));

    public NetworkBuilder MeanNormalize(PerKind per) => Add(new StandardizeLayer(Index, Name("MeanNormalize"), Inputs, Shape, Shape, per, Epsilon: null));

    public NetworkBuilder Standardize(PerKind per, double epsilon = 1e-5) => Add(new StandardizeLayer(Index, Name("Standardize"), Inputs, Shape, Shape, per, epsilon));

    public NetworkBuilder Whiten(WhiteningKind kind, OverKind over, double epsilon = 1e-5)
    {
        TensorShape output = kind == WhiteningKind.Pca && over == OverKind.Values ? TensorShape.Vector(checked((int)Shape.Size)) : Shape;
        return Add(new WhitenLayer(Index, Name($"{kind}Whiten"), Inputs, Shape, output, kind, over, epsilon));
    }

    public NetworkBuilder Dropout(float rate) => Add(new DropoutLayer(Index, Name("Dropout"), Inputs, Shape, Shape, rate));

    public NetworkBuilder Flatten() => Add(new FlattenLayer(Index, Name("Flatten"), Inputs, Shape, TensorShape.Vector(checked((int)Shape.Size))));

    public Network Build(LossKind loss = LossKind.MeanSquaredError) =>
        new(new ModelIdentity(string.Empty, EquatableArray.Of<string>(), name, "public"), input, _layers.ToEquatableArray(), Labels: null, loss);

    private TensorShape After(Window window, int dilationHeight, int dilationWidth) => Shape with
    {
        Height = Windows.OutputSize(Shape.Height, window.Height, window.StrideHeight, dilationHeight, window.PadTop, window.PadBottom),
        Width = Windows.OutputSize(Shape.Width, window.Width, window.StrideWidth, dilationWidth, window.PadLeft, window.PadRight),
    };

    private string Name(string kind, string? given = null)
    {
        if (given is not null) return given;
        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        return FormattableString.Invariant($"{kind}{_counts[kind]}");
    }

    private NetworkBuilder Add(Layer layer)
    {
        if (layer.Output.Size < 1) throw new ArgumentException($"{layer.Name} of {name} leaves nothing of {layer.Input}.", nameof(layer));
        _layers.Add(layer);
        return this;
    }
}

/// <summary>Windows by the names that declarations give to padding.</summary>
internal static class Windows
{
    public static Window Valid(int height, int width, int strideHeight = 1, int strideWidth = 1) => new(height, width, strideHeight, strideWidth, 0, 0, 0, 0);

    /// <summary>Output = ⌈size / stride⌉; half of the padding before, the odd row or column after.</summary>
    public static Window Same(TensorShape input, int height, int width, int strideHeight = 1, int strideWidth = 1, int dilationHeight = 1, int dilationWidth = 1)
    {
        (int top, int bottom) = SamePadding(input.Height, height, strideHeight, dilationHeight);
        (int left, int right) = SamePadding(input.Width, width, strideWidth, dilationWidth);
        return new(height, width, strideHeight, strideWidth, top, bottom, left, right);
    }

    /// <summary>(size + before + after − ((window − 1) · dilation + 1)) / stride + 1, rounded down.</summary>
    public static int OutputSize(int size, int window, int stride, int dilation, int before, int after)
    {
        int room = size + before + after - (((window - 1) * dilation) + 1);
        return room < 0 ? 0 : (room / stride) + 1;
    }

    private static (int Before, int After) SamePadding(int size, int window, int stride, int dilation)
    {
        int outputs = (size + stride - 1) / stride;
        int total = Math.Max(0, ((outputs - 1) * stride) + ((window - 1) * dilation) + 1 - size);
        return (total / 2, total - (total / 2));
    }
}
