using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>Tiles, groups and blocks of a Winograd convolution, and what they cost.</summary>
internal static class WinogradWalks
{
    /// <summary>Tiles of a block, about: more do not save filter traffic worth having.</summary>
    private const int LargestBlock = 128;

    /// <summary>Tiles of a block of the weight gradient, about.</summary>
    private const int LargestGradientBlock = 256;

    /// <summary>Tiles of a group below which registers are no longer filled.</summary>
    private const int SmallestSharedGroup = 8;

    /// <summary>Floats that the sums of all pieces together should not pass.</summary>
    private const int LargestSums = 2_100_000;

    /// <summary>Floats of a piece's sums up to which each of <see cref="ConvolutionWalks.Pieces"/> has its own, for its slices to add to.</summary>
    private const int LargestSumsOfSlices = 530_000;

    /// <summary>Tiles that a group should have, so that register tiles are full.</summary>
    private const int LargestGroup = 28;

    /// <summary>Items of a sample that are enough for threads to share it.</summary>
    private const int EnoughItems = 4;

    /// <summary>Channels · filters up to which the transformed filters are sure to find room: a gigabyte at most.</summary>
    private const long LargestMatrix = 1 << 22;

    /// <summary>Floats between two matrices: a store of a whole vector may run over the end of a row, and rows a power of two apart would share cache lines.</summary>
    private const int Gap = 16;

    /// <summary>
    /// The form with tiles of so many outputs that computes a layer; null where there is none. Filters of 3×3 and stride 1, or up to 5×5 and stride 2, no dilation, no groups,
    /// and a pool that falls together with the tiles; tiles of 5 and 6 with stride 1.
    /// </summary>
    public static WinogradForm? FormOf(int outputs, ConvolutionLayer layer, PoolingLayer? pool)
    {
        Window window = layer.Window;
        bool fits = (outputs < 5 || window.StrideHeight == 1) && window.Height == window.Width && window.StrideHeight == window.StrideWidth
            && (window.Height, window.StrideHeight) is (3, 1) or (>= 3 and <= 5, 2)
            && layer is { DilationHeight: 1, DilationWidth: 1, Groups: 1 }
            && Matrix(layer) is >= WinogradFilterKernel.SmallestMatrix and <= LargestMatrix
            && (pool is null || (pool.Window is { Height: 2, Width: 2, StrideHeight: 2, StrideWidth: 2, HasPadding: false } && outputs % 2 == 0));
        return fits ? new WinogradForm(outputs, window.Height, window.StrideHeight) : null;
    }

    /// <summary>The rows and columns around the input: the layer's padding, and what the last tiles overhang.</summary>
    public static Halo HaloOf(WinogradForm form, ConvolutionLayer layer, PoolingLayer? pool)
    {
        (int rows, int columns) = Tiles(form, layer, pool);
        Window window = layer.Window;
        return new Halo(
            window.PadTop,
            Math.Max(0, (((rows * form.Outputs) + form.Taps - 1) * form.Stride) - window.PadTop - layer.Input.Height),
            window.PadLeft,
            Math.Max(0, (((columns * form.Outputs) + form.Taps - 1) * form.Stride) - window.PadLeft - layer.Input.Width));
    }

