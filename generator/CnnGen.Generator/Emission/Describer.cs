using CnnGen.Generator.Analysis;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Emission;

/// <summary>Writes the one description of layers and kernels that documentation, comments and the summary share.</summary>
internal static class Describer
{
    private const string InputGradient = "dx = gamma / deviation · (dy − mean of dy − x̂ · mean of dy · x̂), by channel";

    /// <summary>Such as <c>Conv2D 3×3 · 32 filters, Same, ReLU</c>.</summary>
    public static string Layer(Layer layer) => layer switch
    {
        ConvolutionLayer conv => Join($"Conv2D {conv.Window.Height}×{conv.Window.Width}", conv.IsDepthwise ? "depthwise" : conv.Groups > 1 ? $"{conv.Groups} groups" : null, Stride(conv.Window),
            Dilation(conv), Padding(conv.Window, conv.PadsWithEdge), conv.UseBias ? null : "no bias", Activation(conv.Activation)),
        PoolingLayer { IsGlobal: true } => "GlobalAveragePool",
        PoolingLayer pool => Join($"{pool.Kind}Pool {pool.Window.Height}×{pool.Window.Width}", IsTiling(pool.Window) ? null : Stride(pool.Window), Padding(pool.Window, false)),
        DenseLayer dense => Join("Dense", dense.UseBias ? null : "no bias", Activation(dense.Activation)),
        ActivationLayer activation => Activation(activation.Activation) ?? "linear",
        BatchNormLayer norm => Join("BatchNorm", norm.IsFrozen ? "frozen" : null),
        DropoutLayer dropout => "Dropout " + Text.Of(Math.Round((decimal)dropout.Rate, 4)),
        FlattenLayer => "Flatten",
        RescaleLayer rescale => Invariant($"Rescale x · {rescale.Scale:R} {(rescale.Offset < 0 ? "−" : "+")} {Math.Abs(rescale.Offset):R}"),
        StandardizeLayer standardize => $"{(standardize.Epsilon is null ? "MeanNormalize" : "Standardize")} per {(standardize.Per == PerKind.Channel ? "channel" : "pixel")}",
        WhitenLayer whiten => $"{(whiten.Kind == WhiteningKind.Pca ? "PcaWhiten" : "ZcaWhiten")} over {(whiten.Over == OverKind.Channels ? "channels" : "values")}",
        _ => layer.Name,
    };

    /// <summary>Such as <c>Layer 3 · Conv2 · Conv2D 3×3, Same, ReLU · 75×75×32 → 75×75×64</c>.</summary>
    public static string Title(Layer layer)
    {
        long parameters = LayerCost.Parameters(layer);
        long multiplyAdds = LayerCost.MultiplyAdds(layer);
        string cost = (parameters > 0 ? $" · {Text.OfCount(parameters)} parameters" : string.Empty) + (multiplyAdds > 0 ? $" · {Millions(multiplyAdds)} MMAC" : string.Empty);
        return Invariant($"Layer {layer.Index + 1} · {layer.Name} · {Layer(layer)} · {layer.Input} → {layer.Output}{cost}");
    }

