namespace CnnGen;

/// <summary>One layer of a model as it was declared, every default and every padding resolved: for exports and whoever wants to walk the network.</summary>
/// <param name="Name">Kind and number within the kind, such as <c>Conv1</c>.</param>
/// <param name="Input">Shape of one sample going in.</param>
/// <param name="Output">Shape of one sample coming out; a vector of n values is 1 × 1 × n.</param>
public abstract record LayerInfo(string Name, ImageShape Input, ImageShape Output);

/// <summary>The window of a convolution or a pool, all in pixels. Output size = ⌊(size + padding − ((window − 1) · dilation + 1)) / stride⌋ + 1.</summary>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="StrideHeight">Rows from one window to the next, at least 1.</param>
/// <param name="StrideWidth">Columns from one window to the next, at least 1.</param>
/// <param name="PadTop">Rows of padding above the picture.</param>
/// <param name="PadBottom">Rows of padding below it.</param>
/// <param name="PadLeft">Columns of padding left of it.</param>
/// <param name="PadRight">Columns of padding right of it.</param>
public readonly record struct WindowInfo(int Height, int Width, int StrideHeight, int StrideWidth, int PadTop, int PadBottom, int PadLeft, int PadRight)
{
    /// <summary>Whether there is padding on any side.</summary>
    public bool HasPadding => (PadTop | PadBottom | PadLeft | PadRight) != 0;
}

/// <summary>What a pool makes of a window.</summary>
public enum PoolKind
{
    /// <summary>The largest value; padding never wins.</summary>
    Max,

    /// <summary>The mean; padding is left out of sum and count.</summary>
    Average,
}

/// <summary>A convolution with its activation. Weights are [kernel height, kernel width, input channels / groups, filters].</summary>
/// <param name="Name">Such as <c>Conv1</c>.</param>
/// <param name="Input">[height, width, channels].</param>
/// <param name="Output">[height, width, filters].</param>
/// <param name="Window">Kernel, stride and padding.</param>
/// <param name="DilationHeight">Rows from one kernel cell to the next, at least 1.</param>
/// <param name="DilationWidth">Columns from one kernel cell to the next, at least 1.</param>
/// <param name="Groups">Groups that channels and filters are cut into; as many as channels for a depthwise convolution.</param>
/// <param name="PadsWithEdge">Padding is copied from the nearest edge; zeros otherwise.</param>
/// <param name="Activation">The function applied to each output.</param>
/// <param name="ActivationParameter">Slope of LeakyReLU, alpha of ELU, else 0.</param>
/// <param name="Weights">Index into <see cref="ModelInfo.Parameters"/>.</param>
/// <param name="Bias">Index into <see cref="ModelInfo.Parameters"/>; null where the layer has none.</param>
public sealed record ConvolutionInfo(
    string Name, ImageShape Input, ImageShape Output, WindowInfo Window, int DilationHeight, int DilationWidth, int Groups, bool PadsWithEdge,
    Activation Activation, float ActivationParameter, int Weights, int? Bias)
    : LayerInfo(Name, Input, Output);

/// <summary>A pool.</summary>
/// <param name="Name">Such as <c>MaxPool1</c>.</param>
/// <param name="Input">[height, width, channels].</param>
/// <param name="Output">[height, width, channels]; a vector of the channels for a global pool.</param>
/// <param name="Kind">What is made of a window.</param>
/// <param name="Window">Window, stride and padding; for a global pool the window is the picture.</param>
/// <param name="IsGlobal">Whether it is declared over the whole picture.</param>
public sealed record PoolInfo(string Name, ImageShape Input, ImageShape Output, PoolKind Kind, WindowInfo Window, bool IsGlobal)
    : LayerInfo(Name, Input, Output);