    public static WinogradKernel Forward(WinogradForm form, ConvolutionLayer layer, BufferLayout input, BufferLayout output, PoolingLayer? pool)
    {
        (int rows, int columns) = Tiles(form, layer, pool);
        int channels = layer.Input.Channels;
        int filters = layer.Output.Channels;
        int depth = channels * form.Phases.Count;
        int rowsOfGroup = RowsOfGroup(rows, columns);
        int tilesOfGroup = rowsOfGroup * columns;
        int groups = GroupsOfBlock(form, tilesOfGroup, channels, filters);
        int slab = WinogradFilterKernel.SlabOf(filters);
        int parts = PartsOf(rows / rowsOfGroup, filters / slab);
        var slabs = new Loop("slab", parts > 1 ? LoopCount.Given : filters / slab, B: depth * slab, C: slab);
        var m = new Loop("tile", tilesOfGroup, A: depth, C: filters);
        var multiply = new ContractionKernel(
            ContractionForm.Broadcast,
            EquatableArray.Of("transformed", "filters", "products"),
            EquatableArray.Of(new Loop("product", form.Products, A: Stride(groups * tilesOfGroup, depth), B: checked(depth * filters), C: Stride(groups * tilesOfGroup, filters))),
            filters > slab ? EquatableArray.Of(slabs) : default,
            m,
            new Loop("filter", slab, B: 1, C: 1),
            EquatableArray.Of(new Loop("channel", form.HasShortPhases ? LoopCount.Given : depth, A: 1, B: slab)),
            0,
            0,
            0,
            ContractionStart.Zero,
            ActivationSpec.None,
            TileChooser.ForAll(ContractionForm.Broadcast, m, slab))
        {
            Panels = new Loop("group", LoopCount.Given, A: tilesOfGroup * depth, C: tilesOfGroup * filters),
        };
        ContractionKernel? atInfinity = null;
        if (OrderOf(form, layer, pool) is { } order)
        {
            m = m with { Count = order.TilesAtInfinity };
            atInfinity = multiply with { M = m, Tiles = TileChooser.ForAll(ContractionForm.Broadcast, m, slab) };
        }

        return new WinogradKernel(
            layer.UseBias ? EquatableArray.Of("input", "filters", "output", "bias", "scratch") : EquatableArray.Of("input", "filters", "output", "scratch"),
            form, input, input.PixelAt(-layer.Window.PadTop, -layer.Window.PadLeft), output, rows, columns, rowsOfGroup, groups, slab, parts, multiply, atInfinity, layer.UseBias, layer.Activation, pool?.Kind);
    }

    /// <summary>Rows and columns of zeros that the gradient of the output needs behind it, for tiles that overhang.</summary>
    public static Halo OverhangOf(WinogradForm form, ConvolutionLayer layer)
    {
        (int rows, int columns) = Tiles(form, layer, null);
        return new Halo(0, (rows * form.Outputs) - layer.Output.Height, 0, (columns * form.Outputs) - layer.Output.Width);
    }

    /// <summary>The layer whose forward pass is the input gradient of another: filters turned by 180°, channels and filters exchanged.</summary>
    public static ConvolutionLayer Turn(ConvolutionLayer layer) => layer with
    {
        Input = layer.Output,
        Output = layer.Input,
        Window = layer.Window with
        {
            PadTop = layer.Window.Height - 1 - layer.Window.PadTop,
            PadBottom = layer.Window.Height - 1 - layer.Window.PadBottom,
            PadLeft = layer.Window.Width - 1 - layer.Window.PadLeft,
            PadRight = layer.Window.Width - 1 - layer.Window.PadRight,
        },
        UseBias = false,
        Activation = ActivationSpec.None,
    };

    /// <summary>Whether a layer's sums allow its weight gradient to be computed in slices.</summary>
    public static bool HasSmallSums(WinogradForm form, ConvolutionLayer layer) => (long)form.Products * Matrix(layer) <= LargestSumsOfSlices;

    /// <param name="inSlices">Whether a call takes the samples of a slice, which lies within a piece, and not all samples of the piece.</param>
    public static WinogradGradientKernel WeightGradient(WinogradForm form, ConvolutionLayer layer, BufferLayout input, BufferLayout gradient, bool inSlices)
    {
        (int rows, int columns) = Tiles(form, layer, null);
        int channels = layer.Input.Channels;
        int filters = layer.Output.Channels;
        int rowsOfBlock = RowsOfGradientBlock(form, layer);
        int tiles = rowsOfBlock * columns;
        var m = new Loop("channel", channels, A: 1, C: filters);
        var multiply = new ContractionKernel(
            ContractionForm.Broadcast,
            EquatableArray.Of("transformed", "gradients", "sums"),
            EquatableArray.Of(new Loop("product", form.Products, A: Stride(tiles, channels), B: Stride(tiles, filters), C: channels * filters)),
            default,
            m,
            new Loop("filter", filters, B: 1, C: 1),
            EquatableArray.Of(new Loop("tile", LoopCount.Given, A: channels, B: filters)),
            0,
            0,
            0,
            ContractionStart.Accumulate,
            ActivationSpec.None,
            TileChooser.ForAll(ContractionForm.Broadcast, m, filters));
        return new WinogradGradientKernel(
            form, input, input.PixelAt(-layer.Window.PadTop, -layer.Window.PadLeft), gradient, rows, columns, rowsOfBlock,
            inSlices ? ConvolutionWalks.Pieces : PiecesOf(form, layer), multiply, OrderOf(form, layer, null) is { } order ? OfTilesAtInfinity(multiply, order) : null)
        {
            InSlices = inSlices,
        };
    }

