using System.Diagnostics.CodeAnalysis;

namespace CnnGen;

/// <summary>
/// Chooses how predicting keeps the weights of dense layers. A dense layer that predicts one sample is bound by reading its weights: half the bytes take half the time.
/// Training and files keep 32 bits.
/// </summary>
/// <param name="storage">The format.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class WeightsAttribute(Storage storage) : Attribute
{
    /// <summary>The format.</summary>
    public Storage Storage { get; } = storage;
}

/// <summary>Formats of weights in memory.</summary>
public enum Storage
{
    /// <summary>IEEE 754 single precision, 24 bits of mantissa.</summary>
    [SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The field calls the format so.")]
    Float32,

    /// <summary>
    /// The upper half of single precision: its range, 8 bits of mantissa, rounded to nearest. Each weight is off by up to 0.4 %, and sums by much less, as the errors cancel;
    /// this overrides <see cref="PrecisionAttribute"/>. For layers with more than one unit and an even number of inputs; others stay in 32 bits.
    /// </summary>
    BFloat16,
}
