using CnnGen.Generator.Emission;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Planning;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Kernels;

/// <summary>
/// Prints the transforms of tiles of 7 × 7 and 8 × 8, which no set of registers holds: a loop over columns leaves its results on the stack, a loop over rows picks them up.
/// Unrolled, as those of smaller tiles are, they would be hundreds of variables, over which the C# compiler takes seconds.
/// </summary>
internal static class LargeWinogradMethods
{
    /// <summary>The body of a transform of a row of tiles: of the input, or of the gradient of the output.</summary>
    public static void EmitTransform(CodeWriter writer, WinogradForm form, VectorType v, bool isGradient)
    {
        int tile = form.Tile;
        int size = isGradient ? form.Outputs : tile;
        EmitStack(writer, tile * size * v.Lanes);
        using (writer.Open("for (int tile = 0; tile < tiles; tile++)"))
        {
            using (writer.Open(Invariant($"for (nint c = 0; c < channels; c += {v.Lanes})")))
            {
                writer.Line("ref float source = ref Unsafe.Add(ref input, c);");
                using (writer.Open(Invariant($"for (int column = 0; column < {size}; column++)")))
                {
                    EmitLoads(writer, v, "d", "source", size, row => KernelText.Offset(0, ("rowStride", row)));
                    WinogradMethods.Transform(writer, v, form, isGradient, Names("d", size), Names("t", tile), string.Empty);
                    EmitStackStores(writer, v, "t", tile, size);
                    writer.Line("source = ref Unsafe.Add(ref source, channels);");
                }

                writer.Line();
                writer.Line("ref float target = ref Unsafe.Add(ref transformed, c);");
                using (writer.Open(Invariant($"for (int row = 0; row < {tile}; row++)")))
                {
                    EmitStackLoads(writer, v, "t", size, "row");
                    WinogradMethods.Transform(writer, v, form, isGradient, Names("t", size), Names("v", tile), string.Empty);
                    for (int column = 0; column < tile; column++) writer.Line(VectorType.Store(Invariant($"v{column}"), "target", KernelText.Offset(0, ("stride", column))));
                    writer.Line(Invariant($"target = ref Unsafe.Add(ref target, stride * {tile});"));
                }
            }

            writer.Line();
            writer.Line(Invariant($"input = ref Unsafe.Add(ref input, channels * {form.Outputs});"));
            writer.Line("transformed = ref Unsafe.Add(ref transformed, channels);");
        }
    }

    /// <summary>The transform of the weights of a vector of filters, from the reference <c>source</c> to the one that the index <c>place</c> is counted from.</summary>
    public static void EmitFilterVector(CodeWriter writer, WinogradForm form, VectorType v)
    {
        (int tile, int taps) = (form.Tile, form.Taps);
        using (writer.Open(Invariant($"for (int column = 0; column < {taps}; column++)")))
        {
            EmitLoads(writer, v, "g", "source", taps, row => KernelText.Offset(0, ("matrix", row * taps)));
            WinogradTransforms.Filter(writer, v, form, Names("g", taps), Names("h", tile), string.Empty);
            EmitStackStores(writer, v, "h", tile, taps);
            writer.Line("source = ref Unsafe.Add(ref source, matrix);");
        }

        writer.Line();
        writer.Line("ref float target = ref Unsafe.Add(ref transformed, place);");
        using (writer.Open(Invariant($"for (int row = 0; row < {tile}; row++)")))
        {
            EmitStackLoads(writer, v, "h", taps, "row");
            WinogradTransforms.Filter(writer, v, form, Names("h", taps), Names("u", tile), string.Empty);
            for (int column = 0; column < tile; column++) writer.Line(VectorType.Store(Invariant($"u{column}"), "target", KernelText.Offset(0, ("matrix", column))));
            writer.Line(Invariant($"target = ref Unsafe.Add(ref target, matrix * {tile});"));
        }
    }

    /// <summary>The transform from the sums of products to the gradients of a vector of weights, from the reference <c>source</c> to the one that <c>at</c> is counted from.</summary>
    public static void EmitFilterGradientVector(CodeWriter writer, WinogradForm form, VectorType v)
    {
        (int tile, int kernel) = (form.Tile, form.Kernel);
        using (writer.Open(Invariant($"for (int column = 0; column < {tile}; column++)")))
        {
            EmitLoads(writer, v, "u", "source", tile, row => Invariant($"{row * tile * WinogradMethods.TotalsOfProduct}"));
            WinogradTransforms.FilterGradient(writer, v, form, Names("u", tile), Names("h", kernel), string.Empty);
            EmitStackStores(writer, v, "h", kernel, tile);
            writer.Line(Invariant($"source = ref Unsafe.Add(ref source, {WinogradMethods.TotalsOfProduct});"));
        }

        writer.Line();
        writer.Line("ref float target = ref Unsafe.Add(ref gradient, at);");
        using (writer.Open(Invariant($"for (int row = 0; row < {kernel}; row++)")))
        {
            EmitStackLoads(writer, v, "h", tile, "row");
            WinogradTransforms.FilterGradient(writer, v, form, Names("h", tile), Names("g", kernel), string.Empty);
            for (int column = 0; column < kernel; column++) writer.Line(VectorType.Store(Invariant($"g{column}"), "target", KernelText.Offset(0, ("matrix", column))));
            writer.Line(Invariant($"target = ref Unsafe.Add(ref target, matrix * {kernel});"));
        }
    }

