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
/// <param name="Gamma">Scale: index into <see cref="ModelInfo.Parameters"/>.</param>
/// <param name="Beta">Shift: index into <see cref="ModelInfo.Parameters"/>.</param>
/// <param name="RunningMean">Mean, as predicting uses it: index into <see cref="ModelInfo.Parameters"/>.</param>
/// <param name="RunningVariance">Biased variance, as predicting uses it: index into <see cref="ModelInfo.Parameters"/>.</param>
public sealed record BatchNormInfo(string Name, ImageShape Input, ImageShape Output, float Epsilon, int Gamma, int Beta, int RunningMean, int RunningVariance)
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
