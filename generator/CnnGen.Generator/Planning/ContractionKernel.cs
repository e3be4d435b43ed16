using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>
/// C[m, n] += Σₖ A[m, k] · B[k, n]: nearly all of the arithmetic of a network, as index walks over constant strides.
/// Convolutions, dense layers and their gradients differ in the walks alone.
/// </summary>
/// <param name="Form">How a register tile is filled.</param>
/// <param name="Pointers">Names of A, B, C, and of the bias where there is one.</param>
/// <param name="Items">Loops whose combinations are the items that threads share, outermost first.</param>
/// <param name="Outer">Loops within an item, outermost first.</param>
/// <param name="M">Rows of the tile.</param>
/// <param name="N">Columns of the tile: contiguous in B and C.</param>
/// <param name="K">Loops of the sum, outermost first; the innermost runs through contiguous memory where it can.</param>
/// <param name="AStart">Where A starts, in floats from its pointer.</param>
/// <param name="BStart">Where B starts.</param>
/// <param name="CStart">Where C starts.</param>
/// <param name="Start">What the accumulators start from.</param>
/// <param name="Activation">Applied before the store; none, ReLU or LeakyReLU.</param>
/// <param name="Tiles">The register tiles, one plan for each of <see cref="Isa.VectorIsa.All"/>.</param>
internal sealed record ContractionKernel(
    ContractionForm Form,
    EquatableArray<string> Pointers,
    EquatableArray<Loop> Items,
    EquatableArray<Loop> Outer,
    Loop M,
    Loop N,
    EquatableArray<Loop> K,
    int AStart,
    int BStart,
    int CStart,
    ContractionStart Start,
    ActivationSpec Activation,
    EquatableArray<TilePlan> Tiles) : Kernel(Pointers)
{
    /// <summary>Groups of rows that meet one slice of columns before the next: B is read once for all of them. None where it has no name.</summary>
    public Loop Panels { get; init; }

    /// <summary>Loops within a block of the sum, outermost first: what the block reads stays in cache for all their rounds.</summary>
    public EquatableArray<Loop> Inner { get; init; }

    /// <summary>What becomes of several sums before they reach memory; null where each is stored.</summary>
    public PooledCells? Pool { get; init; }

    /// <summary>Rows that one row of C is the mean of: tiles add their rows, and that sum's share, to it. 0 where each row is stored.</summary>
    public int MeanOf { get; init; }

    /// <summary>Whether B holds bfloat16, two values of k in a word: the even one in its lower half. The innermost loop of the sum then counts pairs.</summary>
    public bool HasPairedRows { get; init; }

    /// <summary>The loop over items needs no batch: its range is given.</summary>
    public override bool NeedsBatch => Outer.Concat(K).Append(M).Any(loop => loop.Count.Kind is not (CountKind.Constant or CountKind.Given or CountKind.SamplesOfSlice));

    /// <inheritdoc/>
    public override bool NeedsSlice => Outer.Any(loop => loop.Count.Kind == CountKind.SamplesOfSlice);

    /// <summary>Loops whose counts are parameters.</summary>
    public IEnumerable<Loop> GivenLoops => K.Append(Panels).Concat(Outer).Where(loop => loop.Count.Kind == CountKind.Given);

    public bool HasPanels => Panels.Name is not null;

    /// <summary>Whether all columns of a few rows come before the next rows: of a depthwise convolution and its input gradient, whose few weights stay in cache and whose pictures do not.</summary>
    public bool IsRowsFirst { get; init; }

    /// <summary>Items of a sample: all but the outermost loop, which counts samples.</summary>
    public int ItemsOfSample => Items.Skip(1).Aggregate(1, (items, loop) => items * loop.Count.Value);

    /// <summary>Whether a tile is told how far its outermost sum runs: over the samples of a batch, or over a block.</summary>
    public bool HasRuntimeDepth => K[0].Count.Kind != CountKind.Constant || K[0].IsBlocked;
}

/// <summary>A pool inside a contraction: a row of the tile is the largest, or the mean, of the sums of a window's cells.</summary>
/// <param name="Kind">What is kept of them.</param>
/// <param name="Window">Rows and columns of the window.</param>
/// <param name="A">Where each cell reads A, in floats from the first.</param>
internal sealed record PooledCells(PoolingKind Kind, (int Height, int Width) Window, EquatableArray<int> A)
{
    /// <summary>Cells that register tiles of every instruction set have room for.</summary>
    public const int Most = 4;
}

internal enum ContractionForm
{
    /// <summary>A scalar of A meets vectors of B: one k at a time, n in the lanes.</summary>
    Broadcast,

    /// <summary>Vectors of A meet vectors of B lane by lane: a depthwise convolution, A[m, k, n] · B[k, n].</summary>
    Lanewise,

    /// <summary>k in the lanes and a sum at the end: for one output column.</summary>
    Dot,
}

internal enum ContractionStart
{
    Zero,
    Bias,
    Accumulate,
}

internal enum CountKind
{
    Constant,

    /// <summary>As many as there are samples.</summary>
    Batch,

    /// <summary>A batch is cut into this fixed number of pieces, whatever the number of threads.</summary>
    Pieces,

    /// <summary>The samples of the piece that the item loop is at.</summary>
    SamplesOfPiece,

    /// <summary>The samples of a slice.</summary>
    SamplesOfSlice,

    /// <summary>As many as the call says, by a parameter of the loop's name.</summary>
    Given,
}

internal readonly record struct LoopCount(CountKind Kind, int Value)
{
    public static LoopCount Batch => new(CountKind.Batch, 0);

    public static LoopCount Given => new(CountKind.Given, 0);

    public static implicit operator LoopCount(int value) => new(CountKind.Constant, value);
}

/// <summary>One index and how it moves through A, B, C and the bias, in floats.</summary>
/// <param name="Name">What the index is, in the field's terms.</param>
/// <param name="Block">For the outermost loop of a sum: how many steps a tile takes before it puts C back; 0 for all.</param>
internal readonly record struct Loop(string Name, LoopCount Count, int A = 0, int B = 0, int C = 0, int Bias = 0, int Block = 0)
{
    public bool IsBlocked => Block > 0;

    /// <summary>Names the parameter that says how many.</summary>
    public string Plural => Name + "s";
}

/// <summary>How one instruction set covers M × N: bands of rows, each cut into columns of vectors.</summary>
/// <param name="Lanes">Floats of a vector.</param>
/// <param name="Bands">Bands of rows in their order.</param>
internal sealed record TilePlan(int Lanes, EquatableArray<RowBand> Bands);

/// <param name="Rows">mr: rows of a tile.</param>
/// <param name="Count">Tiles one below the other; 0: as many as fit into what is left of a batch.</param>
/// <param name="Columns">Tiles side by side.</param>
internal sealed record RowBand(int Rows, int Count, EquatableArray<ColumnBand> Columns);

/// <param name="Vectors">nr: vectors of a tile.</param>
/// <param name="Count">Tiles side by side.</param>
/// <param name="LastLanes">Lanes of the last vector that are stored; all where the tile is full.</param>
internal readonly record struct ColumnBand(int Vectors, int Count, int LastLanes);
