using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Isa;

namespace CnnGen.Generator.Planning;

/// <summary>
/// Chooses mr × nr, rows × vectors of the register tile. The cost of a tile and one k is counted in cycles of a core with two
/// multiply-add and two load ports and a latency of four cycles: the largest of multiply-adds / 2, loads / 2, all instructions
/// by what a core begins of them, and the latency that too few accumulators leave open. Edges cost what they cost, so shapes that leave none win.
/// Where another program runs on the same core, instructions bind, and tiles that load little for what they multiply suffer least.
/// </summary>
internal static class TileChooser
{
    /// <summary>Cycles from one multiply-add into a register to the next into the same.</summary>
    private const int Latency = 4;

    /// <summary>Instructions of the loop over k: two references that move on, and the count.</summary>
    private const int LoopInstructions = 3;

    private const int WidestColumn = 8;

    /// <param name="cells">Sums that a row of the tile is made of: those of a pool's window, or 1.</param>
    /// <param name="reserved">Registers that the tile is to leave free.</param>
    public static EquatableArray<TilePlan> ForAll(ContractionForm form, Loop m, int columns, int cells = 1, int reserved = 0) =>
        VectorIsa.All.Select(isa => Choose(isa with { Registers = isa.Registers - reserved, Accumulators = isa.Accumulators - reserved }, form, m, columns, cells)).ToEquatableArray();

    public static TilePlan Choose(VectorIsa isa, ContractionForm form, Loop m, int columns, int cells = 1)
    {
        if (form == ContractionForm.Dot) return ForDot(isa, m);
        int lanes = isa.VectorFor(columns).Lanes;
        int vectors = ((columns - 1) / lanes) + 1;
        int lastLanes = columns - ((vectors - 1) * lanes);
        return m.Count.Kind == CountKind.Constant
            ? new TilePlan(lanes, ForRows(isa, form, m.Count.Value, cells, vectors, lastLanes, lanes))
            : new TilePlan(lanes, ForBatch(isa, form, vectors, lastLanes, lanes));
    }

    /// <summary>Cycles of all tiles that cover M × N, for one k.</summary>
    public static double Cycles(VectorIsa isa, ContractionForm form, Loop m, int columns, int cells = 1) =>
        Choose(isa, form, m, columns, cells).Bands.Sum(band => band.Columns.Sum(column => band.Count * column.Count * Cycles(form, band.Rows * cells, column.Vectors)));

    private static EquatableArray<RowBand> ForRows(VectorIsa isa, ContractionForm form, int rows, int cells, int vectors, int lastLanes, int lanes)
    {
        double best = double.MaxValue;
        int bestRows = 1;
        int bestVectors = 1;
        for (int nr = 1; nr <= Math.Min(vectors, WidestColumn); nr++)
        {
            for (int mr = 1; mr <= rows && Fits(isa, mr * cells, nr); mr++)
            {
                double cost = Split(rows, mr).Sum(m => Split(vectors, nr).Sum(n => m.Count * n.Count * Cycles(form, m.Size * cells, n.Size)));
                // Of equal costs the larger tile: fewer of them, fewer starts and stores.
                if (cost < best || (cost == best && mr * nr > bestRows * bestVectors)) (best, bestRows, bestVectors) = (cost, mr, nr);
            }
        }

        return Split(rows, bestRows).Select(m => new RowBand(m.Size, m.Count, Columns(vectors, bestVectors, lastLanes, lanes))).ToEquatableArray();
    }

    /// <summary>A batch is not known when the code is generated: tiles of eight (or four), of four, and of one take it in turn.</summary>
    private static EquatableArray<RowBand> ForBatch(VectorIsa isa, ContractionForm form, int vectors, int lastLanes, int lanes)
    {
        var bands = new List<RowBand>();
        foreach (int mr in new[] { 8, 4, 1 })
        {
            int widest = Enumerable.Range(1, Math.Min(vectors, WidestColumn)).LastOrDefault(nr => Fits(isa, mr, nr));
            if (widest == 0 || (mr == 8 && widest < Math.Min(vectors, 2))) continue;
            int nr = 1;
            double best = double.MaxValue;
            for (int candidate = 1; candidate <= widest; candidate++)
            {
                double cost = Split(vectors, candidate).Sum(n => n.Count * Cycles(form, mr, n.Size));
                if (cost <= best) (best, nr) = (cost, candidate);
            }

            bands.Add(new RowBand(mr, 0, Columns(vectors, nr, lastLanes, lanes)));
        }

        return bands.ToEquatableArray();
    }

    private static TilePlan ForDot(VectorIsa isa, Loop m)
    {
        int lanes = isa.Lanes;
        EquatableArray<ColumnBand> columns = EquatableArray.Of(new ColumnBand(1, 1, lanes));
        if (m.Count.Kind != CountKind.Constant) return new TilePlan(lanes, EquatableArray.Of(new RowBand(8, 0, columns), new RowBand(1, 0, columns)));
        return new TilePlan(lanes, Split(m.Count.Value, 8).Select(band => new RowBand(band.Size, band.Count, columns)).ToEquatableArray());
    }

    /// <summary>Cuts the columns evenly; the last vector, where it is not full, gets a tile of its own kind.</summary>
    private static EquatableArray<ColumnBand> Columns(int vectors, int nr, int lastLanes, int lanes)
    {
        List<ColumnBand> columns = [.. Split(vectors, nr).Select(band => new ColumnBand(band.Size, band.Count, lanes))];
        if (lastLanes == lanes) return columns.ToEquatableArray();
        ColumnBand last = columns[columns.Count - 1];
        columns.RemoveAt(columns.Count - 1);
        if (last.Count > 1) columns.Add(last with { Count = last.Count - 1 });
        columns.Add(new ColumnBand(last.Vectors, 1, lastLanes));
        return columns.ToEquatableArray();
    }

    /// <summary>Cuts a length into the fewest parts of at most <paramref name="largest"/>, their sizes differing by one at most.</summary>
    private static IEnumerable<(int Size, int Count)> Split(int length, int largest)
    {
        int parts = ((length - 1) / largest) + 1;
        int size = length / parts;
        int larger = length % parts;
        if (larger > 0) yield return (size + 1, larger);
        yield return (size, parts - larger);
    }

    private static double Cycles(ContractionForm form, int mr, int nr)
    {
        double multiplyAdds = mr * nr / 2.0;
        double loads = (form == ContractionForm.Lanewise ? (mr * nr) + nr : mr + nr) / 2.0;
        double instructions = (2 * multiplyAdds) + (2 * loads) + LoopInstructions;
        return Math.Max(Math.Max(Latency, instructions / Core.InstructionsPerCycle), Math.Max(multiplyAdds, loads));
    }

    /// <summary>Whether registers hold all accumulators, and beside them one value of A and the vectors of a row of B; a single row of A reads those where they lie.</summary>
    private static bool Fits(VectorIsa isa, int mr, int nr) => mr * nr <= isa.Accumulators && (mr == 1 || (mr * nr) + nr < isa.Registers);
}
