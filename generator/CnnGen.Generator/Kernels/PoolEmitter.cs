using CnnGen.Generator.Emission;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Kernels;

/// <summary>Prints pools: channels in the lanes. Small windows without padding are unrolled, others loop over the cells inside the picture.</summary>
internal static class PoolEmitter
{
    private const int LargestUnrolled = 9;

    public static void Emit(KernelContext context, string name, PoolKernel kernel)
    {
        CodeWriter writer = context.Writer;
        VectorType v = context.Isa.VectorFor(kernel.Input.Channels);
        writer.Line(KernelText.HotMethod);
        using (writer.Open($"public static void {name}({KernelText.Parameters(kernel)})"))
        using (writer.Open("for (int item = begin; item < end; item++)"))
        {
            writer.Line(Invariant($"int row = item % {kernel.Output.Height};"));
            writer.Line(Invariant($"int sample = item / {kernel.Output.Height};"));
            EmitRowBounds(writer, kernel.Window, kernel.Input);
            using (writer.Open(Invariant($"for (int column = 0; column < {kernel.Output.Width}; column++)")))
            {
                EmitColumnBounds(writer, kernel.Window, kernel.Input, kernel.Kind);
                writer.Line($"ref float window = {WindowAt("input", kernel.Input, kernel.Window)};");
                writer.Line($"ref float pooled = {PixelAt("output", kernel.Output)};");
                if (kernel.KeepsWinners) writer.Line($"ref uint won = {WinnersAt(kernel.Output)};");
                VectorLoop.Emit(writer, v, "c", kernel.Input.Channels, place =>
                {
                    if (kernel.KeepsWinners) EmitContest(context, kernel, place);
                    else EmitReduction(writer, kernel, place);
                    place.Store("result", "pooled");
                });
            }
        }
    }

    public static void Emit(KernelContext context, string name, PoolGradientKernel kernel)
    {
        CodeWriter writer = context.Writer;
        Window window = kernel.Window;
        VectorType v = context.Isa.VectorFor(kernel.Input.Channels);
        bool overlaps = window.StrideHeight < window.Height || window.StrideWidth < window.Width;
        bool covers = !overlaps && window is { HasPadding: false } && window.StrideHeight == window.Height && window.StrideWidth == window.Width
            && kernel.Output.Height * window.Height == kernel.Input.Height && kernel.Output.Width * window.Width == kernel.Input.Width;
        writer.Line(KernelText.HotMethod);
        using (writer.Open($"public static void {name}({KernelText.Parameters(kernel)})"))
        using (writer.Open("for (int sample = begin; sample < end; sample++)"))
        {
            if (!covers)
            {
                BufferLayout layout = kernel.InputGradient;
                writer.Line(Invariant($"MemoryMarshal.CreateSpan({KernelText.At("inputGradient", Invariant($"(nint)sample * {layout.SampleStride}"))}, {layout.SampleStride}).Clear();"));
            }

            using (writer.Open(Invariant($"for (int row = 0; row < {kernel.Output.Height}; row++)")))
            {
                EmitRowBounds(writer, window, kernel.Input);
                using (writer.Open(Invariant($"for (int column = 0; column < {kernel.Output.Width}; column++)")))
                {
                    EmitColumnBounds(writer, window, kernel.Input, kernel.Kind);
                    writer.Line($"ref float gradient = {PixelAt("outputGradient", kernel.OutputGradient)};");
                    writer.Line($"ref float target = {WindowAt("inputGradient", kernel.InputGradient, window)};");
                    if (kernel.Kind == PoolingKind.Max)
                    {
                        writer.Line($"ref float window = {WindowAt("input", kernel.Input, window)};");
                        writer.Line($"ref float pooled = {PixelAt("output", kernel.Output)};");
                    }

                    VectorLoop.Emit(writer, v, "c", kernel.Input.Channels, place => EmitScatter(writer, kernel, overlaps, place));
                }
            }
        }
    }

