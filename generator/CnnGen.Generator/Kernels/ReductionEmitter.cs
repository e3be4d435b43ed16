using CnnGen.Generator.Emission;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Planning;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Kernels;

/// <summary>Prints sums over pixels and over rows of a table, channels in the lanes.</summary>
internal static class ReductionEmitter
{
    /// <summary>Channel vectors summed side by side: enough to hide the latency of an addition.</summary>
    private const int WidestGroup = 8;

    public static void Emit(KernelContext context, string name, PixelSumKernel kernel)
    {
        CodeWriter writer = context.Writer;
        BufferLayout values = kernel.Values;
        VectorType v = context.Isa.VectorFor(values.Channels);
        writer.Line(KernelText.HotMethod);
        using (writer.Open($"public static void {name}({KernelText.Parameters(kernel)})"))
        using (writer.Open("for (int sample = begin; sample < end; sample++)"))
        {
            writer.Line($"ref float picture = {KernelText.At("values", KernelText.Offset(values.Start, ("(nint)sample", values.SampleStride)))};");
            if (kernel.Kind == PixelSumKind.ProductWithNormalized)
            {
                writer.Line($"ref float other = {KernelText.At("second", KernelText.Offset(kernel.Second.Start, ("(nint)sample", kernel.Second.SampleStride)))};");
            }

            writer.Line($"ref float total = {KernelText.At("sums", KernelText.Offset(0, ("(nint)sample", kernel.SumStride)))};");
            int vectors = ((values.Channels - 1) / v.Lanes) + 1;
            int lastLanes = values.Channels - ((vectors - 1) * v.Lanes);
            int full = lastLanes == v.Lanes ? vectors : vectors - 1;
            int groups = full / WidestGroup;
            if (groups > 0)
            {
                using (writer.Open(Invariant($"for (nint c = 0; c < {groups * WidestGroup * v.Lanes}; c += {WidestGroup * v.Lanes})")))
                {
                    EmitGroup(writer, v, kernel, "c", WidestGroup, v.Lanes);
                }
            }

            int left = vectors - (groups * WidestGroup);
            if (left == 0) return;
            using (writer.Open(string.Empty)) EmitGroup(writer, v, kernel, Invariant($"{groups * WidestGroup * v.Lanes}"), left, lastLanes);
        }
    }

    public static void Emit(KernelContext context, string name, ColumnSumKernel kernel)
    {
        CodeWriter writer = context.Writer;
        VectorType v = context.Isa.VectorFor(kernel.Columns);
        string rows = kernel.Rows == 0 ? "batch" : Invariant($"{kernel.Rows}");
        int whole = kernel.Columns / v.Lanes * v.Lanes;
        writer.Line(KernelText.HotMethod);
        using (writer.Open($"public static void {name}({KernelText.Parameters(kernel)})"))
        using (writer.Open("for (int item = begin; item < end; item++)"))
        {
            if (kernel.MeanOver > 0) writer.Line(Invariant($"{v.Name} share = {v.Broadcast(Invariant($"1f / ((float){rows} * {kernel.MeanOver})"))};"));
            void EmitColumn(string at, Action<string> store)
            {
                writer.Line($"{v.Name} sum = {v.Zero};");
                writer.Line(Invariant($"for (nint row = 0; row < {rows}; row++) sum += {v.Load("values", Invariant($"(row * {kernel.Stride}) + {at}"))};"));
                if (kernel.MeanOver > 0) writer.Line("sum *= share;");
                store("sum");
            }

            if (whole > 0)
            {
                string end = kernel.Chunk >= kernel.Columns ? Invariant($"{whole}") : Invariant($"Math.Min({whole}, (item + 1) * {kernel.Chunk})");
                using (writer.Open(Invariant($"for (nint column = (nint)item * {kernel.Chunk}; column < {end}; column += {v.Lanes})")))
                {
                    EmitColumn("column", sum => writer.Line(VectorType.Store(sum, "total", "column")));
                }
            }

            if (whole == kernel.Columns) return;
            int lastItem = (kernel.Columns - 1) / kernel.Chunk;
            using (writer.Open(lastItem == 0 ? string.Empty : Invariant($"if (item == {lastItem})")))
            {
                EmitColumn(Invariant($"{whole}"), sum =>
                {
                    foreach (string line in v.StorePartial(sum, "total", Invariant($"{whole}"), kernel.Columns - whole)) writer.Line(line);
                });
            }
        }
    }

    private static void EmitGroup(CodeWriter writer, VectorType v, PixelSumKernel kernel, string first, int vectors, int lastLanes)
    {
        string At(int vector) => int.TryParse(first, out int start) ? Invariant($"{start + (vector * v.Lanes)}") : vector == 0 ? first : Invariant($"{first} + {vector * v.Lanes}");
        bool deviation = kernel.Kind != PixelSumKind.Plain;
        for (int i = 0; i < vectors; i++)
        {
            writer.Line(Invariant($"{v.Name} sum{i} = {v.Zero};"));
            if (deviation) writer.Line(Invariant($"{v.Name} mean{i} = {v.Load("mean", At(i))};"));
        }

        using (writer.Open(Invariant($"for (nint row = 0; row < {kernel.Values.Height}; row++)")))
        {
            for (int i = 0; i < vectors; i++) writer.Line(Invariant($"{v.Name} rowSum{i} = {v.Zero};"));
            writer.Line(Invariant($"ref float pixel = ref Unsafe.Add(ref picture, row * {kernel.Values.RowStride});"));
            bool product = kernel.Kind == PixelSumKind.ProductWithNormalized;
            if (product) writer.Line(Invariant($"ref float otherPixel = ref Unsafe.Add(ref other, row * {kernel.Second.RowStride});"));
            using (writer.Open(Invariant($"for (int column = 0; column < {kernel.Values.Width}; column++)")))
            {
                for (int i = 0; i < vectors; i++)
                {
                    string value = v.Load("pixel", At(i));
                    switch (kernel.Kind)
                    {
                        case PixelSumKind.Plain:
                            writer.Line(Invariant($"rowSum{i} += {value};"));
                            break;
                        case PixelSumKind.SquaredDeviation:
                            writer.Line(Invariant($"{v.Name} deviation{i} = {value} - mean{i};"));
                            writer.Line(Invariant($"rowSum{i} = {v.MultiplyAdd(Invariant($"deviation{i}"), Invariant($"deviation{i}"), Invariant($"rowSum{i}"))};"));
                            break;
                        default:
                            writer.Line(Invariant($"rowSum{i} = {v.MultiplyAdd(value, $"({v.Load("otherPixel", At(i))} - mean{i})", Invariant($"rowSum{i}"))};"));
                            break;
                    }
                }

                writer.Line(Invariant($"pixel = ref Unsafe.Add(ref pixel, {kernel.Values.Channels});"));
                if (product) writer.Line(Invariant($"otherPixel = ref Unsafe.Add(ref otherPixel, {kernel.Values.Channels});"));
            }

            for (int i = 0; i < vectors; i++) writer.Line(Invariant($"sum{i} += rowSum{i};"));
        }

        for (int i = 0; i < vectors; i++)
        {
            string value = Invariant($"sum{i}");
            if (kernel.Kind == PixelSumKind.ProductWithNormalized) writer.Line(Invariant($"sum{i} *= {v.Load("inverse", At(i))};"));
            if (i < vectors - 1 || lastLanes == v.Lanes)
            {
                writer.Line(VectorType.Store(value, "total", At(i)));
                continue;
            }

            foreach (string line in v.StorePartial(value, "total", At(i), lastLanes)) writer.Line(line);
        }
    }
}