    /// <summary>Cycles of a sample for the weight gradient.</summary>
    public static double GradientCycles(WinogradForm form, ConvolutionLayer layer, VectorIsa isa)
    {
        (int rows, int columns) = Tiles(form, layer, null);
        int channels = layer.Input.Channels;
        int filters = layer.Output.Channels;
        double tiles = rows * columns;
        int vectors = ((channels - 1) / isa.VectorFor(channels).Lanes) + 1 + ((filters - 1) / isa.VectorFor(filters).Lanes) + 1;
        double products = (OrderOf(form, layer, null)?.ProductsOf(form) ?? tiles * form.Products) * TileChooser.Cycles(isa, ContractionForm.Broadcast, new Loop("channel", channels), filters);
        return products + (tiles * ((vectors * TransformCycles(form)) + GradientBlockCycles(form, channels, filters, RowsOfGradientBlock(form, layer) * columns)));
    }

    /// <summary>
    /// Cycles of a sample on one instruction set: products at the speed of its tiles, transforms by their additions and stores,
    /// filters streamed once a block, transformed data written and read once.
    /// </summary>
    public static double Cycles(WinogradForm form, ConvolutionLayer layer, PoolingLayer? pool, VectorIsa isa)
    {
        (int rows, int columns) = Tiles(form, layer, pool);
        int channels = layer.Input.Channels;
        int filters = layer.Output.Channels;
        int rowsOfGroup = RowsOfGroup(rows, columns);
        int tilesOfGroup = rowsOfGroup * columns;
        double tiles = rows * columns;
        int lanes = isa.VectorFor(filters).Lanes;
        int channelVectors = ((channels - 1) / isa.VectorFor(channels).Lanes) + 1;
        int filterVectors = ((filters - 1) / lanes) + 1;
        double products = form.Multiplications * channels * (rows / rowsOfGroup) * TileChooser.Cycles(isa, ContractionForm.Broadcast, new Loop("tile", tilesOfGroup), filters);
        if (OrderOf(form, layer, pool) is { } order) products *= order.ProductsOf(form) / (tiles * form.Products);
        double transforms = tiles * ((channelVectors * form.Phases.Count * TransformCycles(form)) + (filterVectors * TransformCycles(form)));
        return products + transforms + (tiles * BlockCycles(form, channels, filters, tilesOfGroup * GroupsOfBlock(form, tilesOfGroup, channels, filters)));
    }

    /// <summary>Multiply-adds of a sample.</summary>
    public static long WorkOf(WinogradForm form, ConvolutionLayer layer) =>
        LayerWork.Of(layer) * form.Multiplications / (form.Kernel * form.Kernel * form.Outputs * form.Outputs);

    /// <summary>How many times the filters are gone through for so many samples.</summary>
    public static int BlocksOf(WinogradForm form, ConvolutionLayer layer, PoolingLayer? pool, int samples)
    {
        (int rows, int columns) = Tiles(form, layer, pool);
        int rowsOfGroup = RowsOfGroup(rows, columns);
        int groups = samples * (rows / rowsOfGroup);
        return ((groups - 1) / GroupsOfBlock(form, rowsOfGroup * columns, layer.Input.Channels, layer.Output.Channels)) + 1;
    }

    private static long Matrix(ConvolutionLayer layer) => (long)layer.Input.Channels * layer.Output.Channels;

    private static (int Rows, int Columns) Tiles(WinogradForm form, ConvolutionLayer layer, PoolingLayer? pool)
    {
        (int height, int width) = OutputsOf(layer, pool);
        return (((height - 1) / form.Outputs) + 1, ((width - 1) / form.Outputs) + 1);
    }

    private static TileOrder? OrderOf(WinogradForm form, ConvolutionLayer layer, PoolingLayer? pool) => TileOrder.Of(form, layer, OutputsOf(layer, pool), Tiles(form, layer, pool));

    /// <summary>Rows and columns that are computed: not those that a pool leaves over.</summary>
    private static (int Height, int Width) OutputsOf(ConvolutionLayer layer, PoolingLayer? pool) =>
        pool is null ? (layer.Output.Height, layer.Output.Width) : (pool.Output.Height * 2, pool.Output.Width * 2);

