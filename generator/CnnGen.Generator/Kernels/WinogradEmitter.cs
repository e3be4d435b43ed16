using CnnGen.Generator.Emission;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Planning;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Kernels;

/// <summary>Prints the kernels of Winograd convolutions: blocks of tiles transformed, multiplied and transformed back; the weight gradient; and what becomes of filters.</summary>
internal static class WinogradEmitter
{
    public static void Emit(KernelContext context, string name, WinogradKernel kernel)
    {
        CodeWriter writer = context.Writer;
        string transform = context.CallTransform(kernel.Form, context.Isa.VectorFor(kernel.Channels), isGradient: false);
        string back = context.CallOutputTransform(new OutputTransform(kernel.Form, context.Isa.VectorFor(kernel.Filters), kernel.UseBias, kernel.Activation, kernel.Pool, kernel.Filters));
        writer.Line(KernelText.HotMethod);
        using (writer.Open($"public static void {name}({KernelText.Parameters(kernel)})"))
        {
            writer.Line(Invariant($"// Scratch memory: tiles transformed, [{kernel.Form.Products}, tiles, {kernel.Depth}], then their products, [{kernel.Form.Products}, tiles, {kernel.Filters}]."));
            writer.Line(Invariant($"ref float products = ref Unsafe.Add(ref scratch, {kernel.ProductStart});"));
            using (writer.Open(kernel.Parts > 1 ? "for (int item = begin; item < end;)" : Step("first", "begin", "end", kernel.GroupsOfBlock)))
            {
                EmitBlock(writer, kernel);
                EmitRows(writer, kernel, () => EmitStretches(writer, kernel.Order, kernel.TileColumns, (place, column, tiles) =>
                {
                    string source = KernelText.At("input", KernelText.Offset(
                        kernel.InputStart + (column * kernel.Form.Outputs * kernel.Form.Stride * kernel.Channels),
                        ("(nint)sample", kernel.Input.SampleStride),
                        ("(nint)row", kernel.Form.Outputs * kernel.Form.Stride * kernel.Input.RowStride)));
                    string target = KernelText.At("scratch", KernelText.Offset(0, (place.Index, place.Tiles * kernel.Depth)));
                    writer.Line(Invariant($"{transform}({source}, {kernel.Input.RowStride}, {target}, {kernel.TransformedStride}, {tiles}, {kernel.Channels});"));
                }));
                writer.Line();
                EmitProducts(writer, name, kernel);
                writer.Line();
                EmitRows(writer, kernel, () => EmitStretches(writer, kernel.Order, kernel.TileColumns, (place, column, tiles) =>
                {
                    (string, int)[] part = kernel.Parts > 1 ? [("(nint)part", kernel.FiltersOfPart)] : [];
                    string source = KernelText.At("products", KernelText.Offset(0, [(place.Index, place.Tiles * kernel.Filters), .. part]));
                    string target = KernelText.At("output", KernelText.Offset(
                        kernel.Output.Start + (column * kernel.OutputsOfTile * kernel.Output.Channels),
                        [("(nint)sample", kernel.Output.SampleStride), ("(nint)row", kernel.OutputsOfTile * kernel.Output.RowStride), .. part]));
                    string bias = kernel.UseBias ? ", " + KernelText.At("bias", KernelText.Offset(0, part)) : string.Empty;
                    string filters = kernel.Parts > 1 ? Invariant($"parts * {kernel.FiltersOfPart}") : Text.Of(kernel.Filters);
                    int lastRows = Last(kernel.Output.Height, kernel);
                    string rows = lastRows == kernel.OutputsOfTile ? Text.Of(lastRows) : Invariant($"row < {kernel.TileRows - 1} ? {kernel.OutputsOfTile} : {lastRows}");
                    int columns = column + tiles < kernel.TileColumns ? kernel.OutputsOfTile : Last(kernel.Output.Width, kernel);
                    writer.Line(Invariant(
                        $"{back}({source}, {kernel.ProductStride}, {target}, {kernel.Output.RowStride}{bias}, {tiles}, {filters}, {kernel.Filters}, {rows}, {columns});"));
                }));
                if (kernel.Parts > 1) writer.Line("item += groups * parts;");
            }
        }

        EmitMultiply(context, name, kernel.Multiply, kernel.AtInfinity);
    }

    private static void EmitMultiply(KernelContext context, string name, ContractionKernel multiply, ContractionKernel? atInfinity)
    {
        context.Writer.Line();
        ContractionEmitter.Emit(context, name + "Multiply", multiply);
        if (atInfinity is null) return;
        context.Writer.Line();
        ContractionEmitter.Emit(context, name + "MultiplyAtInfinity", atInfinity);
    }