    /// <summary>What a kernel computes, in one or more lines.</summary>
    public static IEnumerable<string> Kernel(Kernel kernel) => kernel switch
    {
        ContractionKernel contraction => Contraction(contraction),
        PoolKernel { Normalized: { } activation } =>
        [
            "The largest y of each window, and which cell held it: two bits for the gradient. The full map is never stored.",
            Normalization(activation),
        ],
        PoolKernel { KeepsWinners: true } => ["The largest value of each window, and which cell held it: two bits for the gradient instead of the whole map."],
        PoolScatterKernel => ["The gradient goes to the cell of each window that won."],
        PoolKernel { Kind: PoolingKind.Max } => ["The largest value of each window."],
        PoolKernel => ["The mean of each window."],
        PoolGradientKernel { Kind: PoolingKind.Max } => ["The gradient goes to the first cell of a window that holds its largest value."],
        PoolGradientKernel => ["The gradient is shared by the cells of a window."],
        SoftmaxKernel softmax => [softmax.IsLog ? "x − ln Σ exp(x), the largest x taken off first." : "exp(x) / Σ exp(x), the largest x taken off first."],
        SoftmaxGradientKernel softmax => [softmax.IsLog ? "dx = dy − exp(y) · Σ dy." : "dx = y · (dy − Σ y · dy)."],
        PixelSumKernel => ["Sums of each channel over the pixels of a sample."],
        ColumnSumKernel => ["Rows added in their order: the same bits on any number of threads."],
        PixelMomentsKernel => ["Mean and Σ (x − mean)² of each channel over the pixels of a sample."],
        BatchMomentsKernel => ["Mean and variance of the batch from those of its samples, in their order and in double precision."],
        NormalizationSumsKernel sums => [$"Sums of dy and of dy · (x − mean) / deviation of each channel over the pixels of a sample{Passed(sums.Gate, sums.Pool is not null)}."],
        PooledNormalizationGradientKernel gradient => [InputGradient + Passed(gradient.Gate, true) + "."],
        HaloKernel halo => [halo.CopiesEdge ? "Copies the edge into the rows and columns around a picture." : "Zeros in the rows and columns around a picture."],
        FoldHaloKernel => ["Adds the gradient of padding to that of the edge it was copied from."],
        ClearKernel => ["Zeros."],
        StatisticsKernel { Kind: StatisticsKind.Inference } => ["Folds a batch normalisation into one scale and one shift a channel."],
        StatisticsKernel { Kind: StatisticsKind.Frozen } => ["Mean and 1 / deviation from the running averages."],
        StatisticsKernel => ["1 / deviation of the batch, and the running averages moved towards it."],
        WinogradFilterKernel filter => [$"Filters transformed for {filter.Form}: G g Gᵀ."],
        WinogradKernel winograd => Winograd(winograd),
        WinogradGradientKernel gradient => Winograd(gradient),
        WinogradFilterGradientKernel filter => [Invariant($"The weight gradient: Gᵀ u G for {filter.Form}, of the sums of {Text.OfCount(filter.Pieces, "piece")} of the batch.")],
        PairKernel => ["Weights rounded to bfloat16, two rows in a word."],
        TransposeKernel { Count: 1 } => ["Weights transposed, for the input gradient."],
        TransposeKernel => ["Filters turned by 180°, inputs and outputs exchanged, for the input gradient."],
        ElementKernel element => [Element(element)],
        _ => [],
    };

    /// <summary>The contraction that a kernel is, or has at its heart; null where there is none.</summary>
    public static ContractionKernel? TiledPart(Kernel kernel) => kernel as ContractionKernel ?? (kernel as WinogradKernel)?.Multiply ?? (kernel as WinogradGradientKernel)?.Multiply;

    /// <summary>The tiles of a contraction on one instruction set, such as <c>AVX-512: tiles of 13 × 32 and 12 × 32 outputs</c>.</summary>
    public static string Tiles(ContractionKernel kernel, VectorIsa isa)
    {
        TilePlan tiles = kernel.Tiles[VectorIsa.All.ToList().IndexOf(isa)];
        if (kernel.Form == ContractionForm.Dot) return Invariant($"{isa.Name}: sums in {tiles.Lanes} lanes, {string.Join(", ", tiles.Bands.Select(band => Text.Of(band.Rows)))} rows at a time");
        string list = string.Join(", ", tiles.Bands.SelectMany(band => band.Columns.Select(column => Invariant($"{band.Rows} × {column.Vectors}"))).Distinct());
        ColumnBand widest = tiles.Bands[0].Columns[0];
        return Invariant($"{isa.Name}: tiles of {list} vectors of {tiles.Lanes} floats; {Text.OfCount(tiles.Bands[0].Rows * widest.Vectors, "accumulator")} of {isa.Registers} registers");
    }

    /// <summary>Millions with one decimal; below a tenth, with as many as show it.</summary>
    public static string Millions(long count) => count >= 100_000
        ? Text.Of(Math.Round(count / 1_000_000m, 1))
        : Text.Of(Math.Round(count / 1_000_000m, 4));