    /// <summary>The same sums over as many tiles of each sample as have a last row, or a last column, of gradients.</summary>
    private static ContractionKernel OfTilesAtInfinity(ContractionKernel multiply, TileOrder order)
    {
        Loop tile = multiply.K[0];
        return multiply with
        {
            K = EquatableArray.Of(
                new Loop("sample", LoopCount.Given, A: order.Tiles * tile.A, B: order.Tiles * tile.B),
                tile with { Count = order.TilesAtInfinity }),
        };
    }

    /// <summary>Rows of tiles of a group: a divisor, so that all groups are alike; fewer than all where that leaves enough tiles, so that two threads can share one sample.</summary>
    private static int RowsOfGroup(int rows, int columns)
    {
        List<int> fitting = [.. Enumerable.Range(1, rows).Where(count => rows % count == 0 && count * columns <= LargestGroup)];
        List<int> shared = [.. fitting.Where(count => count < rows && count * columns >= SmallestSharedGroup)];
        return (shared.Count > 0 ? shared : fitting).Append(1).Max();
    }

    /// <summary>Parts of the filters, where a sample has too few groups for threads to share.</summary>
    private static int PartsOf(int groups, int slabs)
    {
        int parts = 1;
        while (parts * groups < EnoughItems && slabs % (2 * parts) == 0) parts *= 2;
        return parts;
    }

    /// <summary>Groups of a block, so that filter traffic and transformed data cost least together.</summary>
    private static int GroupsOfBlock(WinogradForm form, int tilesOfGroup, int channels, int filters) =>
        Enumerable.Range(1, Math.Max(1, LargestBlock / tilesOfGroup)).OrderBy(groups => BlockCycles(form, channels, filters, groups * tilesOfGroup)).First();

    /// <summary>Cycles of a tile for moving data: its share of the filters, and what is transformed.</summary>
    private static double BlockCycles(WinogradForm form, int channels, int filters, int tiles)
    {
        double filterBytes = 4.0 * form.Multiplications * channels * filters;
        double dataBytes = 4.0 * ((form.Multiplications * channels) + (form.Products * filters));
        return (filterBytes / tiles / Core.ReadBytesPerCycle(filterBytes)) + (2 * dataBytes / Core.BytesPerCycle(tiles * dataBytes));
    }

    /// <summary>
    /// Cycles for one vector of channels, forward or back: 2 · (m + r − 1) transforms of (m + r − 1) values, two operations a value; with large tiles three, and one to put
    /// aside what registers do not hold.
    /// </summary>
    private static double TransformCycles(WinogradForm form) => form.Products * (form.IsLarge ? 8 : 4) / Core.OperationsPerCycle;

    /// <summary>Pieces of the batch with sums of their own: fewer where sums are large, as each piece's are cleared and added up once a step.</summary>
    public static int PiecesOf(WinogradForm form, ConvolutionLayer layer)
    {
        int pieces = ConvolutionWalks.Pieces;
        while (pieces > 2 && pieces * form.Products * Matrix(layer) > LargestSums) pieces /= 2;
        return pieces;
    }

    private static int RowsOfGradientBlock(WinogradForm form, ConvolutionLayer layer)
    {
        int columns = Tiles(form, layer, null).Columns;
        int step = OrderOf(form, layer, null)?.Length ?? 1;
        return Enumerable.Range(1, Math.Max(1, LargestGradientBlock / (step * columns))).Select(steps => steps * step)
            .OrderBy(rows => GradientBlockCycles(form, layer.Input.Channels, layer.Output.Channels, rows * columns)).First();
    }

    /// <summary>Cycles of a tile for moving data: the sums read and written once a block, what is transformed written and read.</summary>
    private static double GradientBlockCycles(WinogradForm form, int channels, int filters, int tiles)
    {
        double sumBytes = 4.0 * form.Products * channels * filters;
        double dataBytes = 4.0 * form.Products * (channels + filters);
        return (2 * sumBytes / tiles / Core.BytesPerCycle(sumBytes)) + (2 * dataBytes / Core.BytesPerCycle(tiles * dataBytes));
    }

    private static int Stride(int tiles, int columns) => checked(BufferLayout.RoundUp(tiles * columns) + Gap);
}
