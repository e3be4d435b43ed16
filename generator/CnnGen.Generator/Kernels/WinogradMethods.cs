using CnnGen.Generator.Emission;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Planning;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Kernels;

/// <summary>Prints the transforms that Winograd kernels call, which layers share.</summary>
internal static class WinogradMethods
{
    /// <summary>Weights of each matrix whose sums over the pieces are taken together: whole lines side by side.</summary>
    public const int TotalsOfProduct = 64;

    /// <summary>Writes the transforms of filters, one for each phase, which layers share.</summary>
    public static void EmitFilterTransforms(CodeWriter writer, string name, WinogradForm form, VectorType v)
    {
        int index = 0;
        foreach ((int row, int column) in form.Phases)
        {
            writer.Line();
            if (form.Stride == 1)
            {
                writer.Line(Invariant($"/// <summary>G g Gᵀ of 3 × 3 weights, for each filter and channel: {form.Products} matrices.</summary>"));
                EmitFilterTransform(writer, name, form, (row, column), 0, v);
            }
            else
            {
                writer.Line(Invariant($"/// <summary>G g Gᵀ of the {form.TapsOf(row)} × {form.TapsOf(column)} weights at {(row == 0 ? "even" : "odd")} rows and {(column == 0 ? "even" : "odd")} columns, for each filter and channel.</summary>"));
                EmitFilterTransform(writer, name + PhaseName(row, column), form, (row, column), index, v);
            }

            index++;
        }
    }

    private static void EmitFilterTransform(CodeWriter writer, string name, WinogradForm form, (int Row, int Column) phase, int index, VectorType v)
    {
        writer.Line(KernelText.HotMethod);
        using (writer.Open($"private static void {name}(ref float weights, ref float transformed, nint channels, nint filters, nint slab, nint first, nint end)"))
        {
            writer.Line("nint matrix = channels * filters;");
            if (form.IsLarge) LargeWinogradMethods.EmitStack(writer, form.Tile * form.Taps * v.Lanes);
            using (writer.Open(Invariant($"for (nint i = first; i < end; i += {v.Lanes})"))) EmitFilterVector(writer, form, phase, index, v);
        }
    }

    /// <summary>The transform of the weights of a vector of filters, which lie within one slab or are not in slabs.</summary>
    private static void EmitFilterVector(CodeWriter writer, WinogradForm form, (int Row, int Column) phase, int index, VectorType v)
    {
        (int rows, int columns) = (form.TapsOf(phase.Row), form.TapsOf(phase.Column));
        int productRows = form.Tile - form.Taps + rows;
        int productColumns = form.Tile - form.Taps + columns;
        writer.Line("// The last vector may hold some of the one before once more.");
        writer.Line(Invariant($"nint at = Math.Min(i, matrix - {v.Lanes});"));
        writer.Line("nint filter = at % filters;");
        string slabs = form.Phases.Count == 1 ? "filter / slab" : index == 0 ? Invariant($"(filter / slab * {form.Phases.Count})") : Invariant($"((filter / slab * {form.Phases.Count}) + {index})");
        writer.Line($"nint place = ((({slabs} * channels) + (at / filters)) * slab) + (filter % slab);");
        writer.Line("ref float source = ref Unsafe.Add(ref weights, at);");
        if (form.IsLarge)
        {
            LargeWinogradMethods.EmitFilterVector(writer, form, v);
            return;
        }

        for (int column = 0; column < columns; column++)
        {
            writer.Line();
            for (int row = 0; row < rows; row++)
            {
                int cell = ((phase.Row + (row * form.Stride)) * form.Kernel) + phase.Column + (column * form.Stride);
                writer.Line(Invariant($"{v.Name} g{row}_{column} = {v.Load("source", KernelText.Offset(0, ("matrix", cell)))};"));
            }

            WinogradTransforms.Filter(writer, v, form, Names("g", rows, row => (row, column)), Names("h", productRows, row => (row, column)), Invariant($"Column{column}"));
        }

        for (int row = 0; row < productRows; row++)
        {
            writer.Line();
            WinogradTransforms.Filter(writer, v, form, Names("h", columns, column => (row, column)), Names("u", productColumns, column => (row, column)), Invariant($"Row{row}"));
            writer.Line(Invariant($"ref float target{row} = {KernelText.At("transformed", KernelText.Offset(0, ("place", 1), ("matrix", row * form.Tile * form.Phases.Count)))};"));
            for (int column = 0; column < productColumns; column++)
            {
                writer.Line(VectorType.Store(Invariant($"u{row}_{column}"), Invariant($"target{row}"), KernelText.Offset(0, ("matrix", column * form.Phases.Count))));
            }
        }
    }

