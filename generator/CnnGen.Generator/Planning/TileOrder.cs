using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>
/// Where the tiles of a sample lie when those that overhang leave products out: the last of all rows but the last row, the inner ones, the others of the last row, the corner.
/// All but the last row then are the first tiles, and all but the last column those from <see cref="BehindLastColumn"/> on, without the corner: as many.
/// </summary>
/// <param name="Length">Rows of tiles, and tiles of a row.</param>
internal readonly record struct TileOrder(int Length)
{
    /// <summary>Rows of tiles up to which what is left out is worth a kernel of its own: a tenth of the products with 3 of 5 × 5 outputs. All of a sample are then one group.</summary>
    private const int Longest = 3;

    public int Tiles => Length * Length;

    /// <summary>Tiles of all rows but the last, or of all columns but the last.</summary>
    public int TilesAtInfinity => Length * (Length - 1);

    /// <summary>The first tile that is not in the last column.</summary>
    public int BehindLastColumn => Length - 1;

    /// <summary>
    /// The order of a layer's tiles; null where they lie row by row: where it would bring little, and where the last vector of a tile is not full, so that storing it spoils what lies behind.
    /// </summary>
    public static TileOrder? Of(WinogradForm form, ConvolutionLayer layer, (int Height, int Width) outputs, (int Rows, int Columns) tiles) =>
        form.Stride == 1 && tiles.Rows == tiles.Columns && tiles.Rows is > 1 and <= Longest
            && outputs.Height % form.Outputs > 0 && outputs.Width % form.Outputs > 0
            && BufferLayout.RoundUp(layer.Input.Channels) == layer.Input.Channels && BufferLayout.RoundUp(layer.Output.Channels) == layer.Output.Channels
            ? new TileOrder(tiles.Rows)
            : null;

    /// <summary>Products of a sample, of a channel and a filter.</summary>
    public int ProductsOf(WinogradForm form) => ((form.Tile - 1) * (form.Tile - 1) * Tiles) + (((2 * form.Tile) - 1) * TilesAtInfinity);
}
