using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>
/// Winograd's minimal filtering F(m×m, r×r): m × m outputs from (m + r − 1)² products instead of r² · m² (Lavin and Gray 2015, arXiv 1509.09308).
/// Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A: filters g are transformed when weights change, tiles d of the input while predicting.
/// With stride 2, even and odd rows and columns of the picture are four pictures, the phases, each with every second weight of the filter, and what is summed over channels is
/// summed over phases too, before one transform back. Where the filter's size is odd, odd phases have a weight less, and no part in the last product, whose point is infinity.
/// </summary>
/// <param name="Outputs">m: 2 or 4, or 5 or 6 with stride 1.</param>
/// <param name="Kernel">Rows and columns of the filters: 3, with stride 2 up to 5.</param>
/// <param name="Stride">1 or 2.</param>
internal sealed record WinogradForm(int Outputs, int Kernel = 3, int Stride = 1)
{
    /// <summary>Rows and columns of the phases of a picture, in the order in which their channels lie: those with all weights of a row or column of the filter stand side by side.</summary>
    private static readonly EquatableArray<(int Row, int Column)> Quarters = EquatableArray.Of((0, 1), (0, 0), (1, 0), (1, 1));

    /// <summary>r: rows and columns of the filter of a phase.</summary>
    public int Taps => (Kernel + Stride - 1) / Stride;

    /// <summary>Rows and columns of a tile of the input.</summary>
    public int Tile => Outputs + Taps - 1;

    /// <summary>Products of a tile, for each pair of channel and filter.</summary>
    public int Products => Tile * Tile;

    /// <summary>The phases of a picture.</summary>
    public EquatableArray<(int Row, int Column)> Phases => Stride == 1 ? EquatableArray.Of((0, 0)) : Quarters;

    /// <summary>Whether tiles are larger than any set of registers.</summary>
    public bool IsLarge => Outputs > 4;

    /// <summary>Whether odd rows and columns have a weight less.</summary>
    public bool HasShortPhases => Kernel % Stride > 0;

    /// <summary>Products of a tile over all phases, those left out that no weight of a phase has a part in.</summary>
    public int Multiplications => HasShortPhases ? ((2 * Tile) - 1) * ((2 * Tile) - 1) : Products * Stride * Stride;

    /// <summary>
    /// Norm-wise relative error that no layer passes: transforms add and subtract values several times the size of what remains. Seen over random layers of 1 to 512 channels:
    /// 0.7 to 4.4 · 10⁻⁶ with tiles of 4 × 4 outputs, 1.0 to 7.6 · 10⁻⁶ with 5 × 5, 1.5 to 8.3 · 10⁻⁶ with 6 × 6.
    /// </summary>
    public double Error => Outputs == 2 ? 2e-6 : 2e-5;

    /// <summary>Tells transforms of one form from those of others in the names of methods.</summary>
    public string Suffix => Stride == 1 ? Text.Of(Outputs) : FormattableString.Invariant($"{Outputs}Of{Kernel}By{Stride}");

    /// <summary>Rows of a filter that a phase has.</summary>
    /// <param name="phase">Row or column of the phase.</param>
    public int TapsOf(int phase) => (Kernel - phase + Stride - 1) / Stride;

    public override string ToString() => $"F({Outputs}×{Outputs}, {Taps}×{Taps})" + (Stride == 1 ? string.Empty : " by phases");
}

/// <summary>
/// A convolution by <see cref="WinogradForm"/>. Item = a part of the filters of a group of rows of tiles; a block of groups, or the parts of one group that a range has, is transformed
/// into scratch memory, multiplied, and transformed back with bias, activation and pool. Threads that share a group transform its input each for itself.
/// </summary>
/// <param name="Input">With rows and columns around the picture for padding and for tiles that overhang.</param>
/// <param name="InputStart">The first value of the first tile.</param>
/// <param name="Output">Of the pool where there is one.</param>
/// <param name="TileRows">Rows of tiles of a sample.</param>
/// <param name="TileColumns">Tiles of a row.</param>
/// <param name="RowsOfGroup">Rows of tiles that a register tile may span; divides <see cref="TileRows"/>.</param>
/// <param name="GroupsOfBlock">Groups that share one pass over the filters.</param>
/// <param name="FiltersOfSlab">Transformed filters lie in slabs, [products, slabs, phases, channels, filters of a slab]: a register tile reads one stream of them.</param>
/// <param name="Parts">Parts of the filters, each some slabs, that threads may share a group by.</param>
/// <param name="Multiply">The products: tiles × filters × channels.</param>
/// <param name="AtInfinity">
/// Those at infinity, of the last row and column of a tile, for the tiles that want them; null where all do. They go into the last row and column of outputs alone, which tiles that
/// overhang have not. Tiles then lie in the order of <see cref="TileOrder"/>.
/// </param>
/// <param name="Pool">A pool of 2×2 applied before the store, or null.</param>
internal sealed record WinogradKernel(
    EquatableArray<string> Pointers,
    WinogradForm Form,
    BufferLayout Input,
    int InputStart,
    BufferLayout Output,
    int TileRows,
    int TileColumns,
    int RowsOfGroup,
    int GroupsOfBlock,
    int FiltersOfSlab,
    int Parts,
    ContractionKernel Multiply,
    ContractionKernel? AtInfinity,
    bool UseBias,
    ActivationSpec Activation,
    PoolingKind? Pool) : Kernel(Pointers)
{
    public int Channels => Input.Channels;

    /// <summary>Values of a transformed pixel: the channels of all phases.</summary>
    public int Depth => Channels * Form.Phases.Count;

    public int Filters => Output.Channels;

    public int GroupsOfSample => TileRows / RowsOfGroup;

    public int ItemsOfSample => GroupsOfSample * Parts;

    public int FiltersOfPart => Filters / Parts;

    public int SlabsOfPart => FiltersOfPart / FiltersOfSlab;

    public int TilesOfGroup => RowsOfGroup * TileColumns;

    /// <summary>How the tiles of a sample lie; null where that is row by row.</summary>
    public TileOrder? Order => AtInfinity is null ? null : new TileOrder(TileRows);

    /// <summary>Rows and columns that a tile leaves in the output.</summary>
    public int OutputsOfTile => Pool is null ? Form.Outputs : Form.Outputs / 2;

    /// <summary>From one transformed matrix [tiles, channels] to the next.</summary>
    public int TransformedStride => Multiply.Items[0].A;

    /// <summary>From one matrix of products [tiles, filters] to the next.</summary>
    public int ProductStride => Multiply.Items[0].C;

    /// <summary>Where the products begin in scratch memory: behind the transformed input.</summary>
    public int ProductStart => TransformedStride * Form.Products;

    public override int ScratchFloats => checked(ProductStart + (ProductStride * Form.Products));
}