    /// <summary>Which groups, and which parts of the filters, are computed together.</summary>
    private static void EmitBlock(CodeWriter writer, WinogradKernel kernel)
    {
        if (kernel.Parts == 1)
        {
            writer.Line(Invariant($"int groups = Math.Min({kernel.GroupsOfBlock}, end - first);"));
            return;
        }

        writer.Line("// Groups whose filters all lie in the range; else the parts of one group that do.");
        writer.Line(Invariant($"int first = item / {kernel.Parts};"));
        writer.Line(Invariant($"int part = item % {kernel.Parts};"));
        writer.Line(Invariant($"int parts = Math.Min({kernel.Parts} - part, end - item);"));
        writer.Line(kernel.GroupsOfBlock == 1
            ? "const int groups = 1;"
            : Invariant($"int groups = part == 0 ? Math.Clamp((end - item) / {kernel.Parts}, 1, {kernel.GroupsOfBlock}) : 1;"));
    }

    /// <summary>The products of a block; those at infinity with the phases alone whose filters have all weights.</summary>
    private static void EmitProducts(CodeWriter writer, string name, WinogradKernel kernel)
    {
        WinogradForm form = kernel.Form;
        bool isShared = kernel.Parts > 1;
        string products = KernelText.At("products", KernelText.Offset(0, isShared ? [("(nint)part", kernel.FiltersOfPart)] : []));
        (string, int)[] slab = isShared ? [("(nint)part", kernel.FiltersOfPart * kernel.Depth)] : [];
        string counts = !isShared ? "groups" : kernel.SlabsOfPart == 1 ? "groups, parts" : Invariant($"groups, parts * {kernel.SlabsOfPart}");
        if (kernel.Order is { } order)
        {
            string filters = KernelText.At("filters", KernelText.Offset(0, slab));
            string behind = KernelText.At("products", KernelText.Offset(order.BehindLastColumn * kernel.Filters, isShared ? [("(nint)part", kernel.FiltersOfPart)] : []));
            EmitProductsApart(
                writer, name, form,
                range => Invariant($"ref scratch, {filters}, {products}, {counts}, {range}"),
                range => Invariant($"ref scratch, {filters}, {products}, {counts}, {range}"),
                range => Invariant($"ref Unsafe.Add(ref scratch, {order.BehindLastColumn * kernel.Depth}), {filters}, {behind}, {counts}, {range}"));
            return;
        }

        if (!form.HasShortPhases)
        {
            writer.Line(Invariant($"{name}Multiply(ref scratch, {KernelText.At("filters", KernelText.Offset(0, slab))}, {products}, {counts}, 0, {form.Products});"));
            return;
        }

        int channels = kernel.Channels;
        int last = form.Tile - 1;
        writer.Line(Invariant($"// Of each tile {channels} channels at odd columns, at none, at odd rows, and at both: the last product of a row or column is with even rows or columns alone."));
        using (writer.Open(Invariant($"for (int product = 0; product < {form.Products}; product++)")))
        {
            writer.Line(Invariant($"bool isLastRow = product / {form.Tile} == {last};"));
            writer.Line(Invariant($"bool isLastColumn = product % {form.Tile} == {last};"));
            writer.Line(Invariant($"int channel = isLastColumn ? {channels} : 0;"));
            writer.Line(Invariant($"int channelEnd = isLastRow ? {2 * channels} : isLastColumn ? {3 * channels} : {4 * channels};"));
            string filters = KernelText.At("filters", KernelText.Offset(0, [("channel", kernel.FiltersOfSlab), .. slab]));
            writer.Line(Invariant($"{name}Multiply(ref Unsafe.Add(ref scratch, channel), {filters}, {products}, channelEnd - channel, {counts}, product, product + 1);"));
        }
    }

    /// <summary>All products of all tiles but those at infinity of tiles that overhang.</summary>
    /// <param name="all">Arguments for a range of products of all tiles.</param>
    /// <param name="butLastRow">The same for all tiles but those of the last row.</param>
    /// <param name="butLastColumn">The same for all but those of the last column.</param>
    private static void EmitProductsApart(CodeWriter writer, string name, WinogradForm form, Func<string, string> all, Func<string, string> butLastRow, Func<string, string> butLastColumn)
    {
        int last = form.Tile - 1;
        writer.Line("// The last row and column of products count for the last row and column of outputs alone, which tiles that overhang have not.");
        using (writer.Open(Invariant($"for (int product = 0; product < {last * form.Tile}; product += {form.Tile})")))
        {
            writer.Line($"{name}Multiply({all(Invariant($"product, product + {last}"))});");
            writer.Line($"{name}MultiplyAtInfinity({butLastColumn(Invariant($"product + {last}, product + {form.Tile}"))});");
        }

        writer.Line();
        writer.Line($"{name}MultiplyAtInfinity({butLastRow(Invariant($"{last * form.Tile}, {form.Products}"))});");
    }

