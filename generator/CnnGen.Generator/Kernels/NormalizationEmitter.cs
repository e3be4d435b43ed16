using CnnGen.Generator.Emission;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Kernels;

/// <summary>Prints the gradients of a normalisation that are no element-wise operation: the sums of beta and gamma, and what comes through a pool.</summary>
internal static class NormalizationEmitter
{
    /// <summary>Channel vectors side by side: each has four sums.</summary>
    private const int WidestGroup = 4;

    public static void Emit(KernelContext context, string name, NormalizationSumsKernel kernel)
    {
        CodeWriter writer = context.Writer;
        VectorType v = context.Isa.VectorFor(kernel.Input.Channels);
        writer.Line(KernelText.HotMethod);
        using (writer.Open($"public static void {name}({KernelText.Parameters(kernel)})"))
        {
            if (kernel.Pool is not null) writer.Line($"{v.IntegerName} laneBits = {v.LaneBits};");
            using (writer.Open("for (int sample = begin; sample < end; sample++)"))
            {
                writer.Line($"ref float gradients = {SampleAt("outputGradient", kernel.Gradient)};");
                writer.Line($"ref float picture = {SampleAt("input", kernel.Input)};");
                if (kernel.Pool is not null) writer.Line($"ref float winnersOfSample = {KernelText.At("winners", KernelText.Offset(0, ("(nint)sample", PoolWinners.SampleStride(kernel.Gradient))))};");
                writer.Line($"ref float betaSumsOfSample = {KernelText.At("betaSums", KernelText.Offset(0, ("(nint)sample", kernel.Stride)))};");
                writer.Line($"ref float gammaSumsOfSample = {KernelText.At("gammaSums", KernelText.Offset(0, ("(nint)sample", kernel.Stride)))};");
                ChannelGroup.Emit(writer, v, kernel.Input.Channels, WidestGroup, group => EmitSums(context, kernel, group));
            }
        }
    }

    public static void Emit(KernelContext context, string name, PooledNormalizationGradientKernel kernel)
    {
        CodeWriter writer = context.Writer;
        (Window window, BufferLayout pooled, BufferLayout input) = (kernel.Pool, kernel.Gradient, kernel.Input);
        VectorType v = context.Isa.VectorFor(input.Channels);
        (int rows, int columns) = (pooled.Height * window.Height, pooled.Width * window.Width);
        writer.Line(KernelText.HotMethod);
        using (writer.Open($"public static void {name}({KernelText.Parameters(kernel)})"))
        {
            writer.Line($"{v.IntegerName} laneBits = {v.LaneBits};");
            writer.Line(Invariant($"{v.Name} share = {v.Broadcast(Invariant($"1f / ((float)batch * {input.Height * input.Width})"))};"));
            using (writer.Open("for (int sample = begin; sample < end; sample++)"))
            {
                using (writer.Open(Invariant($"for (int row = 0; row < {pooled.Height}; row++)")))
                {
                    using (writer.Open(Invariant($"for (int column = 0; column < {pooled.Width}; column++)")))
                    {
                        writer.Line($"ref float gradient = {PixelAt("outputGradient", pooled, 1, 1)};");
                        writer.Line($"ref float won = {WinnersAt(pooled)};");
                        writer.Line($"ref float window = {PixelAt("input", input, window.Height, window.Width)};");
                        writer.Line($"ref float target = {PixelAt("inputGradient", kernel.InputGradient, window.Height, window.Width)};");
                        VectorLoop.Emit(writer, v, "c", input.Channels, place => EmitWindow(context, kernel, place));
                    }

                    if (columns < input.Width)
                    {
                        writer.Line("// No window reaches the last columns.");
                        EmitRest(writer, kernel, v, window.Height, columns, input.Width - columns, ("row", window.Height), 0);
                    }
                }

                if (rows < input.Height)
                {
                    writer.Line("// Nor the last rows.");
                    EmitRest(writer, kernel, v, input.Height - rows, 0, input.Width, null, rows);
                }
            }
        }
    }