    public static void Emit(KernelContext context, string name, PoolScatterKernel kernel)
    {
        CodeWriter writer = context.Writer;
        Window window = kernel.Window;
        (BufferLayout pooled, BufferLayout target) = (kernel.OutputGradient, kernel.InputGradient);
        VectorType v = context.Isa.VectorFor(pooled.Channels);
        bool hasGaps = window.StrideHeight > window.Height || window.StrideWidth > window.Width;
        (int rows, int columns) = (pooled.Height * window.Height, pooled.Width * window.Width);
        writer.Line(KernelText.HotMethod);
        using (writer.Open($"public static void {name}({KernelText.Parameters(kernel)})"))
        {
            writer.Line($"{v.IntegerName} laneBits = {v.LaneBits};");
            using (writer.Open("for (int sample = begin; sample < end; sample++)"))
            {
                if (hasGaps) writer.Line(Clear(KernelText.Offset(0, ("(nint)sample", target.SampleStride)), target.SampleStride));
                using (writer.Open(Invariant($"for (int row = 0; row < {pooled.Height}; row++)")))
                {
                    using (writer.Open(Invariant($"for (int column = 0; column < {pooled.Width}; column++)")))
                    {
                        writer.Line($"ref float gradient = {PixelAt("outputGradient", pooled)};");
                        writer.Line($"ref float target = {WindowAt("inputGradient", target, window)};");
                        writer.Line($"ref uint won = {WinnersAt(pooled)};");
                        VectorLoop.Emit(writer, v, "c", pooled.Channels, place => EmitScatter(writer, kernel, place));
                    }

                    if (!hasGaps && columns < target.Width)
                    {
                        // No window reaches the last columns.
                        for (int i = 0; i < window.Height; i++)
                        {
                            string offset = KernelText.Offset(target.PixelAt(i, columns), ("(nint)sample", target.SampleStride), ("row", window.Height * target.RowStride));
                            writer.Line(Clear(offset, (target.Width - columns) * target.Channels));
                        }
                    }
                }

                if (!hasGaps && rows < target.Height)
                {
                    // Nor the last rows.
                    for (int row = rows; row < target.Height; row++)
                    {
                        writer.Line(Clear(KernelText.Offset(target.PixelAt(row, 0), ("(nint)sample", target.SampleStride)), target.RowLength));
                    }
                }
            }
        }
    }

    private static bool IsUnrolled(Window window) => !window.HasPadding && window.Height * window.Width <= LargestUnrolled;

    private static void EmitRowBounds(CodeWriter writer, Window window, BufferLayout input)
    {
        if (!window.HasPadding) return;
        writer.Line(Invariant($"int top = (row * {window.StrideHeight}) - {window.PadTop};"));
        writer.Line("int firstRow = Math.Max(0, top);");
        writer.Line(Invariant($"int endRow = Math.Min({input.Height}, top + {window.Height});"));
    }

    private static void EmitColumnBounds(CodeWriter writer, Window window, BufferLayout input, PoolingKind kind)
    {
        if (window.HasPadding)
        {
            writer.Line(Invariant($"int left = (column * {window.StrideWidth}) - {window.PadLeft};"));
            writer.Line("int firstColumn = Math.Max(0, left);");
            writer.Line(Invariant($"int endColumn = Math.Min({input.Width}, left + {window.Width});"));
            if (kind == PoolingKind.Average) writer.Line("float share = 1f / ((endRow - firstRow) * (endColumn - firstColumn));");
        }
    }

    /// <summary>The first cell of a window inside the picture.</summary>
    private static string WindowAt(string reference, BufferLayout layout, Window window) => window.HasPadding
        ? KernelText.At(reference, KernelText.Offset(layout.Start, ("(nint)sample", layout.SampleStride), ("firstRow", layout.RowStride), ("firstColumn", layout.Channels)))
        : KernelText.At(reference, KernelText.Offset(
            layout.Start, ("(nint)sample", layout.SampleStride), ("row", window.StrideHeight * layout.RowStride), ("column", window.StrideWidth * layout.Channels)));

    private static string Clear(string offset, int floats) => Invariant($"MemoryMarshal.CreateSpan({KernelText.At("inputGradient", offset)}, {floats}).Clear();");

