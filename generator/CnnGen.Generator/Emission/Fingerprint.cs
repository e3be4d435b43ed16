using System.Globalization;
using System.Text;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Emission;

/// <summary>Changes with whatever changes what weights mean: kinds of layers, shapes, windows, activations. Not with how training goes: dropout, initialisers, momentum, loss, the epsilon that figures of preprocessing are fitted with.</summary>
internal static class Fingerprint
{
    public static string Of(Network network)
    {
        var text = new StringBuilder(network.Input.ToString());
        foreach (Layer layer in network.Layers.Where(layer => layer is not (DropoutLayer or FlattenLayer))) text.Append('|').Append(Of(layer));
        return Hash(text.ToString());
    }

    private static string Of(Layer layer) => layer switch
    {
        ConvolutionLayer conv => Invariant($"conv {Of(conv.Window)} {conv.DilationHeight} {conv.DilationWidth} {conv.PadsWithEdge} {conv.Groups} {conv.UseBias} {conv.Output.Channels} {Of(conv.Activation)}"),
        PoolingLayer pool => $"pool {pool.Kind} {Of(pool.Window)}",
        DenseLayer dense => Invariant($"dense {dense.Output.Channels} {dense.UseBias} {Of(dense.Activation)}"),
        ActivationLayer activation => Of(activation.Activation),
        BatchNormLayer norm => "norm " + Text.Of(norm.Epsilon),
        RescaleLayer rescale => $"rescale {Text.Of(rescale.Scale)} {Text.Of(rescale.Offset)}",
        StandardizeLayer standardize => $"{(standardize.Epsilon is null ? "mean" : "standardize")} {standardize.Per}",
        WhitenLayer whiten => $"whiten {whiten.Kind} {whiten.Over}",
        _ => layer.Name,
    };

    private static string Of(Window window) =>
        Invariant($"{window.Height} {window.Width} {window.StrideHeight} {window.StrideWidth} {window.PadTop} {window.PadBottom} {window.PadLeft} {window.PadRight}");

    private static string Of(ActivationSpec activation) => $"{activation.Kind} {Text.Of(activation.Parameter)}";

    /// <summary>FNV-1a over UTF-8, 64 bits: the same on every machine.</summary>
    private static string Hash(string text)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte value in Encoding.UTF8.GetBytes(text)) hash = unchecked((hash ^ value) * 0x100000001B3);
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