/// <summary>
/// G g Gᵀ of each filter and channel: [kernel, kernel, channels, filters] → [products, slabs, phases, channels, filters of a slab]. Item = a stretch of filters and channels.
/// </summary>
/// <param name="Channels">Channels · filters are at least the lanes of the widest vector.</param>
/// <param name="FiltersOfSlab">All filters where they do not divide into slabs.</param>
internal sealed record WinogradFilterKernel(WinogradForm Form, int Channels, int Filters, int FiltersOfSlab) : Kernel(EquatableArray.Of("weights", "transformed"))
{
    /// <summary>The least channels · filters: a vector that would run over the end is moved back.</summary>
    public const int SmallestMatrix = 16;

    /// <summary>Filters and channels of an item.</summary>
    public const int Stretch = 1024;

    /// <summary>Weights of a cell of the filters.</summary>
    public int Matrix => checked(Channels * Filters);

    public int Items => ((Matrix - 1) / Stretch) + 1;

    /// <summary>How many filters lie together.</summary>
    public static int SlabOf(int filters) => FilterSlabs.FiltersOf(filters) ?? filters;

    /// <summary>From one product to the next.</summary>
    public int ProductStride => checked(Matrix * Form.Phases.Count);
}

/// <summary>
/// The weight gradient of a 3×3 convolution of stride 1 by <see cref="WinogradForm"/>, between the transforms: Σ over tiles of (Bᵀ d B) ⊗ (A δ Aᵀ), for each product a matrix
/// [channels, filters]. Item = a piece of the batch, with sums of its own.
/// </summary>
/// <param name="Input">As the forward pass read it.</param>
/// <param name="InputStart">The first value of the first tile.</param>
/// <param name="Gradient">Of the output; zero where tiles overhang.</param>
/// <param name="RowsOfBlock">Rows of tiles that are transformed before they are multiplied.</param>
/// <param name="Pieces">Pieces of the batch, whatever the number of threads.</param>
/// <param name="Multiply">The products: channels × filters × tiles.</param>
/// <param name="AtInfinity">Those at infinity, for the tiles whose last row or column of gradients is not zero; null where all are. Blocks then are whole samples, their tiles in the order of <see cref="TileOrder"/>.</param>
internal sealed record WinogradGradientKernel(
    WinogradForm Form,
    BufferLayout Input,
    int InputStart,
    BufferLayout Gradient,
    int TileRows,
    int TileColumns,
    int RowsOfBlock,
    int Pieces,
    ContractionKernel Multiply,
    ContractionKernel? AtInfinity) : Kernel(EquatableArray.Of("input", "outputGradient", "sums", "scratch"))
{
    /// <summary>Whether a call takes the samples of a slice, which lies within a piece, and adds to the sums; else it takes all samples of the piece, and clears the sums before.</summary>
    public bool InSlices { get; init; }

    /// <summary>
    /// Whether a sample is fetched before its tiles are transformed: the forward pass left it long ago, beyond a core's own caches. Large samples, which would not leave room
    /// there for anything else, have rows so long that a core sees by itself what is read next.
    /// </summary>
    public bool FetchesSamples => Input.SampleStride * sizeof(float) <= Core.L2Bytes / 4;

    /// <summary>How the tiles of a sample lie; null where that is row by row.</summary>
    public TileOrder? Order => AtInfinity is null ? null : new TileOrder(TileRows);

    public override bool NeedsBatch => !InSlices;

    public override bool NeedsSlice => InSlices;

    /// <summary>From one transformed matrix [tiles, channels] to the next.</summary>
    public int TransformedStride => Multiply.Items[0].A;

    /// <summary>From one transformed matrix [tiles, filters] of gradients to the next.</summary>
    public int GradientStride => Multiply.Items[0].B;

    /// <summary>Where the transformed gradients begin in scratch memory.</summary>
    public int GradientStart => TransformedStride * Form.Products;

    /// <summary>Floats of the sums of a piece.</summary>
    public int SumsOfPiece => Multiply.Items[0].C * Form.Products;

    public override int ScratchFloats => checked(GradientStart + (GradientStride * Form.Products));
}

/// <summary>Gᵀ (Σ over pieces) G: the weight gradient [3, 3, channels, filters] from the sums of <see cref="WinogradGradientKernel"/>. Item = a stretch of filters and channels.</summary>
/// <param name="Matrix">Channels · filters.</param>
/// <param name="Pieces">Pieces with sums of their own.</param>
internal sealed record WinogradFilterGradientKernel(WinogradForm Form, int Matrix, int Pieces) : Kernel(EquatableArray.Of("sums", "weightGradient"))
{
    public int Items => ((Matrix - 1) / WinogradFilterKernel.Stretch) + 1;
}
