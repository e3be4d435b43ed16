using System.Runtime.InteropServices;
using CnnGen.Interop.Onnx;

namespace CnnGen.Benchmarks.Peers.Engines;

/// <summary>
/// Writes weights as <see cref="LibtorchNetwork"/> reads them, so that its process needs no memory to turn them: 32-bit floats without a header, layer by layer.
/// Convolutions [filters, channels / groups, rows, columns] and bias; dense layers [units, inputs], a picture read channel by channel, and bias;
/// batch normalisation gamma, beta, running mean, running variance.
/// </summary>
internal static class LibtorchWeights
{
    /// <summary>Writes the file.</summary>
    public static void Write(CompiledModel model, string path)
    {
        using FileStream file = File.Create(path);
        ImageShape flattened = default;
        foreach (LayerInfo layer in model.Info.Layers)
        {
            switch (layer)
            {
                case ConvolutionInfo convolution:
                    Append(file, ChannelsFirst.Filters(model.Parameters[convolution.Weights], model.Info.Parameters[convolution.Weights].Shape));
                    if (convolution.Bias is { } filterBias) Append(file, model.Parameters[filterBias]);
                    break;
                case BatchNormInfo norm:
                    foreach (int tensor in (int[])[norm.Gamma, norm.Beta, norm.RunningMean, norm.RunningVariance]) Append(file, model.Parameters[tensor]);
                    break;
                case PoolInfo { IsGlobal: true }:
                    flattened = layer.Output;
                    break;
                case FlattenInfo:
                    flattened = layer.Input;
                    break;
                case DenseInfo dense:
                    Append(file, Transposed(ChannelsFirst.Rows(model.Parameters[dense.Weights], flattened), dense.Output.Length));
                    if (dense.Bias is { } unitBias) Append(file, model.Parameters[unitBias]);
                    flattened = layer.Output;
                    break;
            }
        }
    }

    private static float[] Transposed(float[] rows, int columns)
    {
        var result = new float[rows.Length];
        int count = rows.Length / columns;
        for (int i = 0; i < rows.Length; i++) result[(i % columns * count) + (i / columns)] = rows[i];
        return result;
    }

    private static void Append(FileStream file, ReadOnlySpan<float> values) => file.Write(MemoryMarshal.AsBytes(values));
}
