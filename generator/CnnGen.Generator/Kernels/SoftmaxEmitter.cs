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
            VectorLoop.Emit(writer, v, "c", channels, place =>
            {
                writer.Line($"{v.Name} exponential = {context.Call(MathFunction.Exp, v, $"{place.Load("x")} - shift")};");
                writer.Line($"sums += {place.Masked("exponential")};");
                if (!kernel.IsLog) place.Store("exponential", "x");
            });
            writer.Line(kernel.IsLog
                ? $"{v.Name} total = {v.Broadcast($"largest + MathF.Log({v.Sum("sums")})")};"
                : $"{v.Name} total = {v.Broadcast($"1f / {v.Sum("sums")}")};");
            VectorLoop.Emit(writer, v, "c", channels, place =>
            {
                writer.Line($"{v.Name} result = {place.Load("x")} {(kernel.IsLog ? "-" : "*")} total;");
                place.Store("result", "x");
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
            VectorLoop.Emit(writer, v, "c", channels, place =>
            {
                string term = kernel.IsLog ? place.Load("dy") : $"({place.Load("y")} * {place.Load("dy")})";
                writer.Line($"sums += {place.Masked(term)};");
            });
            writer.Line($"{v.Name} total = {v.Broadcast(v.Sum("sums"))};");
            VectorLoop.Emit(writer, v, "c", channels, place =>
            {
                writer.Line(kernel.IsLog
                    ? $"{v.Name} result = {place.Load("dy")} - ({context.Call(MathFunction.Exp, v, place.Load("y"))} * total);"
                    : $"{v.Name} result = {place.Load("y")} * ({place.Load("dy")} - total);");
                place.Store("result", "dy");
            });
        });
    }

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
}
