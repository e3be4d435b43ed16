using CnnGen.Generator.Emission;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Planning;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Kernels;

/// <summary>
/// Prints a contraction: the loops over items and blocks, and one method for each register tile.
/// Tiles are methods of their own: no vector lives across the call, and each stays far below the sizes at which the JIT stops optimising.
/// </summary>
internal static class ContractionEmitter
{
    public static void Emit(KernelContext context, string name, ContractionKernel kernel)
    {
        CodeWriter writer = context.Writer;
        TilePlan tiles = kernel.Tiles[VectorIsa.All.ToList().IndexOf(context.Isa)];
        writer.Line(KernelText.HotMethod);
        using (writer.Open($"public static void {name}({KernelText.Parameters(kernel)})"))
        {
            EmitItems(writer, kernel, () => EmitLoops(writer, kernel, [.. kernel.Outer], () => EmitBlocks(writer, name, kernel, tiles)));
        }

        foreach ((int rows, ColumnBand column) in tiles.Bands.SelectMany(band => band.Columns.Select(column => (band.Rows, column with { Count = 1 }))).Distinct())
        {
            writer.Line();
            TileEmitter.Emit(context, TileName(name, tiles, rows, column), kernel, rows, column, new VectorType(context.Isa, tiles.Lanes));
        }
    }

    private static string TileName(string name, TilePlan tiles, int rows, ColumnBand column) =>
        Invariant($"{name}Tile{rows}x{column.Vectors}") + (column.LastLanes == tiles.Lanes ? string.Empty : "Edge");

    /// <summary>An item is a number; its indices are the digits of it, the innermost loop's last.</summary>
    private static void EmitItems(CodeWriter writer, ContractionKernel kernel, Action body)
    {
        Loop[] loops = [.. kernel.Items];
        if (loops.Length == 1)
        {
            using (writer.Open($"for (int {loops[0].Name} = begin; {loops[0].Name} < end; {loops[0].Name}++)")) body();
            return;
        }

        using (writer.Open("for (int item = begin; item < end; item++)"))
        {
            string rest = "item";
            for (int i = loops.Length - 1; i >= 0; i--)
            {
                writer.Line(i == 0 ? $"int {loops[i].Name} = {rest};" : Invariant($"int {loops[i].Name} = {rest} % {loops[i].Count.Value};"));
                if (i > 0) rest = rest == "item" ? Invariant($"item / {loops[i].Count.Value}") : Invariant($"{rest} / {loops[i].Count.Value}");
            }

            body();
        }
    }

    private static void EmitLoops(CodeWriter writer, ContractionKernel kernel, Loop[] loops, Action body)
    {
        if (loops.Length == 0)
        {
            body();
            return;
        }

        Loop loop = loops[0];
        (string first, string end) = loop.Count.Kind switch
        {
            CountKind.Batch => ("0", "batch"),
            CountKind.SamplesOfSlice => ("firstSample", "endSample"),
            CountKind.Given => ("0", loop.Plural),
            CountKind.SamplesOfPiece => (Invariant($"(int)((long)batch * piece / {loop.Count.Value})"), Invariant($"(int)((long)batch * (piece + 1) / {loop.Count.Value})")),
            _ => ("0", Invariant($"{loop.Count.Value}")),
        };
        string condition = loop.Count.Kind == CountKind.SamplesOfPiece ? $"{loop.Name}End" : end;
        if (loop.Count.Kind == CountKind.SamplesOfPiece) writer.Line($"int {loop.Name}End = {end};");
        using (writer.Open($"for (int {loop.Name} = {first}; {loop.Name} < {condition}; {loop.Name}++)")) EmitLoops(writer, kernel, [.. loops.Skip(1)], body);
    }

    private static void EmitBlocks(CodeWriter writer, string name, ContractionKernel kernel, TilePlan tiles)
    {
        Loop outermost = kernel.K[0];
        if (!outermost.IsBlocked)
        {
            string? all = outermost.Count.Kind switch { CountKind.Batch => "batch", CountKind.Given => outermost.Plural, _ => null };
            EmitLoops(writer, kernel, [.. kernel.Inner], () => EmitTiles(writer, name, kernel, tiles, all));
            return;
        }

        string block = $"{outermost.Name}Block";
        using (writer.Open(Invariant($"for (int {block} = 0; {block} < {outermost.Count.Value}; {block} += {outermost.Block})")))
        {
            string depth = $"{outermost.Name}Count";
            writer.Line(Invariant($"int {depth} = Math.Min({outermost.Block}, {outermost.Count.Value} - {block});"));
            EmitLoops(writer, kernel, [.. kernel.Inner], () => EmitTiles(writer, name, kernel, tiles, depth));
        }
    }

    private static void EmitTiles(CodeWriter writer, string name, ContractionKernel kernel, TilePlan tiles, string? depth)
    {
        List<Loop> indices = [.. kernel.Items, .. kernel.Outer, .. kernel.Inner];
        if (kernel.K[0].IsBlocked) indices.Add(kernel.K[0] with { Name = kernel.K[0].Name + "Block" });
        string[] pointers = [.. kernel.Pointers];
        (int Start, Func<Loop, int> Step)[] walks = [(kernel.AStart, loop => loop.A), (kernel.BStart, loop => loop.B), (kernel.CStart, loop => loop.C), (0, loop => loop.Bias)];
        string[] tile = new string[pointers.Length];
        for (int i = 0; i < pointers.Length; i++)
        {
            string offset = KernelText.Offset(walks[i].Start, [.. indices.Select(loop => ($"(nint){loop.Name}", walks[i].Step(loop)))]);
            tile[i] = offset == "0" ? pointers[i] : pointers[i] + "At";
            if (offset != "0") writer.Line($"ref float {tile[i]} = {KernelText.At(pointers[i], offset)};");
        }

        if (kernel.IsRowsFirst)
        {
            EmitRowsFirst(writer, name, kernel, tiles, tile, depth);
        }
        else if (kernel.M.Count.Kind == CountKind.Constant)
        {
            EmitFixedRows(writer, name, kernel, tiles, tile, depth);
        }
        else
        {
            EmitBatchRows(writer, name, kernel, tiles, tile, depth);
        }
    }