    private static IEnumerable<string> Winograd(WinogradKernel kernel)
    {
        WinogradForm form = kernel.Form;
        yield return Invariant($"Winograd {form}: {Text.OfCount(kernel.TileRows * kernel.TileColumns, "tile")} of {form.Tile} × {form.Tile} {(form.Stride == 1 ? "pixels" : "pixels of each phase")} a sample, {Epilogue(kernel.Activation, kernel.UseBias ? "Aᵀ [u ⊙ (Bᵀ d B)] A + bias" : "Aᵀ [u ⊙ (Bᵀ d B)] A")}{(kernel.Pool is { } pool ? $", then {pool}Pool 2×2" : string.Empty)}");
        if (form.Stride > 1) yield return Invariant($"stride {form.Stride}: even and odd rows and columns are four pictures, each with its share of the {form.Kernel}×{form.Kernel} filter{(form.HasShortPhases ? "; odd ones have a weight less, and no part in the last products" : string.Empty)}");
        yield return Invariant($"{form.Products} products of [{Text.OfCount(kernel.TilesOfGroup, "tile")} × {kernel.Depth}] · [{kernel.Depth} × {kernel.Filters}]{AtInfinity(form, kernel.Order)}; items: {Text.OfCount(kernel.GroupsOfSample, "group")} a sample{(kernel.Parts > 1 ? Invariant($" × {kernel.FiltersOfPart} filters") : string.Empty)}, filters read once for {kernel.GroupsOfBlock}");
    }

    private static IEnumerable<string> Winograd(WinogradGradientKernel kernel)
    {
        WinogradForm form = kernel.Form;
        yield return Invariant($"The weight gradient between the transforms of {form}: Σ over tiles of (Bᵀ d B) ⊗ (A δ Aᵀ), {Text.OfCount(kernel.TileRows * kernel.TileColumns, "tile")} a sample");
        yield return Invariant($"{form.Products} products of [{kernel.Input.Channels} × tiles] · [tiles × {kernel.Gradient.Channels}]{AtInfinity(form, kernel.Order)}, {kernel.RowsOfBlock * kernel.TileColumns} tiles at a time; items: {Text.OfCount(kernel.Pieces, "piece")} of the batch");
    }

    private static string AtInfinity(WinogradForm form, TileOrder? order) =>
        order is { } apart ? Invariant($", those {(2 * form.Tile) - 1} at infinity for {apart.TilesAtInfinity} tiles a sample") : string.Empty;

    private static IEnumerable<string> Contraction(ContractionKernel kernel)
    {
        string b = kernel.Pointers[1];
        string operands = kernel.Form == ContractionForm.Lanewise ? "[m, n, k]" : "[m, k]";
        string bias = kernel.Start == ContractionStart.Bias ? $"{kernel.Pointers[3]}[n] + " : kernel.Start == ContractionStart.Accumulate ? "itself + " : string.Empty;
        string depth = string.Join(" × ", kernel.K.Select(Extent)) + (kernel.HasPairedRows ? " in bfloat16" : string.Empty);
        string sum = Epilogue(kernel.Activation, $"{bias}Σ {kernel.Pointers[0]}{operands} · {b}[k, n]");
        yield return kernel.MeanOf > 0
            ? $"{kernel.Pointers[2]}[n] = the mean over m of {sum}"
            : $"{kernel.Pointers[2]}[m, n] = {(kernel.Pool is { } pool ? Pooled(pool, sum) : sum)}";
        yield return $"m: {Extent(kernel.M)} · n: {Extent(kernel.N)} · k: {depth}";
        IEnumerable<Loop> within = kernel.Outer.Concat(kernel.Inner);
        string outer = string.Join(", ", (kernel.HasPanels ? within.Append(kernel.Panels) : within).Select(Extent));
        yield return $"items: {string.Join(" × ", kernel.Items.Select(Extent))}{(outer.Length == 0 ? string.Empty : "; in each: " + outer)}";
    }

    private static string Pooled(PooledCells pool, string sum) =>
        Invariant($"{(pool.Kind == PoolingKind.Max ? "the largest" : "the mean")} over {pool.Window.Height}×{pool.Window.Width} pixels of {sum}");

    private static string Extent(Loop loop) => loop.Count.Kind switch
    {
        CountKind.Batch => $"{loop.Name} (batch)",
        CountKind.SamplesOfPiece => $"{loop.Name} (of the piece)",
        CountKind.SamplesOfSlice => $"{loop.Name} (of the slice)",
        _ => Invariant($"{loop.Count.Value} {Words(loop)}") + (loop.IsBlocked ? Invariant($" in blocks of {loop.Block}") : string.Empty),
    };

