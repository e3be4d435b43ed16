using CnnGen.Generator.Emission;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Kernels;

/// <summary>Prints one register tile: accumulators that stay in registers for the whole sum, then the epilogue and the store.</summary>
internal static class TileEmitter
{
    public static void Emit(KernelContext context, string name, ContractionKernel kernel, int rows, ColumnBand column, VectorType vector)
    {
        CodeWriter writer = context.Writer;
        string parameters = string.Join(", ", [.. kernel.Pointers.Select(pointer => $"ref float {pointer}"), .. kernel.HasRuntimeDepth ? [$"int {kernel.K[0].Name}Count"] : Array.Empty<string>()]);
        int width = ((column.Vectors - 1) * vector.Lanes) + column.LastLanes;
        writer.Line(kernel.Form == ContractionForm.Dot
            ? Invariant($"/// <summary>{rows} × 1 outputs: the sum runs through the lanes.</summary>")
            : $"/// <summary>{Outputs(kernel, rows, width, column.Vectors)} = {Text.OfCount(Sums(kernel, rows).Count * column.Vectors, "accumulator")} of {context.Isa.Registers} registers.</summary>");
        writer.Line(KernelText.HotMethod);
        using (writer.Open($"private static void {name}({parameters})"))
        {
            if (kernel.Form == ContractionForm.Dot)
            {
                EmitDot(writer, kernel, rows, vector);
            }
            else
            {
                EmitStart(writer, kernel, rows, column, vector);
                EmitSum(writer, kernel, rows, column, vector);
                EmitStore(writer, kernel, rows, column, vector);
            }
        }
    }

    private static string Outputs(ContractionKernel kernel, int rows, int width, int vectors) => kernel.Pool is { } pool
        ? Invariant($"{rows} × {width} outputs, each of {pool.Window.Height} × {pool.Window.Width} sums, in {rows} × {pool.A.Count} × {vectors}")
        : kernel.MeanOf > 0 ? Invariant($"{width} means, to which {rows} × {width} sums are added, in {rows} × {vectors}")
        : Invariant($"{rows} × {width} outputs in {rows} × {vectors}");

    private static string Sum(string row, int vector) => Invariant($"sum{row}_{vector}");

    /// <summary>The sums of a tile and what each adds to A's place: one a row, or one for each cell of a row's window.</summary>
    private static List<(string Row, int A)> Sums(ContractionKernel kernel, int rows) => kernel.Pool is not { } pool
        ? [.. Enumerable.Range(0, rows).Select(m => (Invariant($"{m}"), m * kernel.M.A))]
        : [.. Enumerable.Range(0, rows).SelectMany(m => Enumerable.Range(0, pool.A.Count).Select(cell => (Invariant($"{m}_{cell}"), (m * kernel.M.A) + pool.A[cell])))];

    private static void EmitStart(CodeWriter writer, ContractionKernel kernel, int rows, ColumnBand column, VectorType vector)
    {
        if (kernel.Start == ContractionStart.Bias)
        {
            for (int v = 0; v < column.Vectors; v++) writer.Line(Invariant($"{vector.Name} bias{v} = {vector.Load("bias", Invariant($"{v * vector.Lanes}"))};"));
        }

        List<(string Row, int A)> sums = Sums(kernel, rows);
        for (int m = 0; m < sums.Count; m++)
        {
            for (int v = 0; v < column.Vectors; v++)
            {
                string start = kernel.Start switch
                {
                    ContractionStart.Bias => Invariant($"bias{v}"),
                    ContractionStart.Accumulate => vector.Load(kernel.Pointers[2], Invariant($"{(m * kernel.M.C) + (v * vector.Lanes)}")),
                    _ => vector.Zero,
                };
                writer.Line($"{vector.Name} {Sum(sums[m].Row, v)} = {start};");
            }
        }
    }

    private static void EmitSum(CodeWriter writer, ContractionKernel kernel, int rows, ColumnBand column, VectorType vector)
    {
        writer.Line();
        string left = kernel.Pointers[0];
        string right = kernel.Pointers[1];
        EmitLevel(writer, kernel, 0, left, right, (a, b) =>
        {
            if (kernel.HasPairedRows)
            {
                EmitPairs(writer, kernel, rows, column, vector, a, b);
                return;
            }

            for (int v = 0; v < column.Vectors; v++) writer.Line(Invariant($"{vector.Name} {right}{v} = {vector.Load(b, Invariant($"{v * vector.Lanes}"))};"));
            EmitProducts(writer, kernel, rows, column, vector, a, left, right, 0);
        });
    }