    /// <summary>Stores a row of transformed values, each in the next matrix.</summary>
    private static void EmitMatrixStores(CodeWriter writer, WinogradForm form, int row)
    {
        for (int column = 0; column < form.Tile; column++)
        {
            writer.Line(VectorType.Store(Invariant($"v{row}_{column}"), "target", "0"));
            if (row < form.Tile - 1 || column < form.Tile - 1) writer.Line("target = ref Unsafe.Add(ref target, stride);");
        }
    }

    /// <summary>Writes the method that fetches what a transform is to read, where that comes from beyond a core's own caches.</summary>
    public static void EmitFetch(CodeWriter writer, string name)
    {
        writer.Line();
        writer.Line("/// <summary>Reads a value of each cache line, in the order of memory: so they come several times as fast as for a transform, which reads some rows at a time.</summary>");
        writer.Line(KernelText.HotMethod);
        using (writer.Open($"private static float {name}(ref float first, nint floats)"))
        {
            writer.Line("float sum = 0;");
            writer.Line("for (nint i = 0; i < floats; i += 16) sum += Unsafe.Add(ref first, i);");
            writer.Line("return sum;");
        }
    }

    /// <summary>Writes a transform of a row of tiles, which layers share: of the input, or of the gradient of the output.</summary>
    public static void EmitTransform(CodeWriter writer, string name, WinogradForm form, VectorType v, bool isGradient)
    {
        int size = isGradient ? form.Outputs : form.Tile;
        writer.Line();
        writer.Line(isGradient
            ? Invariant($"/// <summary>A δ Aᵀ of {size} × {size} tiles side by side: tile and filter of each of {form.Products} matrices.</summary>")
            : form.Stride == 1 ? Invariant($"/// <summary>Bᵀ d B of {size} × {size} tiles side by side, {form.Outputs} pixels apart: tile and channel of each of {form.Products} matrices.</summary>")
            : Invariant($"/// <summary>Bᵀ d B of {size} × {size} tiles side by side, of every second pixel, {form.Outputs * form.Stride} pixels apart: tile, phase and channel of each of {form.Products} matrices.</summary>"));
        writer.Line(KernelText.HotMethod);
        using (writer.Open($"private static void {name}(ref float input, nint rowStride, ref float transformed, nint stride, int tiles, nint channels)"))
        {
            if (form.IsLarge) LargeWinogradMethods.EmitTransform(writer, form, v, isGradient);
            else EmitTransformOfTiles(writer, form, v, size, isGradient);
        }
    }

    private static void EmitTransformOfTiles(CodeWriter writer, WinogradForm form, VectorType v, int size, bool isGradient)
    {
        using (writer.Open("for (int tile = 0; tile < tiles; tile++)"))
        {
            if (form.Stride == 1)
            {
                EmitTransformOfChannels(writer, form, v, "input", size, isGradient);
                writer.Line();
            }
            else
            {
                writer.Line("// Odd columns, neither, odd rows, both.");
                using (writer.Open("for (int phase = 0; phase < 4; phase++)"))
                {
                    writer.Line("ref float picture = ref Unsafe.Add(ref input, (phase >= 2 ? rowStride : 0) + (phase is 0 or 3 ? channels : 0));");
                    EmitTransformOfChannels(writer, form, v, "picture", size, isGradient);
                    writer.Line("transformed = ref Unsafe.Add(ref transformed, channels);");
                }

                writer.Line();
            }

            writer.Line(Invariant($"input = ref Unsafe.Add(ref input, channels * {form.Outputs * form.Stride});"));
            if (form.Stride == 1) writer.Line("transformed = ref Unsafe.Add(ref transformed, channels);");
        }
    }