    /// <summary>The tiles of a row, in stretches that lie side by side: where they begin among the tiles of a block, the first column, how many.</summary>
    private static void EmitStretches(CodeWriter writer, TileOrder? order, int columns, Action<(string Index, int Tiles), int, int> emit)
    {
        if (order is not { Length: int length })
        {
            emit(("index", columns), 0, columns);
            return;
        }

        writer.Line("// The last tiles of all rows but the last lie first, the corner last.");
        writer.Line(Invariant($"nint place = {KernelText.Offset(length - 1, ("(index - row)", length), ("row", length - 1))};"));
        writer.Line(Invariant($"nint last = ((index - row) * {length}) + (row < {length - 1} ? row : {(length * length) - 1});"));
        emit(("place", 1), 0, length - 1);
        emit(("last", 1), length - 1, 1);
    }

    public static void Emit(KernelContext context, string name, WinogradFilterKernel kernel)
    {
        CodeWriter writer = context.Writer;
        WinogradForm form = kernel.Form;
        string transform = context.CallFilterTransform(form);
        using (writer.Open($"public static void {name}({KernelText.Parameters(kernel)})"))
        {
            writer.Line(Invariant($"const int Weights = {WinogradFilterKernel.Stretch};"));
            foreach ((int row, int column) in form.Phases)
            {
                string phase = form.Stride == 1 ? string.Empty : WinogradMethods.PhaseName(row, column);
                writer.Line(Invariant($"{transform}{phase}(ref weights, ref transformed, {kernel.Channels}, {kernel.Filters}, {kernel.FiltersOfSlab}, begin * Weights, Math.Min({kernel.Matrix}, end * Weights));"));
            }
        }
    }

