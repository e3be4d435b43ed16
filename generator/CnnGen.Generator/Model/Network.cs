using CnnGen.Generator.Infrastructure;

namespace CnnGen.Generator.Model;

/// <summary>
/// What Analysis hands to Planning: an ordered graph of typed layers with every shape known and every argument valid.
/// Today's declarations make chains; each layer names its inputs all the same.
/// </summary>
internal sealed record Network(
    ModelIdentity Identity,
    TensorShape Input,
    EquatableArray<Layer> Layers,
    LabelSet? Labels,
    LossKind Loss)
{
    /// <summary>What predicting may be off without <c>[Precision]</c>.</summary>
    public const double DefaultMaxRelativeError = 1e-4;

    /// <summary>Bounds the algorithms that predicting may take.</summary>
    public double MaxRelativeError { get; init; } = DefaultMaxRelativeError;

    /// <summary>How predicting keeps the weights of dense layers.</summary>
    public StorageKind DenseStorage { get; init; }

    /// <summary>Whether training computes again what it would take memory to keep.</summary>
    public bool Recomputes { get; init; }

    public TensorShape Output => Layers.Count == 0 ? Input : Layers[Layers.Count - 1].Output;

    /// <summary>The activation of the output: of the last layer, or of the one above where that only flattens.</summary>
    public ActivationSpec OutputActivation => Layers.LastOrDefault(layer => layer is not FlattenLayer) switch
    {
        ConvolutionLayer layer => layer.Activation,
        DenseLayer layer => layer.Activation,
        ActivationLayer layer => layer.Activation,
        _ => ActivationSpec.None,
    };
}

/// <summary>Where the generated parts of the class go.</summary>
/// <param name="Namespace">Empty for the global namespace.</param>
/// <param name="ContainingTypes">Headers of the partial types around the class, outermost first, such as <c>public partial class Outer</c>.</param>
/// <param name="Name">The class's name, as it is written in code.</param>
/// <param name="Accessibility"><c>public</c>, <c>internal</c>, <c>private</c>, …</param>
internal sealed record ModelIdentity(string Namespace, EquatableArray<string> ContainingTypes, string Name, string Accessibility)
{
    /// <summary>Tells apart what differs only in upper and lower case, which names of generated files do not; empty otherwise.</summary>
    public string HintSuffix { get; init; } = string.Empty;

    /// <summary>Names the generated files; unique within a compilation.</summary>
    public string HintName => string.Concat(
        Namespace.Length == 0 ? string.Empty : Namespace + ".",
        string.Concat(ContainingTypes.Select(header => header.Substring(header.LastIndexOf(' ') + 1) + ".")),
        Name,
        HintSuffix).Replace("@", string.Empty);
}

/// <summary>The enum of <c>[Labels&lt;T&gt;]</c>: its fully qualified name (with <c>global::</c>) and its members in the order of their values 0, 1, 2, ….</summary>
internal sealed record LabelSet(string EnumName, EquatableArray<string> Names);

/// <summary>One layer with its place in the graph. <see cref="Name"/> is a C# identifier, unique in the network: kind and number within the kind, such as <c>Conv1</c>.</summary>
/// <param name="Index">Position in <see cref="Network.Layers"/>.</param>
/// <param name="Name">Conv1, MaxPool1, Dense1, BatchNorm1, ….</param>
/// <param name="Inputs">Indices of the layers that it reads; −1 is the network's input.</param>
/// <param name="Input">Shape of one sample going in.</param>
/// <param name="Output">Shape of one sample coming out.</param>
internal abstract record Layer(int Index, string Name, EquatableArray<int> Inputs, TensorShape Input, TensorShape Output);

/// <summary>Weights are [kernel height, kernel width, input channels / groups, filters].</summary>
internal sealed record ConvolutionLayer(
    int Index, string Name, EquatableArray<int> Inputs, TensorShape Input, TensorShape Output,
    Window Window, int DilationHeight, int DilationWidth, bool PadsWithEdge, int Groups, bool UseBias, InitializerKind Initializer, ActivationSpec Activation)
    : Layer(Index, Name, Inputs, Input, Output)
{
    public bool IsDepthwise => Groups == Input.Channels && Output.Channels == Input.Channels && Groups > 1;
}

/// <summary>Padding never wins a maximum and is left out of an average. A global average pool is one whose window is the picture.</summary>
internal sealed record PoolingLayer(
    int Index, string Name, EquatableArray<int> Inputs, TensorShape Input, TensorShape Output, PoolingKind Kind, Window Window, bool IsGlobal)
    : Layer(Index, Name, Inputs, Input, Output);