    /// <summary>The transform of one tile, from the channels of its first pixel.</summary>
    private static void EmitTransformOfChannels(CodeWriter writer, WinogradForm form, VectorType v, string first, int size, bool isGradient)
    {
        using (writer.Open(Invariant($"for (nint c = 0; c < channels; c += {v.Lanes})")))
        {
            for (int row = 0; row < size; row++) writer.Line(Invariant($"ref float row{row} = ref Unsafe.Add(ref {first}, {KernelText.Offset(0, ("c", 1), ("rowStride", row * form.Stride))});"));
            for (int column = 0; column < size; column++)
            {
                writer.Line();
                string offset = KernelText.Offset(0, ("channels", column * form.Stride));
                for (int row = 0; row < size; row++) writer.Line(Invariant($"{v.Name} d{row}_{column} = {v.Load(Invariant($"row{row}"), offset)};"));
                Transform(writer, v, form, isGradient, Names("d", size, row => (row, column)), Names("t", form.Tile, row => (row, column)), Invariant($"Column{column}"));
            }

            writer.Line();
            writer.Line("ref float target = ref Unsafe.Add(ref transformed, c);");
            for (int row = 0; row < form.Tile; row++)
            {
                writer.Line();
                Transform(writer, v, form, isGradient, Names("t", size, column => (row, column)), Names("v", form.Tile, column => (row, column)), Invariant($"Row{row}"));
                EmitMatrixStores(writer, form, row);
            }
        }
    }

    /// <summary>Bᵀ d of values of the input, or A δ of gradients of the output.</summary>
    public static void Transform(CodeWriter writer, VectorType v, WinogradForm form, bool isGradient, string[] values, string[] result, string suffix)
    {
        if (isGradient) WinogradTransforms.Gradient(writer, v, form, values, result, suffix);
        else WinogradTransforms.Input(writer, v, form, values, result, suffix);
    }

    /// <summary>Writes the transform from the sums of products to the gradients of filters, which layers share.</summary>
    public static void EmitFilterGradient(CodeWriter writer, string name, WinogradForm form, VectorType v)
    {
        writer.Line();
        writer.Line(Invariant($"/// <summary>Gᵀ u G of {form.Products} matrices, each the sum over the pieces of a batch: the gradient of 3 × 3 weights, for each filter and channel.</summary>"));
        writer.Line(KernelText.HotMethod);
        using (writer.Open($"private static void {name}(ref float sums, int pieces, ref float gradient, nint matrix, nint first, nint end)"))
        {
            LargeWinogradMethods.EmitStack(writer, (form.Products * TotalsOfProduct) + (form.IsLarge ? form.Tile * form.Kernel * v.Lanes : 0));
            writer.Line(Invariant($"ref float totals = ref {(form.IsLarge ? Invariant($"Unsafe.Add(ref stack, {form.Tile * form.Kernel * v.Lanes})") : "stack")};"));
            using (writer.Open(Invariant($"for (nint run = first; run < end; run += {TotalsOfProduct})")))
            {
                writer.Line(Invariant($"nint runEnd = Math.Min(end, run + {TotalsOfProduct});"));
                EmitTotals(writer, form, v);
                writer.Line();
                using (writer.Open(Invariant($"for (nint i = run; i < runEnd; i += {v.Lanes})"))) EmitFilterGradientVector(writer, form, v);
            }
        }
    }