/// <summary>A fully connected layer with its activation. Weights are [inputs, units]; a picture is read in the order row, column, channel.</summary>
/// <param name="Name">Such as <c>Dense1</c>.</param>
/// <param name="Input">A picture or a vector.</param>
/// <param name="Output">A vector of the units.</param>
/// <param name="Activation">The function applied to each output.</param>
/// <param name="ActivationParameter">Slope of LeakyReLU, alpha of ELU, else 0.</param>
/// <param name="Weights">Index into <see cref="ModelInfo.Parameters"/>.</param>
/// <param name="Bias">Index into <see cref="ModelInfo.Parameters"/>; null where the layer has none.</param>
public sealed record DenseInfo(string Name, ImageShape Input, ImageShape Output, Activation Activation, float ActivationParameter, int Weights, int? Bias)
    : LayerInfo(Name, Input, Output);

/// <summary>An activation that stands alone.</summary>
/// <param name="Name">Such as <c>Activation1</c>.</param>
/// <param name="Input">Any shape.</param>
/// <param name="Output">The same shape.</param>
/// <param name="Activation">The function.</param>
/// <param name="ActivationParameter">Slope of LeakyReLU, alpha of ELU, else 0.</param>
public sealed record ActivationInfo(string Name, ImageShape Input, ImageShape Output, Activation Activation, float ActivationParameter)
    : LayerInfo(Name, Input, Output);

/// <summary>A batch normalisation: y = gamma · (x − mean) / √(variance + epsilon) + beta for each channel. Its tensors are [channels].</summary>
/// <param name="Name">Such as <c>BatchNorm1</c>.</param>
/// <param name="Input">Any shape.</param>
/// <param name="Output">The same shape.</param>
/// <param name="Epsilon">Added to the variance, above 0.</param>
/// <param name="Momentum">What the running averages keep of themselves with every step of training, 0..1.</param>
/// <param name="Gamma">Scale: index into <see cref="ModelInfo.Parameters"/>.</param>
/// <param name="Beta">Shift: index into <see cref="ModelInfo.Parameters"/>.</param>
/// <param name="RunningMean">Mean, as predicting uses it: index into <see cref="ModelInfo.Parameters"/>.</param>
/// <param name="RunningVariance">Biased variance, as predicting uses it: index into <see cref="ModelInfo.Parameters"/>.</param>
public sealed record BatchNormInfo(string Name, ImageShape Input, ImageShape Output, float Epsilon, float Momentum, int Gamma, int Beta, int RunningMean, int RunningVariance)
    : LayerInfo(Name, Input, Output);

/// <summary>A dropout, which does nothing while predicting.</summary>
/// <param name="Name">Such as <c>Dropout1</c>.</param>
/// <param name="Input">Any shape.</param>
/// <param name="Output">The same shape.</param>
/// <param name="Rate">Share of values that training sets to 0, from 0 to below 1.</param>
public sealed record DropoutInfo(string Name, ImageShape Input, ImageShape Output, float Rate)
    : LayerInfo(Name, Input, Output);

/// <summary>A picture read as a vector in the order row, column, channel.</summary>
/// <param name="Name">Such as <c>Flatten1</c>.</param>
/// <param name="Input">Any shape.</param>
/// <param name="Output">A vector of as many values.</param>
public sealed record FlattenInfo(string Name, ImageShape Input, ImageShape Output)
    : LayerInfo(Name, Input, Output);

/// <summary>Preprocessing that needs no figures: y = x · scale + offset.</summary>
/// <param name="Name">Such as <c>Rescale1</c>.</param>
/// <param name="Input">The network's input.</param>
/// <param name="Output">The same shape.</param>
/// <param name="Scale">Finite and not 0.</param>
/// <param name="Offset">Finite.</param>
public sealed record RescaleInfo(string Name, ImageShape Input, ImageShape Output, float Scale, float Offset)
    : LayerInfo(Name, Input, Output);