    /// <summary>kernelRow → kernel rows.</summary>
    private static string Words(Loop loop)
    {
        string words = string.Concat(loop.Name.Select(letter => char.IsUpper(letter) ? " " + char.ToLowerInvariant(letter) : letter.ToString()));
        return loop.Count.Value == 1 ? words.TrimEnd('s') : words.EndsWith("s", StringComparison.Ordinal) ? words : words + "s";
    }

    private static string Epilogue(ActivationSpec activation, string sum) => activation.Kind switch
    {
        ActivationKind.None => sum,
        ActivationKind.ReLU => $"max(0, {sum})",
        _ => $"{activation.Kind}({sum})",
    };

    private static string Element(ElementKernel kernel) => kernel.Operation switch
    {
        ElementOperation.Activation => $"y = {kernel.Activation.Kind}(x).",
        ElementOperation.ActivationGradientFromOutput => $"The gradient passes {kernel.Activation.Kind}: its slope is told from its output.",
        ElementOperation.ActivationGradientFromInput => $"The gradient passes {kernel.Activation.Kind}: its slope is told from its input.",
        ElementOperation.ScaleAndShift => "y = x · scale + shift, by channel.",
        ElementOperation.Scale => "y = x · scale, by channel.",
        ElementOperation.AddBias => "Adds the bias" + (kernel.Activation.Kind == ActivationKind.None ? "." : $", then {kernel.Activation.Kind}."),
        ElementOperation.Normalize => Normalization(kernel.Activation),
        ElementOperation.NormalizeGradient => InputGradient + Passed(kernel.Activation, false) + ".",
        ElementOperation.FrozenNormalizeGradient => "dx = dy · gamma / deviation, by channel" + Passed(kernel.Activation, false) + ".",
        ElementOperation.Dropout => $"Drops values with a chance of {Text.Of(Math.Round((decimal)kernel.Rate, 4))}, drawn from their place in the batch, and scales the others up.",
        _ => "Copies rows.",
    };

    private static string Normalization(ActivationSpec activation) =>
        "y = gamma · (x − mean) / deviation + beta, by channel" + (activation.Kind == ActivationKind.None ? "." : $", then {activation.Kind}.");

    /// <summary>What the gradient passes on its way to a normalisation.</summary>
    private static string Passed(ActivationSpec gate, bool pool) => (gate.Kind, pool) switch
    {
        (ActivationKind.None, false) => string.Empty,
        (ActivationKind.None, true) => "; dy is that of the pool, at the cells that won",
        (_, false) => $"; dy passes {gate.Kind}, whose input is computed anew",
        _ => $"; dy is that of the pool, at the cells that won, and passes {gate.Kind}, whose input is computed anew",
    };

    private static string Join(string first, params string?[] parts) => string.Join(", ", parts.Where(part => part is not null).Prepend(first));

    private static string? Activation(ActivationSpec activation) => activation.Kind switch
    {
        ActivationKind.None => null,
        ActivationKind.LeakyReLU or ActivationKind.ELU => $"{activation.Kind}({Text.Of(Math.Round((decimal)activation.Parameter, 4))})",
        _ => activation.Kind.ToString(),
    };

    /// <summary>A pool's stride is its window unless told otherwise.</summary>
    private static bool IsTiling(Window window) => window.StrideHeight == window.Height && window.StrideWidth == window.Width;

    private static string? Stride(Window window) => window.StrideHeight == window.StrideWidth
        ? (window.StrideHeight == 1 ? null : Invariant($"stride {window.StrideHeight}"))
        : Invariant($"stride {window.StrideHeight}×{window.StrideWidth}");

    private static string? Dilation(ConvolutionLayer layer) => layer.DilationHeight == layer.DilationWidth
        ? (layer.DilationHeight == 1 ? null : Invariant($"dilation {layer.DilationHeight}"))
        : Invariant($"dilation {layer.DilationHeight}×{layer.DilationWidth}");

    private static string? Padding(Window window, bool edge) => !window.HasPadding ? null : edge ? "SameEdge" : "Same";
}
