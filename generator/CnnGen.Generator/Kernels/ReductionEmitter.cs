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
            writer.Line($"ref float total = {KernelText.At("sums", KernelText.Offset(0, ("(nint)sample", kernel.SumStride)))};");
            ChannelGroup.Emit(writer, v, values.Channels, WidestGroup, group =>
            {
                group.Lines(i => Invariant($"{v.Name} sum{i} = {v.Zero};"));
                group.WalkPixels(
                    values.Height, values.Width, [("picture", "pixel", values.RowStride, values.Channels)],
                    () => group.Lines(i => Invariant($"{v.Name} rowSum{i} = {v.Zero};")),
                    () => group.Lines(i => Invariant($"rowSum{i} += {group.Load("pixel", i)};")),
                    () => group.Lines(i => Invariant($"sum{i} += rowSum{i};")));
                group.Store(i => Invariant($"sum{i}"), "total");
            });
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
            void EmitColumn(string at, Action<string> store)
            {
                writer.Line($"{v.Name} sum = {v.Zero};");
                writer.Line(Invariant($"for (nint row = 0; row < {rows}; row++) sum += {v.Load("values", Invariant($"(row * {kernel.Stride}) + {at}"))};"));
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
}
