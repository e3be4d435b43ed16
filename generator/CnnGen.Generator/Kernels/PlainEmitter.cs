using CnnGen.Generator.Emission;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Planning;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Kernels;

/// <summary>Prints the kernels that are the same on every instruction set: they move memory, or compute a few numbers once.</summary>
internal static class PlainEmitter
{
    public static bool IsPlain(Kernel kernel) => kernel is HaloKernel or FoldHaloKernel or ClearKernel or StatisticsKernel or PairKernel or TransposeKernel;

    public static void Emit(CodeWriter writer, string name, Kernel kernel)
    {
        using (writer.Open($"public static void {name}({KernelText.Parameters(kernel)})"))
        {
            switch (kernel)
            {
                case HaloKernel halo: EmitHalo(writer, halo); break;
                case FoldHaloKernel fold: EmitFold(writer, fold); break;
                case ClearKernel clear: EmitClear(writer, clear); break;
                case StatisticsKernel statistics: EmitStatistics(writer, statistics); break;
                case PairKernel pair: EmitPair(writer, pair); break;
                default: EmitTranspose(writer, (TransposeKernel)kernel); break;
            }
        }
    }

    private static void EmitClear(CodeWriter writer, ClearKernel kernel)
    {
        writer.Line("// A span's Clear would leave long ones beyond a core's own caches.");
        writer.Line(Invariant($"ref float first = ref Unsafe.Add(ref values, (nint)begin * {kernel.Length});"));
        writer.Line(Invariant($"nint count = (nint)(end - begin) * {kernel.Length};"));
        writer.Line("nint i = 0;");
        writer.Line("for (; i <= count - 8; i += 8) Vector256<float>.Zero.StoreUnsafe(ref first, (nuint)i);");
        writer.Line("for (; i < count; i++) Unsafe.Add(ref first, i) = 0;");
    }

    private static void EmitHalo(CodeWriter writer, HaloKernel kernel)
    {
        BufferLayout layout = kernel.Layout;
        Halo width = kernel.Width;
        int firstRow = layout.PixelAt(-width.Top, -width.Left);
        int rowLength = (layout.Width + width.Left + width.Right) * layout.Channels;
        using (writer.Open("for (int sample = begin; sample < end; sample++)"))
        {
            writer.Line(Invariant($"Span<float> sampleSpan = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref picture, (nint)sample * {layout.SampleStride}), {layout.SampleStride});"));
            if (width.Left > 0 || width.Right > 0)
            {
                using (writer.Open(Invariant($"for (int row = 0; row < {layout.Height}; row++)")))
                {
                    writer.Line(Invariant($"Span<float> line = sampleSpan.Slice({layout.PixelAt(0, -width.Left)} + (row * {layout.RowStride}), {rowLength});"));
                    EmitSides(writer, kernel);
                }
            }

            EmitRows(writer, kernel, "above", width.Top, firstRow, layout.PixelAt(0, -width.Left), rowLength);
            EmitRows(writer, kernel, "below", width.Bottom, layout.PixelAt(layout.Height, -width.Left), layout.PixelAt(layout.Height - 1, -width.Left), rowLength);
        }
    }

    private static void EmitSides(CodeWriter writer, HaloKernel kernel)
    {
        Halo width = kernel.Width;
        int channels = kernel.Layout.Channels;
        int right = (width.Left + kernel.Layout.Width) * channels;
        if (!kernel.CopiesEdge)
        {
            if (width.Left > 0) writer.Line(Invariant($"line[..{width.Left * channels}].Clear();"));
            if (width.Right > 0) writer.Line(Invariant($"line[{right}..].Clear();"));
            return;
        }

        if (width.Left > 0)
        {
            writer.Line(Invariant($"for (int column = 0; column < {width.Left}; column++) line.Slice({width.Left * channels}, {channels}).CopyTo(line[(column * {channels})..]);"));
        }

        if (width.Right > 0)
        {
            writer.Line(Invariant(
                $"for (int column = 0; column < {width.Right}; column++) line.Slice({right - channels}, {channels}).CopyTo(line[({right} + (column * {channels}))..]);"));
        }
    }

