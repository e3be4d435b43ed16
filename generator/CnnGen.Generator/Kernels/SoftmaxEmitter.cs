using CnnGen.Generator.Emission;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Planning;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Kernels;

/// <summary>Prints softmax and log-softmax over the channels of a pixel, and their gradients, all in place.</summary>
internal static class SoftmaxEmitter
{
    public static void Emit(KernelContext context, string name, SoftmaxKernel kernel)
    {
        CodeWriter writer = context.Writer;
        int channels = kernel.Layout.Channels;
        VectorType v = context.Isa.VectorFor(channels);
        EmitPixels(writer, name, kernel, kernel.Layout, [("values", kernel.Layout, "x")], () =>
        {
            writer.Line("float largest = x;");
            writer.Line(Invariant($"for (nint c = 1; c < {channels}; c++) largest = MathF.Max(largest, Unsafe.Add(ref x, c));"));
            writer.Line($"{v.Name} shift = {v.Broadcast("largest")};");
            writer.Line($"{v.Name} sums = {v.Zero};");
            EmitVectors(writer, v, channels, (at, last, store) =>
            {
                writer.Line($"{v.Name} exponential = {context.Call(MathFunction.Exp, v, $"{v.Load("x", at)} - shift")};");
                writer.Line($"sums += {Masked(v, last, "exponential")};");
                if (!kernel.IsLog) store("exponential", "x");
            });
            writer.Line(kernel.IsLog
                ? $"{v.Name} total = {v.Broadcast($"largest + MathF.Log({v.Sum("sums")})")};"
                : $"{v.Name} total = {v.Broadcast($"1f / {v.Sum("sums")}")};");
            EmitVectors(writer, v, channels, (at, _, store) =>
            {
                writer.Line($"{v.Name} result = {v.Load("x", at)} {(kernel.IsLog ? "-" : "*")} total;");
                store("result", "x");
            });
        });
    }

    public static void Emit(KernelContext context, string name, SoftmaxGradientKernel kernel)
    {
        CodeWriter writer = context.Writer;
        int channels = kernel.Output.Channels;
        VectorType v = context.Isa.VectorFor(channels);
        EmitPixels(writer, name, kernel, kernel.Output, [("output", kernel.Output, "y"), ("gradient", kernel.Gradient, "dy")], () =>
        {
            writer.Line($"{v.Name} sums = {v.Zero};");
            EmitVectors(writer, v, channels, (at, last, _) =>
            {
                string term = kernel.IsLog ? v.Load("dy", at) : $"({v.Load("y", at)} * {v.Load("dy", at)})";
                writer.Line($"sums += {Masked(v, last, term)};");
            });
            writer.Line($"{v.Name} total = {v.Broadcast(v.Sum("sums"))};");
            EmitVectors(writer, v, channels, (at, _, store) =>
            {
                writer.Line(kernel.IsLog
                    ? $"{v.Name} result = {v.Load("dy", at)} - ({context.Call(MathFunction.Exp, v, v.Load("y", at))} * total);"
                    : $"{v.Name} result = {v.Load("y", at)} * ({v.Load("dy", at)} - total);");
                store("result", "dy");
            });
        });
    }

    private static string Masked(VectorType v, int last, string value) => last == v.Lanes ? value : v.Select(v.FirstLanes(last), value, v.Zero);

    private static void EmitPixels(CodeWriter writer, string name, Kernel kernel, BufferLayout shape, (string Pointer, BufferLayout Layout, string Name)[] buffers, Action body)
    {
        writer.Line(KernelText.HotMethod);
        using (writer.Open($"public static void {name}({KernelText.Parameters(kernel)})"))
        using (writer.Open("for (int sample = begin; sample < end; sample++)"))
        {
            CodeWriter.Block? rows = shape.Height == 1 ? null : writer.Open(Invariant($"for (nint row = 0; row < {shape.Height}; row++)"));
            CodeWriter.Block? columns = shape.Width == 1 ? null : writer.Open(Invariant($"for (nint column = 0; column < {shape.Width}; column++)"));
            foreach ((string pointer, BufferLayout layout, string local) in buffers)
            {
                string at = KernelText.Offset(
                    layout.Start, ("(nint)sample", layout.SampleStride), ("row", shape.Height == 1 ? 0 : layout.RowStride), ("column", shape.Width == 1 ? 0 : layout.Channels));
                writer.Line($"ref float {local} = {KernelText.At(pointer, at)};");
            }

            body();
            columns?.Dispose();
            rows?.Dispose();
        }
    }

    /// <summary>Whole vectors, then the last with how many lanes of it count.</summary>
    private static void EmitVectors(CodeWriter writer, VectorType v, int channels, Action<string, int, Action<string, string>> body)
    {
        int whole = channels / v.Lanes * v.Lanes;
        if (whole > 0)
        {
            using (writer.Open(Invariant($"for (nint c = 0; c < {whole}; c += {v.Lanes})")))
            {
                body("c", v.Lanes, (value, reference) => writer.Line(VectorType.Store(value, reference, "c")));
            }
        }

        if (whole == channels) return;
        using (writer.Open(string.Empty))
        {
            string at = Invariant($"{whole}");
            body(at, channels - whole, (value, reference) =>
            {
                foreach (string line in v.StorePartial(value, reference, at, channels - whole)) writer.Line(line);
            });
        }
    }
}