    private static void EmitSums(KernelContext context, NormalizationSumsKernel kernel, ChannelGroup group)
    {
        VectorType v = group.Vector;
        bool gated = kernel.Gate.Kind != ActivationKind.None;
        group.Lines(i => Invariant($"{v.Name} mean{i} = {group.Load("mean", i)}, inverse{i} = {group.Load("inverse", i)};"));
        if (gated) group.Lines(i => Invariant($"{v.Name} gamma{i} = {group.Load("gamma", i)}, beta{i} = {group.Load("beta", i)};"));
        group.Lines(i => Invariant($"{v.Name} betaSum{i} = {v.Zero}, gammaSum{i} = {v.Zero};"));
        (int height, int width) = kernel.Pool is { } pool ? (pool.Height, pool.Width) : (1, 1);
        BufferLayout gradient = kernel.Gradient;
        List<(string, string, int, int)> pictures =
        [
            ("gradients", "gradientPixel", gradient.RowStride, gradient.Channels),
            ("picture", "pixel", height * kernel.Input.RowStride, width * kernel.Input.Channels),
        ];
        int words = PoolWinners.WordsOfPixel(gradient.Channels);
        if (kernel.Pool is not null) pictures.Add(("winnersOfSample", "won", gradient.Width * words, words));
        group.WalkPixels(
            gradient.Height, gradient.Width, [.. pictures],
            () => group.Lines(i => Invariant($"{v.Name} betaRow{i} = {v.Zero}, gammaRow{i} = {v.Zero};")),
            () =>
            {
                group.Lines(i => Invariant($"{v.Name} gradient{i} = {group.Load("gradientPixel", i)};"));
                EmitInputs(kernel, group);
                group.Lines(i => Invariant($"{v.Name} deviation{i} = x{i} - mean{i};"));
                if (gated)
                {
                    // The same operations as NormalizationText has: x − mean is there already.
                    group.Lines(i => Invariant($"{v.Name} y{i} = {NormalizationText.Scaled(v, Invariant($"deviation{i} * inverse{i}"), Invariant($"gamma{i}"), Invariant($"beta{i}"))};"));
                    group.Lines(i => Invariant($"gradient{i} = {Activations.GradientFromOutput(context, v, kernel.Gate, Invariant($"y{i}"), Invariant($"gradient{i}"))};"));
                }

                group.Lines(i => Invariant($"betaRow{i} += gradient{i};"));
                group.Lines(i => Invariant($"gammaRow{i} = {v.MultiplyAdd(Invariant($"gradient{i}"), Invariant($"deviation{i}"), Invariant($"gammaRow{i}"))};"));
            },
            () =>
            {
                group.Lines(i => Invariant($"betaSum{i} += betaRow{i};"));
                group.Lines(i => Invariant($"gammaSum{i} += gammaRow{i};"));
            });
        group.Lines(i => Invariant($"gammaSum{i} *= inverse{i};"));
        group.Store(i => Invariant($"betaSum{i}"), "betaSumsOfSample");
        group.Store(i => Invariant($"gammaSum{i}"), "gammaSumsOfSample");
    }

    /// <summary>Declares <c>x</c>: the pixel, or the cell of a window that won.</summary>
    private static void EmitInputs(NormalizationSumsKernel kernel, ChannelGroup group)
    {
        VectorType v = group.Vector;
        group.Lines(i => Invariant($"{v.Name} x{i} = {group.Load("pixel", i)};"));
        if (kernel.Pool is not { } pool) return;
        int[] cells = [.. kernel.Input.CellsOf(pool)];
        for (int i = 0; i < group.Vectors; i++) WinnerText.Declare(group.Writer, v, $"Unsafe.As<float, uint>(ref Unsafe.Add(ref won, {group.Number(i)}))", cells.Length, Invariant($"{i}"));
        for (int cell = 1; cell < cells.Length; cell++)
        {
            group.Lines(i => Invariant($"x{i} = {v.Select(WinnerText.MaskOf(v, cell, cells.Length, Invariant($"{i}")), group.Load("pixel", i, cells[cell]), Invariant($"x{i}"))};"));
        }
    }

