using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>The index walks of a convolution forward and of its weight gradient.</summary>
internal static class ConvolutionWalks
{
    /// <summary>Pieces that a batch is cut into for sums over it, whatever the number of threads.</summary>
    public const int Pieces = 8;

    /// <summary>Weights beyond this many are split by outputs, not summed from copies: eight copies would not pay.</summary>
    private const int LargestCopy = 1 << 18;

    /// <summary>Weights that lie in the first-level cache however they lie.</summary>
    private const int SmallestCopied = Core.L1Bytes / sizeof(float);

    /// <summary>Weights that are worth a second copy of them.</summary>
    private const int LargestCopied = 1 << 24;

    /// <summary>Terms of a sum in registers before it goes back to memory: keeps rounding errors and the working set small.</summary>
    private const int Depth = 128;

    /// <summary>y[row, column, filter] = f(bias[filter] + Σ x[row · stride + kernelRow · dilation, …, channel] · w[kernelRow, kernelColumn, channel, filter]).</summary>
    /// <param name="output">Of the pool where there is one.</param>
    /// <param name="pool">A pool without padding or overlap that is applied to the sums in registers, or null: small windows, or means of whole rows.</param>
    public static ContractionKernel Forward(ConvolutionLayer layer, BufferLayout input, BufferLayout output, PoolingLayer? pool = null)
    {
        Window window = layer.Window;
        int channels = layer.Input.Channels;
        int filters = layer.Output.Channels;
        bool depthwise = layer.IsDepthwise;
        int groupFilters = depthwise ? filters : filters / layer.Groups;
        (int columnStep, int rowStep) = (window.StrideWidth * channels, window.StrideHeight * input.RowStride);
        int meanOf = pool is { Window: { Height: 1, Width: > PooledCells.Most } } ? layer.Output.Width : 0;
        PooledCells? cells = pool is null || meanOf > 0 ? null : new PooledCells(pool.Kind, (pool.Window.Height, pool.Window.Width), Cells(pool.Window, rowStep, columnStep));
        if (cells is not null) (columnStep, rowStep) = (columnStep * cells.Window.Width, rowStep * cells.Window.Height);
        Loop m = meanOf > 0 ? new Loop("column", meanOf, A: columnStep) : new Loop("column", output.Width, A: columnStep, C: filters);
        ContractionForm form = depthwise ? ContractionForm.Lanewise : ContractionForm.Broadcast;
        var sample = new Loop("sample", LoopCount.Batch, A: input.SampleStride, C: output.SampleStride);
        var row = new Loop("row", output.Height, A: rowStep, C: output.RowStride);
        FilterSlabs? slabs = SlabsOf(layer);
        int columns = slabs?.Filters ?? groupFilters;
        var slab = new Loop("slab", filters / columns, B: WeightCount(layer) / filters * columns, C: columns, Bias: columns);
        return new ContractionKernel(
            form,
            layer.UseBias ? EquatableArray.Of("input", "weights", "output", "bias") : EquatableArray.Of("input", "weights", "output"),
            EquatableArray.Of(sample, slabs is { AreItems: true } ? slab : row),
            slabs is { AreItems: false } ? EquatableArray.Of(slab) : Groups(layer, new Loop("group", layer.Groups, A: channels / layer.Groups, B: groupFilters, C: groupFilters, Bias: groupFilters)),
            m,
            new Loop(depthwise ? "channel" : "filter", columns, A: depthwise ? 1 : 0, B: 1, C: 1),
            Taps(layer, input.RowStride, slabs?.Filters ?? filters),
            input.PixelAt(-window.PadTop, -window.PadLeft),
            0,
            output.Start,
            layer.UseBias ? ContractionStart.Bias : ContractionStart.Zero,
            layer.Activation,
            TileChooser.ForAll(form, m, columns, cells?.A.Count ?? 1))
        {
            Pool = cells,
            MeanOf = meanOf,
            Panels = slabs is { AreItems: true } ? row : default,
            IsRowsFirst = depthwise,
        };
    }