    /// <summary>Memory on the stack, of which loops over columns leave what loops over rows read; from a whole cache line on.</summary>
    public static void EmitStack(CodeWriter writer, int floats)
    {
        const int Line = 64;
        writer.Line("// From a whole cache line on: vectors that lie across two take longer.");
        writer.Line(Invariant($"ref float stack = ref MemoryMarshal.GetReference(stackalloc float[{floats + (Line / sizeof(float))}]);"));
        writer.Line(Invariant($"stack = ref Unsafe.AddByteOffset(ref stack, -Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref stack) & {Line - 1});"));
    }

    /// <summary>The transform back of a vector of filters: bias, activation and pool, and the rows and columns of the output that are there.</summary>
    public static void EmitOutputVector(CodeWriter writer, OutputTransform transform)
    {
        (WinogradForm form, VectorType v) = (transform.Form, transform.Vector);
        (int tile, int size) = (form.Tile, transform.OutputsOfTile);
        using (writer.Open(Invariant($"for (int column = 0; column < {tile}; column++)")))
        {
            EmitLoads(writer, v, "p", "source", tile, row => KernelText.Offset(0, ("stride", row * tile)));
            WinogradTransforms.Output(writer, v, form, Names("p", tile), Names("q", form.Outputs), string.Empty);
            EmitStackStores(writer, v, "q", form.Outputs, tile);
            writer.Line("source = ref Unsafe.Add(ref source, stride);");
        }

        writer.Line();
        if (transform.UseBias) writer.Line($"{v.Name} shift = {v.Load("bias", "at")};");
        writer.Line("ref float target = ref Unsafe.Add(ref output, at);");
        writer.Line(Invariant($"int inside = tile < tiles - 1 ? {size} : columns;"));
        using (writer.Open("for (int row = 0; row < rows; row++)"))
        {
            int rowsOfResult = transform.Pool is null ? 1 : 2;
            for (int row = 0; row < rowsOfResult; row++)
            {
                string suffix = rowsOfResult == 1 ? string.Empty : Invariant($"{row}_");
                string number = rowsOfResult == 1 ? "row" : row == 0 ? "(2 * row)" : "((2 * row) + 1)";
                EmitStackLoads(writer, v, "q" + suffix, tile, number);
                WinogradTransforms.Output(writer, v, form, Names("q" + suffix, tile), [.. Enumerable.Range(0, form.Outputs).Select(column => Invariant($"y{row}_{column}"))], suffix.Length == 0 ? string.Empty : Invariant($"Row{row}"));
            }

            for (int column = 0; column < size; column++)
            {
                writer.Line(Invariant($"{v.Name} r{column} = {transform.Result(0, column)};"));
                using CodeWriter.Block? columns = column == 0 ? null : writer.Open(Invariant($"if (inside > {column})"));
                transform.EmitStore(writer, Invariant($"r{column}"), "target", column);
            }

            writer.Line("target = ref Unsafe.Add(ref target, rowStride);");
        }
    }

    private static void EmitLoads(CodeWriter writer, VectorType v, string name, string reference, int count, Func<int, string> offset)
    {
        for (int i = 0; i < count; i++) writer.Line(Invariant($"{v.Name} {name}{i} = {v.Load(reference, offset(i))};"));
    }

    /// <summary>A column of results, one below the other.</summary>
    private static void EmitStackStores(CodeWriter writer, VectorType v, string name, int rows, int columns)
    {
        writer.Line(Invariant($"ref float left = ref Unsafe.Add(ref stack, column * {v.Lanes});"));
        for (int row = 0; row < rows; row++) writer.Line(VectorType.Store(Invariant($"{name}{row}"), "left", Invariant($"{row * columns * v.Lanes}")));
    }

    /// <summary>A row of them.</summary>
    private static void EmitStackLoads(CodeWriter writer, VectorType v, string name, int columns, string row)
    {
        string left = "left" + name.Substring(1).TrimEnd('_');
        writer.Line(Invariant($"ref float {left} = ref Unsafe.Add(ref stack, {row} * {columns * v.Lanes});"));
        EmitLoads(writer, v, name, left, columns, column => Invariant($"{column * v.Lanes}"));
    }

    private static string[] Names(string prefix, int count) => [.. Enumerable.Range(0, count).Select(i => Invariant($"{prefix}{i}"))];
}