/// <summary>Weights are [inputs, units]; a picture is read as a vector in NHWC order.</summary>
internal sealed record DenseLayer(
    int Index, string Name, EquatableArray<int> Inputs, TensorShape Input, TensorShape Output, bool UseBias, InitializerKind Initializer, ActivationSpec Activation)
    : Layer(Index, Name, Inputs, Input, Output);

internal sealed record ActivationLayer(
    int Index, string Name, EquatableArray<int> Inputs, TensorShape Input, TensorShape Output, ActivationSpec Activation)
    : Layer(Index, Name, Inputs, Input, Output);

/// <param name="IsFrozen">Training too normalises by the running averages and leaves them alone.</param>
internal sealed record BatchNormLayer(
    int Index, string Name, EquatableArray<int> Inputs, TensorShape Input, TensorShape Output, float Momentum, float Epsilon, bool IsFrozen)
    : Layer(Index, Name, Inputs, Input, Output);

internal sealed record DropoutLayer(int Index, string Name, EquatableArray<int> Inputs, TensorShape Input, TensorShape Output, float Rate)
    : Layer(Index, Name, Inputs, Input, Output);

internal sealed record FlattenLayer(int Index, string Name, EquatableArray<int> Inputs, TensorShape Input, TensorShape Output)
    : Layer(Index, Name, Inputs, Input, Output);

/// <summary>y = x · scale + offset.</summary>
internal sealed record RescaleLayer(int Index, string Name, EquatableArray<int> Inputs, TensorShape Input, TensorShape Output, float Scale, float Offset)
    : Layer(Index, Name, Inputs, Input, Output);

/// <summary>y = x − mean, or (x − mean) / √(variance + epsilon), with figures of the training samples.</summary>
/// <param name="Epsilon">Null where only the mean is taken off.</param>
internal sealed record StandardizeLayer(
    int Index, string Name, EquatableArray<int> Inputs, TensorShape Input, TensorShape Output, PerKind Per, double? Epsilon)
    : Layer(Index, Name, Inputs, Input, Output)
{
    /// <summary>Shape of the means.</summary>
    public EquatableArray<int> Figures => Per == PerKind.Channel ? EquatableArray.Of(Input.Channels) : EquatableArray.Of(Input.Height, Input.Width, Input.Channels);
}

/// <summary>y = (x − mean) · matrix, with figures of the training samples; over the channels of each pixel, or over all values.</summary>
internal sealed record WhitenLayer(
    int Index, string Name, EquatableArray<int> Inputs, TensorShape Input, TensorShape Output, WhiteningKind Kind, OverKind Over, double Epsilon)
    : Layer(Index, Name, Inputs, Input, Output)
{
    /// <summary>Rows and columns of the matrix.</summary>
    public int Order => Over == OverKind.Channels ? Input.Channels : checked((int)Input.Size);
}

/// <summary>The window of a convolution or a pool. Output size = (size + before + after − ((window − 1) · dilation + 1)) / stride + 1, rounded down.</summary>
internal sealed record Window(int Height, int Width, int StrideHeight, int StrideWidth, int PadTop, int PadBottom, int PadLeft, int PadRight)
{
    public bool HasPadding => (PadTop | PadBottom | PadLeft | PadRight) != 0;
}

/// <summary>An activation and its one number: slope of LeakyReLU, alpha of ELU, else 0.</summary>
internal readonly record struct ActivationSpec(ActivationKind Kind, float Parameter = 0)
{
    public static ActivationSpec None => default;
}

/// <summary>Members in the order of the public <c>CnnGen.Activation</c>; a test holds the two together.</summary>
internal enum ActivationKind
{
    None, ReLU, LeakyReLU, ELU, GELU, SiLU, Softplus, Sigmoid, Tanh, Softmax, LogSoftmax,
}

/// <summary>Members in the order of the public <c>CnnGen.Initializer</c>.</summary>
internal enum InitializerKind
{
    GlorotUniform, GlorotNormal, HeUniform, HeNormal,
}

/// <summary>Members in the order of the public <c>CnnGen.LossFunction</c>.</summary>
internal enum LossKind
{
    CategoricalCrossEntropy, NegativeLogLikelihood, BinaryCrossEntropy, MeanSquaredError, MeanAbsoluteError, Huber,
}

/// <summary>Members in the order of the public <c>CnnGen.Storage</c>.</summary>
internal enum StorageKind
{
    Float32, BFloat16,
}

/// <summary>Members in the order of the public <c>CnnGen.Per</c>.</summary>
internal enum PerKind
{
    Channel, Pixel,
}

/// <summary>Members in the order of the public <c>CnnGen.Over</c>.</summary>
internal enum OverKind
{
    Channels, Values,
}

/// <summary>Members in the order of the public <c>CnnGen.Whitening</c>.</summary>
internal enum WhiteningKind
{
    Pca, Zca,
}

internal enum PoolingKind
{
    Max, Average,
}