    private static void EmitRows(CodeWriter writer, HaloKernel kernel, string name, int count, int target, int source, int rowLength)
    {
        if (count == 0) return;
        using (writer.Open(Invariant($"for (int {name} = 0; {name} < {count}; {name}++)")))
        {
            string line = Invariant($"sampleSpan.Slice({target} + ({name} * {kernel.Layout.RowStride}), {rowLength})");
            writer.Line(kernel.CopiesEdge ? Invariant($"sampleSpan.Slice({source}, {rowLength}).CopyTo({line});") : $"{line}.Clear();");
        }
    }

    private static void EmitFold(CodeWriter writer, FoldHaloKernel kernel)
    {
        BufferLayout layout = kernel.Layout;
        Halo width = kernel.Width;
        using (writer.Open("for (int sample = begin; sample < end; sample++)"))
        {
            writer.Line(Invariant($"ref float edge = {KernelText.At("gradient", KernelText.Offset(layout.Start, ("(nint)sample", layout.SampleStride)))};"));
            writer.Line("// Rows first, over the whole width: corners then lie at the side of an edge row.");
            EmitFoldLoop(writer, "row", -width.Top, 0, 0, layout.RowStride, -width.Left * layout.Channels, (layout.Width + width.Right) * layout.Channels);
            EmitFoldLoop(writer, "row", layout.Height, layout.Height + width.Bottom, layout.Height - 1, layout.RowStride, -width.Left * layout.Channels, (layout.Width + width.Right) * layout.Channels);
            if (width.Left == 0 && width.Right == 0) return;
            using (writer.Open(Invariant($"for (nint row = 0; row < {layout.Height}; row++)")))
            {
                writer.Line(Invariant($"ref float line = ref Unsafe.Add(ref edge, row * {layout.RowStride});"));
                EmitFoldLoop(writer, "column", -width.Left, 0, 0, layout.Channels, 0, layout.Channels);
                EmitFoldLoop(writer, "column", layout.Width, layout.Width + width.Right, layout.Width - 1, layout.Channels, 0, layout.Channels);
            }
        }
    }

    private static void EmitFoldLoop(CodeWriter writer, string index, int first, int end, int target, int step, int from, int to)
    {
        if (first == end) return;
        string reference = index == "row" ? "edge" : "line";
        using (writer.Open(Invariant($"for (nint {index} = {first}; {index} < {end}; {index}++)")))
        {
            writer.Line(Invariant($"for (nint i = {from}; i < {to}; i++) Unsafe.Add(ref {reference}, {target * step} + i) += Unsafe.Add(ref {reference}, ({index} * {step}) + i);"));
        }
    }

    private static void EmitStatistics(CodeWriter writer, StatisticsKernel kernel)
    {
        string At(string pointer) => $"Unsafe.Add(ref {pointer}, c)";
        writer.Line("// One item holds all channels.");
        writer.Line("if (begin == end) return;");
        using (writer.Open(Invariant($"for (nint c = 0; c < {kernel.Channels}; c++)")))
        {
            switch (kernel.Kind)
            {
                case StatisticsKind.Training:
                    writer.Line($"{At("inverse")} = 1f / MathF.Sqrt({At("variance")} + {Float(kernel.Epsilon)});");
                    writer.Line($"{At("runningMean")} = ({At("runningMean")} * {Float(kernel.Momentum)}) + ({At("mean")} * (1f - {Float(kernel.Momentum)}));");
                    writer.Line($"{At("runningVariance")} = ({At("runningVariance")} * {Float(kernel.Momentum)}) + ({At("variance")} * (1f - {Float(kernel.Momentum)}));");
                    break;
                case StatisticsKind.Frozen:
                    writer.Line($"{At("mean")} = {At("runningMean")};");
                    writer.Line($"{At("inverse")} = 1f / MathF.Sqrt({At("runningVariance")} + {Float(kernel.Epsilon)});");
                    break;
                default:
                    writer.Line($"{At("scale")} = {At("gamma")} / MathF.Sqrt({At("runningVariance")} + {Float(kernel.Epsilon)});");
                    writer.Line($"{At("shift")} = {At("beta")} - ({At("runningMean")} * {At("scale")});");
                    break;
            }
        }
    }