    /// <summary>The sums over the pieces, for some vectors of each matrix: pieces lie far apart, and so do matrices.</summary>
    private static void EmitTotals(CodeWriter writer, WinogradForm form, VectorType v)
    {
        using (writer.Open(Invariant($"for (int product = 0; product < {form.Products}; product++)")))
        using (writer.Open(Invariant($"for (nint i = run; i < runEnd; i += {v.Lanes})")))
        {
            writer.Line("// The last vector may hold some of the one before once more.");
            writer.Line(Invariant($"ref float source = ref Unsafe.Add(ref sums, (product * matrix) + Math.Min(i, matrix - {v.Lanes}));"));
            writer.Line($"{v.Name} total = {v.Load("source", "0")};");
            using (writer.Open("for (int piece = 1; piece < pieces; piece++)"))
            {
                writer.Line(Invariant($"source = ref Unsafe.Add(ref source, matrix * {form.Products});"));
                writer.Line($"total += {v.Load("source", "0")};");
            }

            writer.Line(VectorType.Store("total", "totals", Invariant($"(product * {TotalsOfProduct}) + i - run")));
        }
    }

    private static void EmitFilterGradientVector(CodeWriter writer, WinogradForm form, VectorType v)
    {
        int tile = form.Tile;
        writer.Line(Invariant($"nint at = Math.Min(i, matrix - {v.Lanes});"));
        writer.Line("ref float source = ref Unsafe.Add(ref totals, i - run);");
        if (form.IsLarge)
        {
            LargeWinogradMethods.EmitFilterGradientVector(writer, form, v);
            return;
        }

        for (int column = 0; column < tile; column++)
        {
            writer.Line();
            for (int row = 0; row < tile; row++) writer.Line(Invariant($"{v.Name} u{row}_{column} = {v.Load("source", Text.Of(((row * tile) + column) * TotalsOfProduct))};"));
            WinogradTransforms.FilterGradient(writer, v, form, Names("u", tile, row => (row, column)), Names("h", form.Kernel, row => (row, column)), Invariant($"Column{column}"));
        }

        writer.Line();
        writer.Line("ref float target = ref Unsafe.Add(ref gradient, at);");
        for (int row = 0; row < form.Kernel; row++)
        {
            writer.Line();
            WinogradTransforms.FilterGradient(writer, v, form, Names("h", tile, column => (row, column)), Names("g", form.Kernel, column => (row, column)), Invariant($"Row{row}"));
            for (int column = 0; column < form.Kernel; column++)
            {
                int cell = (row * form.Kernel) + column;
                writer.Line(VectorType.Store(Invariant($"g{row}_{column}"), "target", cell == 0 ? "0" : cell == 1 ? "matrix" : Invariant($"matrix * {cell}")));
            }
        }
    }

    /// <summary>Writes the transform of a row of tiles back, with bias, activation and pool, which layers share.</summary>
    public static void EmitOutputTransform(CodeWriter writer, string name, OutputTransform transform)
    {
        WinogradForm form = transform.Form;
        VectorType v = transform.Vector;
        int size = transform.OutputsOfTile;
        writer.Line();
        writer.Line($"/// <summary>Aᵀ p A of tiles side by side{transform.Epilogue}, for <paramref name=\"filters\"/> of the <paramref name=\"pixel\"/> values of a pixel. The last tile leaves <paramref name=\"columns\"/> columns, all of them <paramref name=\"rows\"/> rows.</summary>");
        writer.Line(KernelText.HotMethod);
        using (writer.Open($"private static void {name}(ref float products, nint stride, ref float output, nint rowStride{(transform.UseBias ? ", ref float bias" : string.Empty)}, int tiles, nint filters, nint pixel, int rows, int columns)"))
        {
            if (form.IsLarge) LargeWinogradMethods.EmitStack(writer, form.Tile * form.Outputs * v.Lanes);
            using (writer.Open("for (int tile = 0; tile < tiles; tile++)"))
            {
                if (!form.IsLarge) writer.Line(Invariant($"bool isWhole = rows == {size} && (columns == {size} || tile < tiles - 1);"));
                using (writer.Open(Invariant($"for (nint k = 0; k < filters; k += {v.Lanes})"))) EmitOutputVector(writer, transform);
                writer.Line();
                writer.Line("products = ref Unsafe.Add(ref products, pixel);");
                writer.Line(Invariant($"output = ref Unsafe.Add(ref output, pixel * {size});"));
            }
        }
    }

