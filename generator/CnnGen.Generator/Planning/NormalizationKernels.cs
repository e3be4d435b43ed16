using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>Mean and Σ (x − mean)² of each channel over the pixels of a sample, in one pass over memory; the mean in two parts, a shift and what is left. Item = sample.</summary>
/// <param name="Stride">From the figures of one sample to those of the next.</param>
internal sealed record PixelMomentsKernel(BufferLayout Values, int Stride) : Kernel(EquatableArray.Of("values", "shifts", "offsets", "squares"));

/// <summary>Mean and biased variance over the batch from the moments of its samples, in their order and in double precision. One item.</summary>
/// <param name="Stride">From the figures of one sample to those of the next.</param>
/// <param name="Pixels">Pixels of a sample.</param>
internal sealed record BatchMomentsKernel(int Channels, int Stride, int Pixels) : Kernel(EquatableArray.Of("shifts", "offsets", "squares", "mean", "variance"))
{
    public override bool NeedsBatch => true;
}

internal enum StatisticsKind
{
    /// <summary>inverse = 1 / √(variance + epsilon); running = running · momentum + batch · (1 − momentum).</summary>
    Training,

    /// <summary>mean and inverse from the running averages.</summary>
    Frozen,

    /// <summary>scale = gamma / √(running variance + epsilon), shift = beta − running mean · scale.</summary>
    Inference,
}

/// <summary>The numbers of a batch normalisation that are computed once for all pixels. One item.</summary>
internal sealed record StatisticsKernel(StatisticsKind Kind, int Channels, float Epsilon, float Momentum) : Kernel(Kind switch
{
    StatisticsKind.Training => EquatableArray.Of("mean", "variance", "inverse", "runningMean", "runningVariance"),
    StatisticsKind.Frozen => EquatableArray.Of("runningMean", "runningVariance", "mean", "inverse"),
    _ => EquatableArray.Of("gamma", "beta", "runningMean", "runningVariance", "scale", "shift"),
});

/// <summary>
/// Σ dy and Σ dy · x̂ of each channel over the pixels of a sample, in one pass: the gradients of beta and gamma. Item = sample.
/// What stands between the normalisation and the gradient is passed on the way: a pool, by the cells that won, and a gate, by gamma · x̂ + beta computed anew.
/// </summary>
/// <param name="Gradient">Of what the normalisation wrote, or of what the pool left of it.</param>
/// <param name="Input">x.</param>
/// <param name="Gate">An activation whose gradient its input tells by its sign, or none.</param>
/// <param name="Pool">The window of the maximum pool, or null.</param>
/// <param name="Stride">From the sums of one sample to those of the next.</param>
internal sealed record NormalizationSumsKernel(BufferLayout Gradient, BufferLayout Input, ActivationSpec Gate, Window? Pool, int Stride) : Kernel(
    EquatableArray.Of<string>([
        "outputGradient", "input",
        .. Pool is null ? Array.Empty<string>() : ["winners"],
        "betaSums", "gammaSums", "mean", "inverse",
        .. Gate.Kind == ActivationKind.None ? Array.Empty<string>() : ["gamma", "beta"],
    ]));

/// <summary>
/// dx = gamma · inverse · (dy − Σdy / n − x̂ · Σ(dy · x̂) / n), by channel, where dy is the gradient of a maximum pool behind the normalisation and what gate lies between:
/// the gradient of the full map is never stored. Item = sample.
/// </summary>
/// <param name="Pool">Windows side by side; what they leave over at the right and below has a dy of zero.</param>
/// <param name="Gradient">Of what the pool left.</param>
/// <param name="Input">x.</param>
/// <param name="InputGradient">dx.</param>
/// <param name="Gate">An activation whose gradient its input tells by its sign, or none.</param>
internal sealed record PooledNormalizationGradientKernel(Window Pool, BufferLayout Gradient, BufferLayout Input, BufferLayout InputGradient, ActivationSpec Gate) : Kernel(
    EquatableArray.Of<string>([
        "outputGradient", "winners", "input", "inputGradient", "mean", "inverse", "gamma",
        .. Gate.Kind == ActivationKind.None ? Array.Empty<string>() : ["beta"],
        "betaGradient", "gammaGradient",
    ]))
{
    public override bool NeedsBatch => true;
}