/// <summary>Preprocessing with figures of the training samples. It is the first layer of its model; y = x − mean for each value, and what the kind makes of it.</summary>
/// <param name="Name">Such as <c>Standardize1</c>.</param>
/// <param name="Input">The network's input.</param>
/// <param name="Output">The same shape, or a vector of components.</param>
/// <param name="Epsilon">Added to each variance when fitting, above 0; 0 where no variance is used.</param>
/// <param name="Mean">Index into <see cref="ModelInfo.Parameters"/>: [channels], [height, width, channels] or [values].</param>
/// <param name="Fitted">Index into <see cref="ModelInfo.Parameters"/>: one value, 1 once the figures are there, 0 before.</param>
public abstract record FittedInfo(string Name, ImageShape Input, ImageShape Output, double Epsilon, int Mean, int Fitted)
    : LayerInfo(Name, Input, Output)
{
    /// <summary>Its tensors: indices into <see cref="ModelInfo.Parameters"/>.</summary>
    internal virtual IReadOnlyList<int> Figures => [Mean, Fitted];

    /// <summary>What makes no sense in a tensor that was read or set; null where all does, or where the tensor is another layer's.</summary>
    /// <param name="info">The model.</param>
    /// <param name="tensor">Name of the tensor.</param>
    /// <param name="values">Its values.</param>
    internal string? FindFault(ModelInfo info, string tensor, ReadOnlySpan<float> values) =>
        tensor == info.Parameters[Fitted].Name && values[0] is not (0 or 1) ? FormattableString.Invariant($"is {values[0]}, but says by 0 or 1 whether {Name} has been fitted")
        : Figures.Any(figure => info.Parameters[figure].Name == tensor) && !PixelRange.AllFinite(values) ? "holds values that are infinite or not a number"
        : null;
}

/// <summary>Mean normalisation, y = x − mean, or standardisation, y = (x − mean) · scale with scale = 1 / √(variance + epsilon).</summary>
/// <param name="Name">Such as <c>Standardize1</c>.</param>
/// <param name="Input">The network's input.</param>
/// <param name="Output">The same shape.</param>
/// <param name="Per">What has a mean.</param>
/// <param name="Epsilon">Added to each variance when fitting; 0 for mean normalisation.</param>
/// <param name="Mean">[channels] or [height, width, channels]: index into <see cref="ModelInfo.Parameters"/>.</param>
/// <param name="Scale">As many values: index into <see cref="ModelInfo.Parameters"/>; null for mean normalisation.</param>
/// <param name="Fitted">Index into <see cref="ModelInfo.Parameters"/>.</param>
public sealed record StandardizeInfo(string Name, ImageShape Input, ImageShape Output, Per Per, double Epsilon, int Mean, int? Scale, int Fitted)
    : FittedInfo(Name, Input, Output, Epsilon, Mean, Fitted)
{
    internal override IReadOnlyList<int> Figures => Scale is { } scale ? [Mean, scale, Fitted] : base.Figures;
}

/// <summary>What whitened values are given as.</summary>
public enum Whitening
{
    /// <summary>As components, the one of the largest variance first.</summary>
    Pca,

    /// <summary>As values that are as near to the picture as whitened ones can be.</summary>
    Zca,
}

/// <summary>Whitening: y = (x − mean) · matrix.</summary>
/// <param name="Name">Such as <c>ZcaWhiten1</c>.</param>
/// <param name="Input">The network's input.</param>
/// <param name="Output">The same shape; a vector for components of whole pictures.</param>
/// <param name="Kind">Components or pictures.</param>
/// <param name="Over">What is whitened together.</param>
/// <param name="Epsilon">Added to each eigenvalue when fitting.</param>
/// <param name="Mean">[channels] or [values]: index into <see cref="ModelInfo.Parameters"/>.</param>
/// <param name="Matrix">[channels, channels] or [values, values], inputs first: index into <see cref="ModelInfo.Parameters"/>.</param>
/// <param name="Fitted">Index into <see cref="ModelInfo.Parameters"/>.</param>
public sealed record WhiteningInfo(string Name, ImageShape Input, ImageShape Output, Whitening Kind, Over Over, double Epsilon, int Mean, int Matrix, int Fitted)
    : FittedInfo(Name, Input, Output, Epsilon, Mean, Fitted)
{
    internal override IReadOnlyList<int> Figures => [Mean, Matrix, Fitted];
}