    /// <summary>
    /// How filters are copied into slabs, which lie one after the other; null where they are read as they were learned. A register tile reads one stream of a slab; of filters as learned
    /// it reads a line here and there, which a power of two apart share few places of a cache. Where weights are too many to stay in a core's own cache from one row to the next, an item
    /// is a slab over all rows, and not a row of all filters: each weight is read once a sample, by one thread.
    /// </summary>
    public static FilterSlabs? SlabsOf(ConvolutionLayer layer)
    {
        int filters = layer.Output.Channels;
        int weights = WeightCount(layer);
        if (weights is < SmallestCopied or > LargestCopied || layer.Groups > 1 || layer.Output.Height == 1 || FilterSlabs.FiltersOf(filters) is not { } together) return null;
        bool areItems = weights >= Core.L2Bytes / 2 / sizeof(float);
        return areItems || filters > together ? new FilterSlabs(together, areItems) : null;
    }

    /// <summary>Copies filters into slabs, [kernelRow, kernelColumn, channel, filter] → [slab, kernelRow, kernelColumn, channel, filter]. Item = a piece of a row.</summary>
    public static ElementKernel IntoSlabs(ConvolutionLayer layer, int slab)
    {
        int filters = layer.Output.Channels;
        int slabs = filters / slab;
        return new ElementKernel(
            ElementOperation.Copy, EquatableArray.Of("weights", "slabs"),
            EquatableArray.Of(new RowWalk(slabs, filters, 0, slab), new RowWalk(slabs, slab, 0, WeightCount(layer) / slabs)), slab, slab, default, 0);
    }

    /// <summary>Whether the weight gradient is summed from one copy a piece.</summary>
    public static bool SumsCopies(ConvolutionLayer layer) => WeightCount(layer) <= LargestCopy;

    public static int WeightCount(ConvolutionLayer layer) =>
        checked(layer.Window.Height * layer.Window.Width * (layer.Input.Channels / layer.Groups) * layer.Output.Channels);

    /// <summary>dw[kernelRow, kernelColumn, channel, filter] += Σ over samples, rows, columns of x[row · stride + kernelRow · dilation, …, channel] · dy[row, column, filter].</summary>
    /// <param name="inSlices">Whether a call takes the samples of a slice, which lies within a piece, and not all samples of the piece.</param>
    public static ContractionKernel WeightGradient(ConvolutionLayer layer, BufferLayout input, BufferLayout gradient, bool inSlices)
    {
        Window window = layer.Window;
        int channels = layer.Input.Channels;
        int filters = layer.Output.Channels;
        int groupChannels = channels / layer.Groups;
        bool depthwise = layer.IsDepthwise;
        int groupFilters = depthwise ? filters : filters / layer.Groups;
        bool merged = !depthwise && layer.Groups == 1 && layer.DilationWidth == 1;
        bool copies = SumsCopies(layer);

        Loop m = depthwise ? new Loop("kernelColumn", window.Width, A: layer.DilationWidth * channels, C: filters)
            : merged ? new Loop("cell", window.Width * channels, A: 1, C: filters)
            : new Loop("channel", groupChannels, A: 1, C: filters);
        var kernelRow = new Loop("kernelRow", window.Height, A: layer.DilationHeight * input.RowStride, C: window.Width * groupChannels * filters);
        var kernelColumn = new Loop("kernelColumn", window.Width, A: layer.DilationWidth * channels, C: groupChannels * filters);
        var group = new Loop("group", layer.Groups, A: groupChannels, B: groupFilters, C: groupFilters);
        int columns = copies || layer.Groups > 1 ? groupFilters : ChunkOf(groupFilters);

        var items = new List<Loop>();
        if (copies) items.Add(new Loop("piece", new LoopCount(CountKind.Pieces, Pieces), C: BufferLayout.RoundUp(WeightCount(layer))));
        if (!copies) items.Add(kernelRow);
        if (columns < groupFilters) items.Add(new Loop("filters", groupFilters / columns, B: columns, C: columns));

        var outer = new List<Loop>
        {
            new("sample", inSlices ? new LoopCount(CountKind.SamplesOfSlice, 0) : copies ? new LoopCount(CountKind.SamplesOfPiece, Pieces) : LoopCount.Batch, A: input.SampleStride, B: gradient.SampleStride),
        };
        var inner = new List<Loop>();
        if (copies) inner.Add(kernelRow);
        if (!depthwise)
        {
            if (layer.Groups > 1) inner.Add(group);
            if (!merged) inner.Add(kernelColumn);
        }

        int rowsOfBlock = Math.Max(1, Depth / layer.Output.Width);
        ContractionForm form = depthwise ? ContractionForm.Lanewise : ContractionForm.Broadcast;
        return new ContractionKernel(
            form,
            EquatableArray.Of("input", "outputGradient", "weightGradient"),
            Simplify(items, keep: 1),
            Simplify(outer, keep: 1),
            m,
            new Loop(depthwise ? "channel" : "filter", columns, A: depthwise ? 1 : 0, B: 1, C: 1),
            Simplify(
                [
                    new Loop("row", layer.Output.Height, A: window.StrideHeight * input.RowStride, B: gradient.RowStride, Block: rowsOfBlock < layer.Output.Height ? rowsOfBlock : 0),
                    new Loop("column", layer.Output.Width, A: window.StrideWidth * channels, B: filters),
                ],
                keep: 1),
            input.PixelAt(-window.PadTop, -window.PadLeft),
            gradient.Start,
            0,
            ContractionStart.Accumulate,
            ActivationSpec.None,
            TileChooser.ForAll(form, m, columns))
        {
            Inner = Simplify(inner),
        };
    }