    /// <summary>Two values of k from each word of B: bfloat16 is the upper half of a float.</summary>
    private static void EmitPairs(CodeWriter writer, ContractionKernel kernel, int rows, ColumnBand column, VectorType vector, string a, string b)
    {
        for (int v = 0; v < column.Vectors; v++) writer.Line(Invariant($"{vector.IntegerName} pair{v} = {vector.Load(b, Invariant($"{v * vector.Lanes}"))}.AsUInt32();"));
        for (int v = 0; v < column.Vectors; v++) writer.Line(Invariant($"{vector.Name} even{v} = {vector.Class}.ShiftLeft(pair{v}, 16).AsSingle();"));
        EmitProducts(writer, kernel, rows, column, vector, a, kernel.Pointers[0], "even", 0);
        for (int v = 0; v < column.Vectors; v++) writer.Line(Invariant($"{vector.Name} odd{v} = (pair{v} & {vector.BroadcastInteger("0xFFFF0000u")}).AsSingle();"));
        EmitProducts(writer, kernel, rows, column, vector, a, "next", "odd", 1);
    }

    /// <param name="k">Which of the values of A that lie side by side.</param>
    private static void EmitProducts(CodeWriter writer, ContractionKernel kernel, int rows, ColumnBand column, VectorType vector, string a, string left, string right, int k)
    {
        foreach ((string row, int first) in Sums(kernel, rows))
        {
            int offset = first + k;
            if (kernel.Form == ContractionForm.Broadcast)
            {
                string scalar = offset == 0 ? a : Invariant($"Unsafe.Add(ref {a}, {offset})");
                writer.Line($"{vector.Name} {left}{row} = {vector.Broadcast(scalar)};");
            }

            for (int v = 0; v < column.Vectors; v++)
            {
                string factor = kernel.Form == ContractionForm.Broadcast ? left + row : vector.Load(a, Invariant($"{offset + (v * vector.Lanes)}"));
                writer.Line(Invariant($"{Sum(row, v)} = {vector.MultiplyAdd(factor, $"{right}{v}", Sum(row, v))};"));
            }
        }
    }

    /// <summary>One loop of the sum; references move with it.</summary>
    private static void EmitLevel(CodeWriter writer, ContractionKernel kernel, int level, string a, string b, Action<string, string> body)
    {
        Loop loop = kernel.K[level];
        bool innermost = level == kernel.K.Count - 1;
        string count = level == 0 && kernel.HasRuntimeDepth ? $"{loop.Name}Count" : Invariant($"{loop.Count.Value}");
        using (writer.Open($"for (int {loop.Name} = 0; {loop.Name} < {count}; {loop.Name}++)"))
        {
            if (innermost)
            {
                body(a, b);
            }
            else
            {
                string suffix = KernelText.Capital(kernel.K[level + 1].Name);
                string nextA = kernel.Pointers[0] + suffix;
                string nextB = kernel.Pointers[1] + suffix;
                writer.Line($"ref float {nextA} = ref {a};");
                writer.Line($"ref float {nextB} = ref {b};");
                EmitLevel(writer, kernel, level + 1, nextA, nextB, body);
                writer.Line();
            }

            if (loop.A != 0) writer.Line(Invariant($"{a} = ref Unsafe.Add(ref {a}, {loop.A});"));
            if (loop.B != 0) writer.Line(Invariant($"{b} = ref Unsafe.Add(ref {b}, {loop.B});"));
        }
    }

    private static void EmitStore(CodeWriter writer, ContractionKernel kernel, int rows, ColumnBand column, VectorType vector)
    {
        writer.Line();
        if (kernel.MeanOf > 0)
        {
            EmitMean(writer, kernel, rows, column, vector);
            return;
        }

        for (int m = 0; m < rows; m++)
        {
            for (int v = 0; v < column.Vectors; v++)
            {
                string name = Invariant($"sum{m}_{v}");
                string value = kernel.Pool is null ? Activate(vector, kernel.Activation, name) : Pooled(writer, kernel, m, v, vector);
                string offset = Invariant($"{(m * kernel.M.C) + (v * vector.Lanes)}");
                bool partial = v == column.Vectors - 1 && column.LastLanes < vector.Lanes;
                if (!partial)
                {
                    writer.Line(VectorType.Store(value, kernel.Pointers[2], offset));
                    continue;
                }

                if (kernel.Pool is not null) writer.Line($"{vector.Name} {name} = {value};");
                else if (value != name) writer.Line($"{name} = {value};");
                foreach (string line in vector.StorePartial(name, kernel.Pointers[2], offset, column.LastLanes)) writer.Line(line);
            }
        }
    }

