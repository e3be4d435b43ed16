using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>
/// What one generated kernel does, complete: equal kernels share one method. Emitters print kernels and decide nothing.
/// A kernel runs over a range of items, [begin, end); which ranges it is given never changes what it writes.
/// </summary>
/// <param name="Pointers">Names of its references to memory, in the order of its parameters.</param>
internal abstract record Kernel(EquatableArray<string> Pointers)
{
    /// <summary>Whether it asks for the number of samples.</summary>
    public virtual bool NeedsBatch => false;

    /// <summary>Whether it asks for the key that dropout is drawn from.</summary>
    public virtual bool NeedsKey => false;

    /// <summary>Whether it asks which samples a slice has.</summary>
    public virtual bool NeedsSlice => false;

    /// <summary>Floats of memory that it wants for each thread while it runs.</summary>
    public virtual int ScratchFloats => 0;
}

/// <summary>Rows of values that a kernel walks through: item = sample · Rows + row.</summary>
internal readonly record struct RowWalk(int Rows, int SampleStride, int Start, int RowStride)
{
    /// <summary>Rows of a buffer; one long row where nothing lies between them.</summary>
    public static RowWalk Of(BufferLayout layout, bool merged) => merged
        ? new(1, layout.SampleStride, layout.Start, 0)
        : new(layout.Height, layout.SampleStride, layout.Start, layout.RowStride);
}

internal enum ElementOperation
{
    /// <summary>y = f(x).</summary>
    Activation,

    /// <summary>dx = dy · f′, from the output y.</summary>
    ActivationGradientFromOutput,

    /// <summary>dx = dy · f′(x), from the input x.</summary>
    ActivationGradientFromInput,

    /// <summary>y = x · scale[channel] + shift[channel].</summary>
    ScaleAndShift,

    /// <summary>y = x · scale[channel].</summary>
    Scale,

    /// <summary>y = x + bias[channel], then the activation.</summary>
    AddBias,

    /// <summary>y = (x − mean) · inverse · gamma + beta, by channel, then the activation.</summary>
    Normalize,

    /// <summary>dx = gamma · inverse · (dy − Σdy / n − x̂ · Σ(dy · x̂) / n), by channel; dy passes the gate first where there is one.</summary>
    NormalizeGradient,

    /// <summary>dx = gamma · inverse · dy, by channel: running averages do not depend on x; dy passes the gate first where there is one.</summary>
    FrozenNormalizeGradient,

    /// <summary>y = kept ? x / (1 − rate) : 0; also its own gradient.</summary>
    Dropout,

    /// <summary>y = x.</summary>
    Copy,
}

/// <summary>An operation on each value of rows; pointers are inputs, then the output, then values by channel.</summary>
internal sealed record ElementKernel(
    ElementOperation Operation, EquatableArray<string> Pointers, EquatableArray<RowWalk> Walks, int RowLength, int Channels, ActivationSpec Activation, float Rate)
    : Kernel(Pointers)
{
    public override bool NeedsKey => Operation == ElementOperation.Dropout;

    public override bool NeedsBatch => Operation == ElementOperation.NormalizeGradient;

    /// <summary>Pixels of a sample, for the mean over a batch.</summary>
    public int Pixels => Walks[0].Rows * RowLength / Channels;
}

/// <summary>Writes zeros, or copies of the edge, into the halo around a picture. Item = sample.</summary>
internal sealed record HaloKernel(BufferLayout Layout, Halo Width, bool CopiesEdge) : Kernel(EquatableArray.Of("picture"));

/// <summary>Adds what lies in the halo to the edge that it was copied from: the gradient of edge padding. Item = sample.</summary>
internal sealed record FoldHaloKernel(BufferLayout Layout, Halo Width) : Kernel(EquatableArray.Of("gradient"));

/// <summary>Sets memory to zero. Item = a stretch of <see cref="Length"/> floats.</summary>
internal sealed record ClearKernel(int Length) : Kernel(EquatableArray.Of("values"));

/// <summary>Item = a row of the output.</summary>
/// <param name="KeepsWinners">Whether it writes, for the gradient, which cell each maximum came from (<see cref="PoolWinners"/>).</param>
/// <param name="Normalized">What its cells pass before they are compared: a normalisation, and this activation; null where they are read as they lie.</param>
internal sealed record PoolKernel(PoolingKind Kind, Window Window, BufferLayout Input, BufferLayout Output, bool KeepsWinners = false, ActivationSpec? Normalized = null) : Kernel(
    EquatableArray.Of<string>([
        "input", "output",
        .. KeepsWinners ? ["winners"] : Array.Empty<string>(),
        .. Normalized is null ? Array.Empty<string>() : ["mean", "inverse", "gamma", "beta"],
    ]));