    private static void EmitWindow(KernelContext context, PooledNormalizationGradientKernel kernel, VectorPlace place)
    {
        CodeWriter writer = context.Writer;
        VectorType v = place.Vector;
        int[] cells = [.. kernel.Input.CellsOf(kernel.Pool)];
        int[] targets = [.. kernel.InputGradient.CellsOf(kernel.Pool)];
        writer.Line($"{v.Name} whole = {place.Load("gradient")};");
        WinnerText.Declare(writer, v, $"Unsafe.As<float, uint>(ref Unsafe.Add(ref won, {place.Number}))", cells.Length);
        DeclareChannel(writer, place);
        for (int cell = 0; cell < cells.Length; cell++)
        {
            writer.Line(Invariant($"{v.Name} normalized{cell} = {NormalizationText.Normalized(place.Load("window", Invariant($"{cells[cell]}")), place.Load("mean"), "scale")};"));
            writer.Line(Invariant($"{v.Name} part{cell} = {v.Select(WinnerText.MaskOf(v, cell, cells.Length), "whole", v.Zero)};"));
            if (kernel.Gate.Kind != ActivationKind.None)
            {
                writer.Line(Invariant($"{v.Name} y{cell} = {NormalizationText.Scaled(v, Invariant($"normalized{cell}"), place.Load("gamma"), place.Load("beta"))};"));
                writer.Line(Invariant($"part{cell} = {Activations.GradientFromOutput(context, v, kernel.Gate, Invariant($"y{cell}"), Invariant($"part{cell}"))};"));
            }

            writer.Line(Invariant($"{v.Name} sums{cell} = {v.MultiplyAdd(Invariant($"normalized{cell}"), place.Load("gammaGradient"), place.Load("betaGradient"))};"));
            writer.Line(Invariant($"{v.Name} result{cell} = (part{cell} - (sums{cell} * share)) * factor;"));
            place.Store(Invariant($"result{cell}"), "target", Invariant($"{targets[cell]}"));
        }
    }

    /// <summary>Pixels that no window has: nothing comes from behind, but the statistics depend on them.</summary>
    private static void EmitRest(CodeWriter writer, PooledNormalizationGradientKernel kernel, VectorType v, int rows, int firstColumn, int columns, (string Index, int Rows)? outer, int firstRow)
    {
        string At(string reference, BufferLayout layout) => KernelText.At(reference, KernelText.Offset(
            layout.PixelAt(firstRow, firstColumn), ("(nint)sample", layout.SampleStride), (outer?.Index ?? string.Empty, (outer?.Rows ?? 0) * layout.RowStride), ("restRow", rows == 1 ? 0 : layout.RowStride), ("rest", columns == 1 ? 0 : layout.Channels)));
        CodeWriter.Block? rowLoop = rows == 1 ? null : writer.Open(Invariant($"for (int restRow = 0; restRow < {rows}; restRow++)"));
        using (writer.Open(columns == 1 ? string.Empty : Invariant($"for (int rest = 0; rest < {columns}; rest++)")))
        {
            writer.Line($"ref float pixel = {At("input", kernel.Input)};");
            writer.Line($"ref float target = {At("inputGradient", kernel.InputGradient)};");
            VectorLoop.Emit(writer, v, "c", kernel.Input.Channels, place =>
            {
                DeclareChannel(writer, place);
                writer.Line($"{v.Name} normalized = {NormalizationText.Normalized(place.Load("pixel"), place.Load("mean"), "scale")};");
                writer.Line($"{v.Name} sums = {v.MultiplyAdd("normalized", place.Load("gammaGradient"), place.Load("betaGradient"))};");
                writer.Line($"{v.Name} result = {v.Zero} - (sums * share * factor);");
                place.Store("result", "target");
            });
        }

        rowLoop?.Dispose();
    }

    private static void DeclareChannel(CodeWriter writer, VectorPlace place)
    {
        writer.Line($"{place.Vector.Name} scale = {place.Load("inverse")};");
        writer.Line($"{place.Vector.Name} factor = {place.Load("gamma")} * scale;");
    }

    private static string SampleAt(string reference, BufferLayout layout) => KernelText.At(reference, KernelText.Offset(layout.Start, ("(nint)sample", layout.SampleStride)));

    private static string PixelAt(string reference, BufferLayout layout, int rows, int columns) => KernelText.At(
        reference, KernelText.Offset(layout.Start, ("(nint)sample", layout.SampleStride), ("row", rows * layout.RowStride), ("column", columns * layout.Channels)));

    private static string WinnersAt(BufferLayout pooled)
    {
        int words = PoolWinners.WordsOfPixel(pooled.Channels);
        return KernelText.At("winners", KernelText.Offset(0, ("(nint)sample", PoolWinners.SampleStride(pooled)), ("row", pooled.Width * words), ("column", words)));
    }
}