    /// <summary>Adds the rows of a tile, as their share of a mean, to what others have left.</summary>
    private static void EmitMean(CodeWriter writer, ContractionKernel kernel, int rows, ColumnBand column, VectorType vector)
    {
        string output = kernel.Pointers[2];
        for (int v = 0; v < column.Vectors; v++)
        {
            string total = Invariant($"total{v}");
            string offset = Invariant($"{v * vector.Lanes}");
            IEnumerable<string> values = Enumerable.Range(0, rows).Select(m => Activate(vector, kernel.Activation, Sum(Invariant($"{m}"), v)));
            writer.Line($"{vector.Name} {total} = {string.Join(" + ", values.Select(value => value.Contains(' ') ? $"({value})" : value))};");
            writer.Line($"{total} = {vector.MultiplyAdd(total, vector.Constant(1f / kernel.MeanOf), vector.Load(output, offset))};");
            if (v < column.Vectors - 1 || column.LastLanes == vector.Lanes)
            {
                writer.Line(VectorType.Store(total, output, offset));
                continue;
            }

            foreach (string line in vector.StorePartial(total, output, offset, column.LastLanes)) writer.Line(line);
        }
    }

    /// <summary>The largest sum of a window, which the activation may follow as it never falls; or the mean of what the activation makes of each.</summary>
    private static string Pooled(CodeWriter writer, ContractionKernel kernel, int row, int v, VectorType vector)
    {
        string[] cells = [.. Enumerable.Range(0, kernel.Pool!.A.Count).Select(cell => Sum(Invariant($"{row}_{cell}"), v))];
        if (kernel.Pool.Kind == PoolingKind.Max)
        {
            for (int i = 1; i < cells.Length; i++) writer.Line($"{cells[0]} = {vector.Max(cells[0], cells[i])};");
            return Activate(vector, kernel.Activation, cells[0]);
        }

        if (kernel.Activation.Kind != ActivationKind.None)
        {
            foreach (string cell in cells) writer.Line($"{cell} = {Activate(vector, kernel.Activation, cell)};");
        }

        return $"(({string.Join(" + ", cells)}) * {vector.Constant(1f / cells.Length)})";
    }

    /// <summary>What an epilogue makes of a sum: itself, ReLU or LeakyReLU.</summary>
    public static string Activate(VectorType vector, ActivationSpec activation, string value) => activation.Kind switch
    {
        ActivationKind.None => value,
        ActivationKind.ReLU => vector.Max(vector.Zero, value),
        _ => vector.Select(vector.Greater(value, vector.Zero), value, $"{value} * {vector.Constant(activation.Parameter)}"),
    };

    private static void EmitDot(CodeWriter writer, ContractionKernel kernel, int rows, VectorType vector)
    {
        int depth = kernel.K[0].Count.Value;
        int whole = depth / vector.Lanes * vector.Lanes;
        string a = kernel.Pointers[0];
        string b = kernel.Pointers[1];
        for (int m = 0; m < rows; m++) writer.Line(Invariant($"{vector.Name} sum{m} = {vector.Zero};"));
        if (whole > 0)
        {
            using (writer.Open(Invariant($"for (nint k = 0; k < {whole}; k += {vector.Lanes})")))
            {
                writer.Line($"{vector.Name} b = {vector.Load(b, "k")};");
                for (int m = 0; m < rows; m++)
                {
                    string offset = m == 0 ? "k" : Invariant($"k + {m * kernel.M.A}");
                    writer.Line(Invariant($"sum{m} = {vector.MultiplyAdd(vector.Load(a, offset), "b", Invariant($"sum{m}"))};"));
                }
            }
        }

        if (whole < depth)
        {
            writer.Line("// Lanes behind the last product hold what is none of theirs: zero on both sides.");
            writer.Line($"{vector.Name} last = {vector.FirstLanes(depth - whole)};");
            writer.Line($"{vector.Name} lastB = {vector.Select("last", vector.Load(b, Invariant($"{whole}")), vector.Zero)};");
            for (int m = 0; m < rows; m++)
            {
                string lastA = vector.Select("last", vector.Load(a, Invariant($"{whole + (m * kernel.M.A)}")), vector.Zero);
                writer.Line(Invariant($"sum{m} = {vector.MultiplyAdd(lastA, "lastB", Invariant($"sum{m}"))};"));
            }
        }

        for (int m = 0; m < rows; m++)
        {
            string total = vector.Sum(Invariant($"sum{m}")) + (kernel.Start == ContractionStart.Bias ? " + bias" : string.Empty);
            string output = m * kernel.M.C == 0 ? kernel.Pointers[2] : Invariant($"Unsafe.Add(ref {kernel.Pointers[2]}, {m * kernel.M.C})");
            switch (kernel.Activation.Kind)
            {
                case ActivationKind.ReLU:
                    writer.Line($"{output} = MathF.Max(0f, {total});");
                    break;
                case ActivationKind.LeakyReLU:
                    writer.Line(Invariant($"float total{m} = {total};"));
                    writer.Line(Invariant($"{output} = total{m} > 0f ? total{m} : total{m} * {Float(kernel.Activation.Parameter)};"));
                    break;
                default:
                    writer.Line($"{output} = {total};");
                    break;
            }
        }
    }
}