    private static void EmitOutputVector(CodeWriter writer, OutputTransform transform)
    {
        WinogradForm form = transform.Form;
        VectorType v = transform.Vector;
        int size = transform.OutputsOfTile;
        bool partial = transform.PartialLanes > 0;
        if (!partial) writer.Line("// The last vector may hold some of the one before once more.");
        writer.Line(partial ? "nint at = k;" : Invariant($"nint at = Math.Min(k, filters - {v.Lanes});"));
        writer.Line("ref float source = ref Unsafe.Add(ref products, at);");
        if (form.IsLarge)
        {
            LargeWinogradMethods.EmitOutputVector(writer, transform);
            return;
        }

        for (int column = 0; column < form.Tile; column++)
        {
            writer.Line();
            for (int row = 0; row < form.Tile; row++)
            {
                int product = (row * form.Tile) + column;
                writer.Line(Invariant($"{v.Name} p{row}_{column} = {v.Load("source", product == 0 ? "0" : product == 1 ? "stride" : Invariant($"stride * {product}"))};"));
            }

            WinogradTransforms.Output(writer, v, form, Names("p", form.Tile, row => (row, column)), Names("q", form.Outputs, row => (row, column)), Invariant($"Column{column}"));
        }

        writer.Line();
        for (int row = 0; row < form.Outputs; row++)
        {
            WinogradTransforms.Output(writer, v, form, Names("q", form.Tile, column => (row, column)), Names("y", form.Outputs, column => (row, column)), Invariant($"Row{row}"));
        }

        writer.Line();
        if (transform.UseBias) writer.Line($"{v.Name} shift = {v.Load("bias", "at")};");
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++) writer.Line(Invariant($"{v.Name} r{row}_{column} = {transform.Result(row, column)};"));
        }

        writer.Line();
        writer.Line("ref float target0 = ref Unsafe.Add(ref output, at);");
        for (int row = 1; row < size; row++) writer.Line(Invariant($"ref float target{row} = ref Unsafe.Add(ref target{row - 1}, rowStride);"));
        if (!partial)
        {
            using (writer.Open("if (isWhole)"))
            {
                for (int row = 0; row < size; row++)
                {
                    for (int column = 0; column < size; column++) EmitStore(writer, transform, row, column);
                }

                writer.Line("continue;");
            }
        }

        writer.Line();
        writer.Line("int inside = tile < tiles - 1 ? " + Text.Of(size) + " : columns;");
        for (int row = 0; row < size; row++)
        {
            using CodeWriter.Block? rows = row == 0 ? null : writer.Open(Invariant($"if (rows > {row})"));
            for (int column = 0; column < size; column++)
            {
                using CodeWriter.Block? columns = column == 0 ? null : writer.Open(Invariant($"if (inside > {column})"));
                EmitStore(writer, transform, row, column);
            }
        }
    }

    private static void EmitStore(CodeWriter writer, OutputTransform transform, int row, int column) =>
        transform.EmitStore(writer, Invariant($"r{row}_{column}"), Invariant($"target{row}"), column);

    public static string PhaseName(int row, int column) => (row == 0 ? "Even" : "Odd") + (column == 0 ? "Even" : "Odd");

    private static string[] Names(string prefix, int count, Func<int, (int Row, int Column)> place) =>
        [.. Enumerable.Range(0, count).Select(i => Invariant($"{prefix}{place(i).Row}_{place(i).Column}"))];
}
