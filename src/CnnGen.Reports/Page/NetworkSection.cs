using System.Globalization;

namespace CnnGen.Reports;

/// <summary>The layers of each network as Keras lists them.</summary>
internal static class NetworkSection
{
    public static HtmlText Write(IReadOnlyList<ReportedRun> runs)
    {
        ModelInfo[] networks = [.. runs.Select(run => run.Network).DistinctBy(network => (network.Name, network.Fingerprint))];
        return new HtmlText().AddEach(networks, network => HtmlText.Of($"<h2>{(networks.Length == 1 ? "Network" : $"Network {network.Name}")}</h2>\n<div class=\"card\">{Layers(network)}</div>\n"));
    }

    private static HtmlText Layers(ModelInfo network)
    {
        if (network.Layers.Count == 0) return HtmlText.Of($"<div class=\"scroll\"><pre>{network.Summary}</pre></div>\n");
        return HtmlText.Of($"""
            <div class="scroll"><table>
            <thead><tr><th>layer</th><th>what it does</th><th>output</th><th class="number">parameters</th></tr></thead>
            <tbody>
            <tr><th>Input</th><td></td><td>{network.Input.ToString()}</td><td></td></tr>

            """)
            .AddEach(network.Layers, layer => HtmlText.Of($"<tr><th>{layer.Name}</th><td>{Describe(layer)}</td><td>{layer.Output.ToString()}</td><td class=\"number\">{Count(network, Parameters(layer))}</td></tr>\n"))
            .Add($"</tbody></table></div>\n<p class=\"note\">{network.ParameterCount:#,0} parameters. One forward pass takes {2 * network.MultiplyAdds / 1e6:#,0.#} million floating-point operations. Loss: {Describe(network.Loss)}.</p>\n");
    }

    private static string Describe(LayerInfo layer) => layer switch
    {
        ConvolutionInfo convolution => Join(
            $"{Text(convolution.Window.Height)}×{Text(convolution.Window.Width)} convolution",
            Stride(convolution.Window, usual: (1, 1)),
            convolution.DilationHeight * convolution.DilationWidth > 1 ? $"dilation {Text(convolution.DilationHeight)}×{Text(convolution.DilationWidth)}" : null,
            convolution.Groups > 1 ? $"{Text(convolution.Groups)} groups" : null,
            convolution.Window.HasPadding ? convolution.PadsWithEdge ? "padded with the edge" : "padded" : null,
            Function(convolution.Activation)),
        PoolInfo { IsGlobal: true } pool => $"global {Describe(pool.Kind)} pool",
        PoolInfo pool => Join($"{Text(pool.Window.Height)}×{Text(pool.Window.Width)} {Describe(pool.Kind)} pool", Stride(pool.Window, usual: (pool.Window.Height, pool.Window.Width)), pool.Window.HasPadding ? "padded" : null),
        DenseInfo dense => Join("dense", Function(dense.Activation)),
        ActivationInfo activation => activation.Activation.ToString(),
        BatchNormInfo => "batch normalisation",
        DropoutInfo dropout => string.Create(CultureInfo.InvariantCulture, $"dropout {dropout.Rate}"),
        FlattenInfo => "flatten",
        RescaleInfo rescale => string.Create(CultureInfo.InvariantCulture, $"preprocessing: x · {rescale.Scale} + {rescale.Offset}"),
        StandardizeInfo standardize => $"preprocessing: {(standardize.Scale is null ? "mean normalisation" : "standardisation")} for each {standardize.Per.ToString().ToLowerInvariant()}",
        WhiteningInfo whitening => $"preprocessing: {whitening.Kind.ToString().ToUpperInvariant()} whitening over {whitening.Over.ToString().ToLowerInvariant()}",
        _ => layer.GetType().Name,
    };

    private static string Join(params ReadOnlySpan<string?> parts)
    {
        var present = new List<string>();
        foreach (string? part in parts)
        {
            if (part is not null) present.Add(part);
        }

        return string.Join(", ", present);
    }

    private static string? Function(Activation activation) => activation == Activation.None ? null : activation.ToString();

    /// <summary>A stride that is not the one that goes without saying.</summary>
    private static string? Stride(WindowInfo window, (int Height, int Width) usual) =>
        (window.StrideHeight, window.StrideWidth) == usual ? null : $"stride {Text(window.StrideHeight)}×{Text(window.StrideWidth)}";

    private static string Describe(PoolKind kind) => kind == PoolKind.Max ? "max" : "average";

    private static string Describe(LossFunction loss) => loss switch
    {
        LossFunction.CategoricalCrossEntropy => "categorical cross-entropy",
        LossFunction.NegativeLogLikelihood => "negative log-likelihood",
        LossFunction.BinaryCrossEntropy => "binary cross-entropy",
        LossFunction.MeanSquaredError => "mean squared error",
        LossFunction.MeanAbsoluteError => "mean absolute error",
        _ => loss.ToString(),
    };

    private static IEnumerable<int?> Parameters(LayerInfo layer) => layer switch
    {
        ConvolutionInfo convolution => [convolution.Weights, convolution.Bias],
        DenseInfo dense => [dense.Weights, dense.Bias],
        BatchNormInfo norm => [norm.Gamma, norm.Beta, norm.RunningMean, norm.RunningVariance],
        FittedInfo fitted => fitted.Figures.Select(figure => (int?)figure),
        _ => [],
    };

    private static string Count(ModelInfo network, IEnumerable<int?> parameters)
    {
        long count = parameters.Where(index => index is not null).Sum(index => (long)network.Parameters[index!.Value].Length);
        return count == 0 ? "" : count.ToString("#,0", CultureInfo.InvariantCulture);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