    private static void EmitPair(CodeWriter writer, PairKernel kernel)
    {
        using (writer.Open("for (int pair = begin; pair < end; pair++)"))
        {
            writer.Line(Invariant($"ref float even = ref Unsafe.Add(ref weights, (nint)pair * {2 * kernel.Columns});"));
            writer.Line(Invariant($"ref float odd = ref Unsafe.Add(ref even, {kernel.Columns});"));
            writer.Line(Invariant($"ref float target = ref Unsafe.Add(ref pairs, (nint)pair * {kernel.Columns});"));
            using (writer.Open(Invariant($"for (nint column = 0; column < {kernel.Columns}; column++)")))
            {
                writer.Line("uint lower = RoundToHalf(Unsafe.Add(ref even, column)) >> 16;");
                writer.Line("uint upper = RoundToHalf(Unsafe.Add(ref odd, column)) & 0xFFFF0000u;");
                writer.Line("Unsafe.Add(ref target, column) = BitConverter.UInt32BitsToSingle(upper | lower);");
            }
        }

        writer.Line();
        writer.Line("// To the nearest number whose lower 16 bits are zero, ties to even; not a number stays that.");
        using (writer.Open("static uint RoundToHalf(float value)"))
        {
            writer.Line("uint bits = BitConverter.SingleToUInt32Bits(value);");
            writer.Line("return float.IsNaN(value) ? bits | 0x00400000u : unchecked(bits + 0x7FFFu + ((bits >> 16) & 1u));");
        }
    }

    private static void EmitTranspose(CodeWriter writer, TransposeKernel kernel)
    {
        int size = kernel.Rows * kernel.Columns;
        int strips = kernel.StripsOfMatrix;
        int rows = Math.Min(kernel.Rows, TransposeKernel.RowsOfStrip);
        int matrixSize = kernel.Count == 1 ? 0 : size;
        int rowStep = strips == 1 ? 0 : 1;
        string item = strips == 1 ? "matrix" : "strip";
        using (writer.Open($"for (int {item} = begin; {item} < end; {item}++)"))
        {
            if (strips > 1)
            {
                writer.Line(Invariant($"// {rows} rows at a time: they stay in cache while their columns become rows."));
                if (kernel.Count > 1) writer.Line(Invariant($"int matrix = strip / {strips};"));
                writer.Line(kernel.Count > 1 ? Invariant($"int row = strip % {strips} * {rows};") : Invariant($"int row = strip * {rows};"));
            }

            string from = KernelText.Offset(0, ("(nint)matrix", matrixSize), ("row", rowStep * kernel.Columns));
            string to = KernelText.Offset(0, (Invariant($"(nint)({kernel.Count - 1} - matrix)"), matrixSize), ("row", rowStep));
            writer.Line($"ref float source = {KernelText.At("weights", from)};");
            writer.Line($"ref float target = {KernelText.At("transposed", to)};");
            bool isEven = kernel.Rows % rows == 0;
            if (!isEven) writer.Line(Invariant($"int rows = Math.Min({rows}, {kernel.Rows} - row);"));
            using (writer.Open(Invariant($"for (int column = 0; column < {kernel.Columns}; column++)")))
            {
                writer.Line("ref float value = ref Unsafe.Add(ref source, column);");
                writer.Line(Invariant($"ref float line = ref Unsafe.Add(ref target, column * {kernel.Rows});"));
                EmitRowOfTransposed(writer, kernel, isEven ? rows : null);
            }
        }
    }

    /// <summary>A column of a strip becomes part of a row.</summary>
    /// <param name="rows">Rows of the strip; null where the last one has fewer.</param>
    private static void EmitRowOfTransposed(CodeWriter writer, TransposeKernel kernel, int? rows)
    {
        const int Together = 4;
        if (rows is not { } count || count % Together != 0)
        {
            using (writer.Open($"for (int i = 0; i < {(rows is { } fixedCount ? Text.Of(fixedCount) : "rows")}; i++)"))
            {
                writer.Line("Unsafe.Add(ref line, i) = value;");
                writer.Line(Invariant($"value = ref Unsafe.Add(ref value, {kernel.Columns});"));
            }

            return;
        }

        string Value(int row) => row == 0 ? "value" : Invariant($"Unsafe.Add(ref value, {row * kernel.Columns})");
        for (int row = 0; row < count; row += Together)
        {
            string values = string.Join(", ", Enumerable.Range(row, Together).Select(Value));
            writer.Line(VectorType.Store($"Vector128.Create({values})", "line", Text.Of(row)));
        }
    }
}