    /// <summary>Columns outside, rows inside: the weights of a few columns stay in cache for all rows.</summary>
    private static void EmitFixedRows(CodeWriter writer, string name, ContractionKernel kernel, TilePlan tiles, string[] tile, string? depth)
    {
        int n = 0;
        for (int j = 0; j < tiles.Bands[0].Columns.Count; j++)
        {
            ColumnBand column = tiles.Bands[0].Columns[j];
            int width = column.Vectors * tiles.Lanes;
            string nIndex = EmitBandLoop(writer, kernel.N.Name, n, width, column.Count, out CodeWriter.Block? columns);
            CodeWriter.Block? panels = kernel.HasPanels ? OpenPanels(writer, kernel.Panels) : null;
            int m = 0;
            foreach (RowBand band in tiles.Bands)
            {
                string mIndex = EmitBandLoop(writer, kernel.M.Name, m, band.Rows, band.Count, out CodeWriter.Block? rows);
                writer.Line(Call(TileName(name, tiles, band.Rows, band.Columns[j]), kernel, tile, mIndex, nIndex, depth));
                rows?.Dispose();
                m += band.Rows * band.Count;
            }

            panels?.Dispose();
            columns?.Dispose();
            n += width * column.Count;
        }
    }

    /// <summary>Rows outside, columns inside: what is read goes through memory in its order.</summary>
    private static void EmitRowsFirst(CodeWriter writer, string name, ContractionKernel kernel, TilePlan tiles, string[] tile, string? depth)
    {
        int m = 0;
        foreach (RowBand band in tiles.Bands)
        {
            string mIndex = EmitBandLoop(writer, kernel.M.Name, m, band.Rows, band.Count, out CodeWriter.Block? rows);
            EmitColumns(writer, name, kernel, tiles, tile, band, mIndex, depth);
            rows?.Dispose();
            m += band.Rows * band.Count;
        }
    }

    private static CodeWriter.Block OpenPanels(CodeWriter writer, Loop panels)
    {
        string end = panels.Count.Kind == CountKind.Given ? panels.Plural : Invariant($"{panels.Count.Value}");
        return writer.Open($"for (nint {panels.Name} = 0; {panels.Name} < {end}; {panels.Name}++)");
    }

    private static void EmitBatchRows(CodeWriter writer, string name, ContractionKernel kernel, TilePlan tiles, string[] tile, string? depth)
    {
        string m = kernel.M.Name;
        writer.Line($"int {m} = 0;");
        foreach (RowBand band in tiles.Bands)
        {
            if (band != tiles.Bands[0]) writer.Line();
            using (writer.Open(band.Rows == 1 ? $"for (; {m} < batch; {m}++)" : Invariant($"for (; {m} <= batch - {band.Rows}; {m} += {band.Rows})")))
            {
                EmitColumns(writer, name, kernel, tiles, tile, band, $"(nint){m}", depth);
            }
        }
    }

    /// <summary>All columns of the rows of a tile.</summary>
    private static void EmitColumns(CodeWriter writer, string name, ContractionKernel kernel, TilePlan tiles, string[] tile, RowBand band, string m, string? depth)
    {
        int n = 0;
        foreach (ColumnBand column in band.Columns)
        {
            int width = column.Vectors * tiles.Lanes;
            string nIndex = EmitBandLoop(writer, kernel.N.Name, n, width, column.Count, out CodeWriter.Block? columns);
            writer.Line(Call(TileName(name, tiles, band.Rows, column), kernel, tile, m, nIndex, depth));
            columns?.Dispose();
            n += width * column.Count;
        }
    }

    /// <summary>A loop over equal tiles, or nothing but the constant where there is one tile.</summary>
    private static string EmitBandLoop(CodeWriter writer, string index, int start, int step, int count, out CodeWriter.Block? block)
    {
        block = null;
        if (count == 1) return Invariant($"{start}");
        block = writer.Open(Invariant($"for (nint {index} = {start}; {index} < {start + (step * count)}; {index} += {step})"));
        return index;
    }

    private static string Call(string tileName, ContractionKernel kernel, string[] tile, string m, string n, string? depth)
    {
        var arguments = new List<string>
        {
            Moved(tile[0], (kernel.Panels.Name, kernel.Panels.A), (m, kernel.M.A), (n, kernel.N.A)),
            Moved(tile[1], (n, kernel.N.B)),
            Moved(tile[2], (kernel.Panels.Name, kernel.Panels.C), (m, kernel.M.C), (n, kernel.N.C)),
        };
        if (tile.Length > 3) arguments.Add(Moved(tile[3], (n, 1)));
        if (depth is not null) arguments.Add(depth);
        return $"{tileName}({string.Join(", ", arguments)});";
    }

    private static string Moved(string reference, params (string Index, int Step)[] terms)
    {
        int constant = 0;
        var moving = new List<(string, int)>();
        foreach ((string index, int step) in terms)
        {
            if (int.TryParse(index, out int value)) constant += value * step;
            else moving.Add((index, step));
        }

        return KernelText.At(reference, KernelText.Offset(constant, [.. moving]));
    }
}