    /// <summary>The words of a pixel that say which cells won.</summary>
    private static string WinnersAt(BufferLayout pooled)
    {
        int words = PoolWinners.WordsOfPixel(pooled.Channels);
        string place = KernelText.At("winners", KernelText.Offset(0, ("(nint)sample", PoolWinners.SampleStride(pooled)), ("row", pooled.Width * words), ("column", words)));
        return $"ref Unsafe.As<float, uint>({place})";
    }

    private static string PixelAt(string reference, BufferLayout layout) =>
        KernelText.At(reference, KernelText.Offset(layout.Start, ("(nint)sample", layout.SampleStride), ("row", layout.RowStride), ("column", layout.Channels)));

    private static void EmitReduction(CodeWriter writer, PoolKernel kernel, VectorPlace place)
    {
        VectorType v = place.Vector;
        Window window = kernel.Window;
        bool max = kernel.Kind == PoolingKind.Max;
        string share = window.HasPadding ? v.Broadcast("share") : v.Constant(1f / (window.Height * window.Width));
        if (IsUnrolled(window))
        {
            string[] cells = [.. kernel.Input.CellsOf(window).Select(cell => place.Load("window", Invariant($"{cell}")))];
            string folded = cells.Skip(1).Aggregate(cells[0], (sum, cell) => max ? v.Max(sum, cell) : $"{sum} + {cell}");
            writer.Line($"{v.Name} result = {(max || cells.Length == 1 ? folded : $"({folded}) * {share}")};");
            return;
        }

        writer.Line($"{v.Name} result = {(max ? v.Broadcast("float.NegativeInfinity") : v.Zero)};");
        EmitCellLoops(
            writer, window, kernel.Input,
            max ? null : $"{v.Name} rowSum = {v.Zero};",
            cell => writer.Line(max ? $"result = {v.Max("result", place.Load("window", cell))};" : $"rowSum += {place.Load("window", cell)};"),
            max ? null : "result += rowSum;");
        if (!max) writer.Line($"result *= {share};");
    }

    /// <summary>The largest value of a window and, in two masks, the number of the first cell that holds it.</summary>
    private static void EmitContest(KernelContext context, PoolKernel kernel, VectorPlace place)
    {
        CodeWriter writer = context.Writer;
        VectorType v = place.Vector;
        int[] cells = [.. kernel.Input.CellsOf(kernel.Window)];
        writer.Line($"{v.Name} result = {EmitCell(context, kernel, place, 0, cells[0])};");
        writer.Line($"{v.Name} lower = {v.Zero};");
        if (cells.Length > 2) writer.Line($"{v.Name} upper = {v.Zero};");
        for (int cell = 1; cell < cells.Length; cell++)
        {
            writer.Line($"{v.Name} cell{cell} = {EmitCell(context, kernel, place, cell, cells[cell])};");
            writer.Line($"{v.Name} wins{cell} = {v.Greater($"cell{cell}", "result")};");
            writer.Line($"result = {v.Max("result", $"cell{cell}")};");
            if (cell == 2) writer.Line($"lower = {v.AndNot("lower", "wins2")};");
            else writer.Line($"lower |= wins{cell};");
            if (cell >= 2) writer.Line($"upper |= wins{cell};");
        }

        string word = cells.Length > 2 ? Invariant($"{v.Bits("lower")} | ({v.Bits("upper")} << {v.Lanes})") : v.Bits("lower");
        writer.Line($"Unsafe.Add(ref won, {place.Number}) = {word};");
    }

    /// <summary>The value of a cell, normalised and activated where the kernel does so in passing.</summary>
    private static string EmitCell(KernelContext context, PoolKernel kernel, VectorPlace place, int cell, int offset)
    {
        string value = place.Load("window", Invariant($"{offset}"));
        if (kernel.Normalized is not { } activation) return value;
        VectorType v = place.Vector;
        context.Writer.Line(Invariant($"{v.Name} normalized{cell} = {NormalizationText.Normalized(value, place.Load("mean"), place.Load("inverse"))};"));
        string scaled = NormalizationText.Scaled(v, Invariant($"normalized{cell}"), place.Load("gamma"), place.Load("beta"));
        if (activation.Kind == ActivationKind.None) return scaled;
        context.Writer.Line(Invariant($"{v.Name} x{cell} = {scaled};"));
        return Activations.Apply(context, v, activation, Invariant($"x{cell}"));
    }