/// <summary>
/// Which cell of its window each maximum came from, the first of equals, in two bits a value: a word for each vector of channels holds the lower bits of all lanes and, behind
/// them, the upper ones. As many words as the narrowest vectors make: a byte a value there, and less where vectors are wider.
/// </summary>
internal static class PoolWinners
{
    private const int MostCells = 4;

    private const int FewestLanes = 4;

    /// <summary>Whether windows are small enough, and no value is in two of them.</summary>
    public static bool Fit(PoolingLayer layer) => layer is { Kind: PoolingKind.Max, Window: { HasPadding: false } window }
        && window.Height * window.Width <= MostCells && window.StrideHeight >= window.Height && window.StrideWidth >= window.Width;

    /// <summary>Words of a pixel.</summary>
    public static int WordsOfPixel(int channels) => ((channels - 1) / FewestLanes) + 1;

    /// <summary>Words of a sample.</summary>
    public static int Words(TensorShape output) => checked(output.Pixels * WordsOfPixel(output.Channels));

    /// <summary>From the words of one sample to those of the next.</summary>
    public static int SampleStride(BufferLayout output) => BufferLayout.RoundUp(checked(output.Height * output.Width * WordsOfPixel(output.Channels)));
}

/// <summary>Scatters the gradient of a maximum pool to the cells that won. Item = sample.</summary>
internal sealed record PoolScatterKernel(Window Window, BufferLayout OutputGradient, BufferLayout InputGradient)
    : Kernel(EquatableArray.Of("winners", "outputGradient", "inputGradient"));

/// <summary>Item = sample. The maximum's gradient goes to the first cell that equals it.</summary>
internal sealed record PoolGradientKernel(PoolingKind Kind, Window Window, BufferLayout Input, BufferLayout Output, BufferLayout OutputGradient, BufferLayout InputGradient)
    : Kernel(Kind == PoolingKind.Max
        ? EquatableArray.Of("input", "output", "outputGradient", "inputGradient")
        : EquatableArray.Of("outputGradient", "inputGradient"));

/// <summary>Softmax or log-softmax over the channels of each pixel. Item = sample.</summary>
internal sealed record SoftmaxKernel(bool IsLog, BufferLayout Layout) : Kernel(EquatableArray.Of("values"));

/// <summary>From the output and its gradient, in place. Item = sample.</summary>
internal sealed record SoftmaxGradientKernel(bool IsLog, BufferLayout Output, BufferLayout Gradient) : Kernel(EquatableArray.Of("output", "gradient"));

/// <summary>Sums over the pixels of a sample, by channel; rows first, so that errors grow with √width + √height. Item = sample.</summary>
internal sealed record PixelSumKernel(BufferLayout Values, int SumStride) : Kernel(EquatableArray.Of("values", "sums"));

/// <summary>Sums rows of a table in their order: total[column] = Σ values[row, column]. Item = a chunk of columns.</summary>
/// <param name="Rows">Rows; 0 where they are the samples of the batch.</param>
/// <param name="Columns">Columns.</param>
/// <param name="Stride">From one row to the next.</param>
/// <param name="Chunk">Columns of an item.</param>
internal sealed record ColumnSumKernel(int Rows, int Columns, int Stride, int Chunk) : Kernel(EquatableArray.Of("values", "total"))
{
    public override bool NeedsBatch => Rows == 0;
}

/// <summary>Rounds weights to bfloat16, two rows in one word: the even row's in its lower half, the odd row's in its upper. Item = a pair of rows.</summary>
internal sealed record PairKernel(int Columns) : Kernel(EquatableArray.Of("weights", "pairs"));

/// <summary>
/// Transposes each of <see cref="Count"/> matrices [rows, columns], the matrices themselves in reverse order: filters turned by 180°.
/// Item = strip: some rows of a matrix.
/// </summary>
internal sealed record TransposeKernel(int Count, int Rows, int Columns) : Kernel(EquatableArray.Of("weights", "transposed"))
{
    /// <summary>Rows of a strip: as many columns of it as a cache line holds are read from lines that are in cache already.</summary>
    public const int RowsOfStrip = 16;

    public int StripsOfMatrix => ((Rows - 1) / RowsOfStrip) + 1;

    public int Strips => Count * StripsOfMatrix;
}
