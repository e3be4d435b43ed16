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
            : Invariant($"/// <summary>{rows} × {width} outputs in {rows} × {column.Vectors} = {Text.OfCount(rows * column.Vectors, "accumulator")} of {context.Isa.Registers} registers.</summary>"));
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

    private static string Sum(int row, int vector) => Invariant($"sum{row}_{vector}");

    private static void EmitStart(CodeWriter writer, ContractionKernel kernel, int rows, ColumnBand column, VectorType vector)
    {
        if (kernel.Start == ContractionStart.Bias)
        {
            for (int v = 0; v < column.Vectors; v++) writer.Line(Invariant($"{vector.Name} bias{v} = {vector.Load("bias", Invariant($"{v * vector.Lanes}"))};"));
        }

        for (int m = 0; m < rows; m++)
        {
            for (int v = 0; v < column.Vectors; v++)
            {
                string start = kernel.Start switch
                {
                    ContractionStart.Bias => Invariant($"bias{v}"),
                    ContractionStart.Accumulate => vector.Load(kernel.Pointers[2], Invariant($"{(m * kernel.M.C) + (v * vector.Lanes)}")),
                    _ => vector.Zero,
                };
                writer.Line($"{vector.Name} {Sum(m, v)} = {start};");
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
            for (int v = 0; v < column.Vectors; v++) writer.Line(Invariant($"{vector.Name} {right}{v} = {vector.Load(b, Invariant($"{v * vector.Lanes}"))};"));
            for (int m = 0; m < rows; m++)
            {
                if (kernel.Form == ContractionForm.Broadcast)
                {
                    string scalar = m * kernel.M.A == 0 ? a : Invariant($"Unsafe.Add(ref {a}, {m * kernel.M.A})");
                    writer.Line(Invariant($"{vector.Name} {left}{m} = {vector.Broadcast(scalar)};"));
                }

                for (int v = 0; v < column.Vectors; v++)
                {
                    string factor = kernel.Form == ContractionForm.Broadcast ? Invariant($"{left}{m}") : vector.Load(a, Invariant($"{(m * kernel.M.A) + (v * vector.Lanes)}"));
                    writer.Line(Invariant($"{Sum(m, v)} = {vector.MultiplyAdd(factor, $"{right}{v}", Sum(m, v))};"));
                }
            }
        });
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
        for (int m = 0; m < rows; m++)
        {
            for (int v = 0; v < column.Vectors; v++)
            {
                string value = kernel.Activation.Kind == ActivationKind.None ? Sum(m, v) : Activate(vector, kernel.Activation, Sum(m, v));
                string offset = Invariant($"{(m * kernel.M.C) + (v * vector.Lanes)}");
                bool partial = v == column.Vectors - 1 && column.LastLanes < vector.Lanes;
                if (!partial)
                {
                    writer.Line(VectorType.Store(value, kernel.Pointers[2], offset));
                    continue;
                }

                if (value != Sum(m, v)) writer.Line($"{Sum(m, v)} = {value};");
                foreach (string line in vector.StorePartial(Sum(m, v), kernel.Pointers[2], offset, column.LastLanes)) writer.Line(line);
            }
        }
    }

    private static string Activate(VectorType vector, ActivationSpec activation, string value) => activation.Kind == ActivationKind.ReLU
        ? vector.Max(vector.Zero, value)
        : vector.Select(vector.Greater(value, vector.Zero), value, $"{value} * {vector.Constant(activation.Parameter)}");

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