    private static void EmitScatter(CodeWriter writer, PoolScatterKernel kernel, VectorPlace place)
    {
        VectorType v = place.Vector;
        int[] cells = [.. kernel.InputGradient.CellsOf(kernel.Window)];
        writer.Line($"{v.Name} whole = {place.Load("gradient")};");
        WinnerText.Declare(writer, v, $"Unsafe.Add(ref won, {place.Number})", cells.Length);
        for (int cell = 0; cell < cells.Length; cell++)
        {
            writer.Line($"{v.Name} part{cell} = {v.Select(WinnerText.MaskOf(v, cell, cells.Length), "whole", v.Zero)};");
            place.Store($"part{cell}", "target", Invariant($"{cells[cell]}"));
        }
    }

    private static void EmitScatter(CodeWriter writer, PoolGradientKernel kernel, bool overlaps, VectorPlace place)
    {
        VectorType v = place.Vector;
        Window window = kernel.Window;
        bool max = kernel.Kind == PoolingKind.Max;
        string share = window.HasPadding ? v.Broadcast("share") : v.Constant(1f / (window.Height * window.Width));
        writer.Line($"{v.Name} rest = {place.Load("gradient")}{(max ? string.Empty : $" * {share}")};");
        if (max)
        {
            writer.Line($"{v.Name} largest = {place.Load("pooled")};");
        }

        void EmitCell(string cell, string target, string suffix)
        {
            string value = "rest";
            if (max)
            {
                writer.Line($"{v.Name} wins{suffix} = {v.AreEqual(place.Load("window", cell), "largest")};");
                writer.Line($"{v.Name} part{suffix} = {v.Select($"wins{suffix}", "rest", v.Zero)};");
                writer.Line($"rest = {v.Select($"wins{suffix}", v.Zero, "rest")};");
                value = $"part{suffix}";
            }

            if (overlaps)
            {
                writer.Line($"{v.Name} sum{suffix} = {place.Load("target", target)} + {value};");
                value = $"sum{suffix}";
            }

            place.Store(value, "target", target);
        }

        if (IsUnrolled(window))
        {
            int[] inputs = [.. kernel.Input.CellsOf(window)];
            int[] targets = [.. kernel.InputGradient.CellsOf(window)];
            for (int i = 0; i < inputs.Length; i++) EmitCell(Invariant($"{inputs[i]}"), Invariant($"{targets[i]}"), Invariant($"{i}"));
            return;
        }

        EmitCellLoops(
            writer, window, kernel.Input, null,
            cell => EmitCell(cell, Invariant($"(cellRow * {kernel.InputGradient.RowStride}) + (cellColumn * {kernel.InputGradient.Channels})"), string.Empty), null);
    }

    /// <summary>Loops over the cells of a window inside the picture; the average sums each row apart, so that rounding errors of large windows stay small.</summary>
    private static void EmitCellLoops(CodeWriter writer, Window window, BufferLayout layout, string? beforeRow, Action<string> cell, string? afterRow)
    {
        string rows = window.HasPadding ? "endRow - firstRow" : Invariant($"{window.Height}");
        string columns = window.HasPadding ? "endColumn - firstColumn" : Invariant($"{window.Width}");
        using (writer.Open($"for (nint cellRow = 0; cellRow < {rows}; cellRow++)"))
        {
            if (beforeRow is not null) writer.Line(beforeRow);
            using (writer.Open($"for (nint cellColumn = 0; cellColumn < {columns}; cellColumn++)"))
            {
                cell(Invariant($"(cellRow * {layout.RowStride}) + (cellColumn * {layout.Channels})"));
            }

            if (afterRow is not null) writer.Line(afterRow);
        }
    }
}