    /// <summary>The largest divisor of a width that makes a fair share of work: whole vectors where possible.</summary>
    public static int ChunkOf(int width)
    {
        foreach (int unit in new[] { 16, 8 })
        {
            for (int chunk = 256 / unit * unit; chunk >= 32; chunk -= unit)
            {
                if (width % chunk == 0 && (chunk <= 128 || unit == 8)) return chunk;
            }
        }

        return width;
    }

    /// <summary>Leaves out loops of one round: they move nothing.</summary>
    public static EquatableArray<Loop> Simplify(IEnumerable<Loop> loops, int keep = 0)
    {
        List<Loop> all = [.. loops];
        List<Loop> moving = [.. all.Where(loop => loop.Count.Kind != CountKind.Constant || loop.Count.Value != 1)];
        return (moving.Count >= keep ? moving : [all[all.Count - 1]]).ToEquatableArray();
    }

    public static EquatableArray<Loop> Groups(ConvolutionLayer layer, Loop group) =>
        layer.Groups > 1 && !layer.IsDepthwise ? EquatableArray.Of(group) : default;

    private static EquatableArray<int> Cells(Window pool, int rowStep, int columnStep) =>
        Enumerable.Range(0, pool.Height).SelectMany(row => Enumerable.Range(0, pool.Width).Select(column => (row * rowStep) + (column * columnStep))).ToEquatableArray();

    /// <param name="layer">The convolution.</param>
    /// <param name="rowStride">From one row of the input to the next.</param>
    /// <param name="filters">From the weights of one channel to those of the next.</param>
    private static EquatableArray<Loop> Taps(ConvolutionLayer layer, int rowStride, int filters)
    {
        Window window = layer.Window;
        int channels = layer.Input.Channels;
        int groupChannels = channels / layer.Groups;
        var row = new Loop("kernelRow", window.Height, A: layer.DilationHeight * rowStride, B: window.Width * groupChannels * filters);
        if (layer.Groups == 1 && layer.DilationWidth == 1)
        {
            // Kernel columns and channels lie side by side in NHWC and in HWIO: one loop for both.
            return Simplify([row, new Loop("cell", window.Width * channels, A: 1, B: filters)], keep: 1);
        }

        var column = new Loop("kernelColumn", window.Width, A: layer.DilationWidth * channels, B: groupChannels * filters);
        return layer.IsDepthwise
            ? Simplify([row, column], keep: 1)
            : Simplify([row, column, new Loop("channel", groupChannels, A: 1, B: filters)], keep: 1);
    }
}

/// <summary>Filters that lie together.</summary>
/// <param name="Filters">Of a slab.</param>
/// <param name="AreItems">Whether threads share a sample by slabs, and not by rows.</param>
internal sealed record FilterSlabs(int Filters, bool AreItems)
{
    /// <summary>Four of the widest vectors, which six rows of a register tile meet, or two for fourteen; null where filters do not divide into slabs.</summary>
    public static int? FiltersOf(int filters) => filters % 64 == 0 ? 64 : filters % 32 == 0 ? 32 : null;
}
