using CnnGen.Generator.Isa;
using CnnGen.Generator.Planning;
using Xunit;
using static System.FormattableString;

namespace CnnGen.Generator.Tests.Planning;

/// <summary>Which register tiles cover a product, as a table of shapes.</summary>
public class TileChooserTests
{
    [Theory]
    [InlineData("Avx512", 36, 64, 1, "6 × 6×4")] // Ten loads for 24 multiply-adds; 14 × 2 would take 16 for 28.
    [InlineData("Avx512", 28, 32, 1, "2 × 14×2")] // Two vectors are all there is: many rows.
    [InlineData("Avx512", 9, 48, 1, "1 × 9×3")]
    [InlineData("Avx512", 16, 64, 1, "1 × 6×4, 2 × 5×4")] // Rows that six do not divide are shared evenly.
    [InlineData("Avx512", 4, 64, 1, "1 × 4×4")]
    [InlineData("Avx512", 1, 128, 1, "1 × 1×8")] // A single row reads its vectors where they lie.
    [InlineData("Avx512", 36, 64, 4, "36 × 1×4")] // Four sums for each output of a pool.
    [InlineData("Avx2", 12, 64, 1, "3 × 4×3 4×3 4×2")]
    [InlineData("Avx2", 12, 16, 1, "2 × 6×2")]
    [InlineData("Avx2", 1, 64, 1, "1 × 1×8")]
    [InlineData("AdvSimd", 12, 64, 1, "2 × 6×4 6×4 6×4 6×4")]
    public void Tiles_of_rows_and_vectors(string isa, int rows, int columns, int cells, string tiles)
    {
        TilePlan plan = TileChooser.Choose(IsaOf(isa), ContractionForm.Broadcast, new Loop("m", rows), columns, cells);
        Assert.Equal(tiles, string.Join(", ", plan.Bands.Select(band => Invariant($"{band.Count} × ") + Widths(band))));
    }

    [Theory]
    [InlineData("Avx512")]
    [InlineData("Avx2")]
    [InlineData("AdvSimd")]
    [InlineData("Portable")]
    public void Registers_hold_the_sums_and_what_is_multiplied(string isa)
    {
        VectorIsa set = IsaOf(isa);
        foreach (int columns in Enumerable.Range(1, 200))
        {
            foreach (Loop m in Enumerable.Range(1, 40).Select(rows => new Loop("m", rows)).Append(new Loop("sample", LoopCount.Batch)))
            {
                TilePlan plan = TileChooser.Choose(set, ContractionForm.Broadcast, m, columns);
                foreach (RowBand band in plan.Bands.Where(band => band.Rows > 1))
                {
                    Assert.All(band.Columns, column => Assert.True(
                        (band.Rows * column.Vectors) + column.Vectors + 1 <= set.Registers,
                        Invariant($"{band.Rows} × {column.Vectors} for {m.Count} rows and {columns} columns")));
                }
            }
        }
    }

    private static VectorIsa IsaOf(string name) => VectorIsa.All.Single(isa => isa.Name == name);

    /// <summary>The tiles side by side.</summary>
    private static string Widths(RowBand band) => string.Join(" ", band.Columns.SelectMany(column => Enumerable.Repeat(Invariant($"{band.Rows}×{column.Vectors}"), column.Count)));
}