    /// <summary>The weight gradient of a layer: for each piece of the batch, blocks of tiles transformed and multiplied.</summary>
    public static void Emit(KernelContext context, string name, WinogradGradientKernel kernel)
    {
        CodeWriter writer = context.Writer;
        WinogradForm form = kernel.Form;
        (int channels, int filters) = (kernel.Input.Channels, kernel.Gradient.Channels);
        string transform = context.CallTransform(form, context.Isa.VectorFor(channels), isGradient: false);
        string gradientTransform = context.CallTransform(form, context.Isa.VectorFor(filters), isGradient: true);
        writer.Line(KernelText.HotMethod);
        using (writer.Open($"public static void {name}({KernelText.Parameters(kernel)})"))
        {
            writer.Line(Invariant($"// Scratch memory: the input transformed, [{form.Products}, tiles, {channels}], then the gradient, [{form.Products}, tiles, {filters}]."));
            writer.Line(Invariant($"ref float gradients = ref Unsafe.Add(ref scratch, {kernel.GradientStart});"));
            using (writer.Open("for (int piece = begin; piece < end; piece++)"))
            {
                writer.Line(Invariant($"ref float total = ref Unsafe.Add(ref sums, (nint)piece * {kernel.SumsOfPiece});"));
                if (kernel.InSlices)
                {
                    writer.Line(Invariant($"int firstRow = firstSample * {kernel.TileRows};"));
                    writer.Line(Invariant($"int endRow = endSample * {kernel.TileRows};"));
                }
                else
                {
                    writer.Line(Invariant($"MemoryMarshal.CreateSpan(ref total, {kernel.SumsOfPiece}).Clear();"));
                    writer.Line(Invariant($"int firstRow = (int)((long)batch * piece / {kernel.Pieces}) * {kernel.TileRows};"));
                    writer.Line(Invariant($"int endRow = (int)((long)batch * (piece + 1) / {kernel.Pieces}) * {kernel.TileRows};"));
                }

                using (writer.Open(Step("first", "firstRow", "endRow", kernel.RowsOfBlock)))
                {
                    writer.Line(Invariant($"int rows = Math.Min({kernel.RowsOfBlock}, endRow - first);"));
                    EmitRows(writer, "rows", "first + (int)index", kernel.TileRows, () =>
                    {
                        if (kernel.FetchesSamples)
                        {
                            writer.Line(Invariant($"if ({(kernel.TileRows == 1 ? string.Empty : "row == 0 || ")}index == 0) {context.CallFetch()}({KernelText.At("input", KernelText.Offset(0, ("(nint)sample", kernel.Input.SampleStride)))}, {kernel.Input.SampleStride});"));
                        }

                        EmitStretches(writer, kernel.Order, kernel.TileColumns, (place, column, tiles) =>
                        {
                            string source = KernelText.At("input", KernelText.Offset(
                                kernel.InputStart + (column * form.Outputs * channels), ("(nint)sample", kernel.Input.SampleStride), ("(nint)row", form.Outputs * kernel.Input.RowStride)));
                            string target = KernelText.At("scratch", KernelText.Offset(0, (place.Index, place.Tiles * channels)));
                            writer.Line(Invariant($"{transform}({source}, {kernel.Input.RowStride}, {target}, {kernel.TransformedStride}, {tiles}, {channels});"));
                            source = KernelText.At("outputGradient", KernelText.Offset(
                                kernel.Gradient.Start + (column * form.Outputs * filters), ("(nint)sample", kernel.Gradient.SampleStride), ("(nint)row", form.Outputs * kernel.Gradient.RowStride)));
                            target = KernelText.At("gradients", KernelText.Offset(0, (place.Index, place.Tiles * filters)));
                            writer.Line(Invariant($"{gradientTransform}({source}, {kernel.Gradient.RowStride}, {target}, {kernel.GradientStride}, {tiles}, {filters});"));
                        });
                    });
                    writer.Line();
                    if (kernel.Order is { } order)
                    {
                        string samples = Invariant($"rows / {kernel.TileRows}");
                        EmitProductsApart(
                            writer, name, form,
                            range => Invariant($"ref scratch, ref gradients, ref total, rows * {kernel.TileColumns}, {range}"),
                            range => $"ref scratch, ref gradients, ref total, {samples}, {range}",
                            range => Invariant($"ref Unsafe.Add(ref scratch, {order.BehindLastColumn * channels}), ref Unsafe.Add(ref gradients, {order.BehindLastColumn * filters}), ref total, {samples}, {range}"));
                    }
                    else
                    {
                        writer.Line(Invariant($"{name}Multiply(ref scratch, ref gradients, ref total, rows * {kernel.TileColumns}, 0, {form.Products});"));
                    }
                }
            }
        }

        EmitMultiply(context, name, kernel.Multiply, kernel.AtInfinity);
    }

    public static void Emit(KernelContext context, string name, WinogradFilterGradientKernel kernel)
    {
        CodeWriter writer = context.Writer;
        string transform = context.CallFilterGradient(kernel.Form);
        using (writer.Open($"public static void {name}({KernelText.Parameters(kernel)})"))
        {
            writer.Line(Invariant($"{transform}(ref sums, {kernel.Pieces}, ref weightGradient, {kernel.Matrix}, begin * {WinogradFilterKernel.Stretch}, Math.Min({kernel.Matrix}, end * {WinogradFilterKernel.Stretch}));"));
        }
    }

    private static void EmitRows(CodeWriter writer, WinogradKernel kernel, Action body)
    {
        bool alone = kernel.RowsOfGroup == 1;
        string count = alone ? "groups" : Invariant($"groups * {kernel.RowsOfGroup}");
        string number = alone ? "first + (int)index" : Invariant($"(first * {kernel.RowsOfGroup}) + (int)index");
        EmitRows(writer, count, number, kernel.TileRows, body);
    }

    /// <summary>Over the rows of tiles of a block: index within the block, sample and row within the sample.</summary>
    private static void EmitRows(CodeWriter writer, string count, string number, int tileRows, Action body)
    {
        using (writer.Open($"for (nint index = 0; index < {count}; index++)"))
        {
            if (tileRows == 1)
            {
                writer.Line($"int sample = {number};");
                writer.Line("const int row = 0;");
            }
            else
            {
                writer.Line($"int number = {number};");
                writer.Line(Invariant($"int sample = number / {tileRows};"));
                writer.Line(Invariant($"int row = number % {tileRows};"));
            }

            body();
        }
    }

    /// <summary>Rows (or columns) of the output that the last tile leaves.</summary>
    private static int Last(int length, WinogradKernel kernel) => ((length - 1) % kernel.OutputsOfTile) + 1;

    private static string Step(string index, string first, string end, int step) =>
        step == 1 ? $"for (int {index} = {first}; {index} < {end}; {index}++)" : Invariant($"for (int {index} = {first}; {index} < {end}; {index} += {step})");
}
