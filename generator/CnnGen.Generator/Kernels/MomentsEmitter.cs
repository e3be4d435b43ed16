using CnnGen.Generator.Emission;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Planning;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Kernels;

/// <summary>
/// Prints mean and variance of a batch, channels in the lanes: of each sample in one pass over memory, then over samples by the formula for parts of a set
/// (Chan, Golub and LeVeque 1983, "Algorithms for computing the sample variance: analysis and recommendations", who give the shift's part too).
/// </summary>
internal static class MomentsEmitter
{
    /// <summary>Channel vectors side by side: each has four sums and a shift.</summary>
    private const int WidestGroup = 4;

    /// <summary>One of so many parts of a picture gives the shift.</summary>
    private const int PartsOfShift = 8;

    /// <summary>
    /// With a shift s, Σ (x − mean)² = Σ (x − s)² − n · (mean − s)². Where s is the mean of a share f of the picture, (mean − s)² is at most (1 − f) / f variances,
    /// so that the difference loses no more than a factor of 1 / f, whatever the picture.
    /// </summary>
    public static void Emit(KernelContext context, string name, PixelMomentsKernel kernel)
    {
        CodeWriter writer = context.Writer;
        BufferLayout values = kernel.Values;
        VectorType v = context.Isa.VectorFor(values.Channels);
        (string Picture, string Pixel, int RowStep, int PixelStep)[] picture = [("picture", "pixel", values.RowStride, values.Channels)];
        int rowsOfShift = ((values.Height - 1) / PartsOfShift) + 1;
        writer.Line(KernelText.HotMethod);
        using (writer.Open($"public static void {name}({KernelText.Parameters(kernel)})"))
        {
            writer.Line($"{v.Name} share = {v.Constant(1f / (values.Height * values.Width))};");
            using (writer.Open("for (int sample = begin; sample < end; sample++)"))
            {
                writer.Line($"ref float picture = {KernelText.At("values", KernelText.Offset(values.Start, ("(nint)sample", values.SampleStride)))};");
                foreach (string figure in kernel.Pointers.Skip(1))
                {
                    writer.Line($"ref float {figure}OfSample = {KernelText.At(figure, KernelText.Offset(0, ("(nint)sample", kernel.Stride)))};");
                }

                ChannelGroup.Emit(writer, v, values.Channels, WidestGroup, group =>
                {
                    writer.Line("// The mean of the first rows: what the sums below are taken about, so that they stay small.");
                    group.Lines(i => Invariant($"{v.Name} shift{i} = {v.Zero};"));
                    group.WalkPixels(rowsOfShift, values.Width, picture, null, () => group.Lines(i => Invariant($"shift{i} += {group.Load("pixel", i)};")), null);
                    group.Lines(i => Invariant($"shift{i} *= {v.Constant(1f / (rowsOfShift * values.Width))};"));
                    writer.Line();
                    group.Lines(i => Invariant($"{v.Name} sum{i} = {v.Zero}, squares{i} = {v.Zero};"));
                    group.WalkPixels(
                        values.Height, values.Width, picture,
                        () => group.Lines(i => Invariant($"{v.Name} rowSum{i} = {v.Zero}, rowSquares{i} = {v.Zero};")),
                        () =>
                        {
                            group.Lines(i => Invariant($"{v.Name} deviation{i} = {group.Load("pixel", i)} - shift{i};"));
                            group.Lines(i => Invariant($"rowSum{i} += deviation{i};"));
                            group.Lines(i => Invariant($"rowSquares{i} = {v.MultiplyAdd(Invariant($"deviation{i}"), Invariant($"deviation{i}"), Invariant($"rowSquares{i}"))};"));
                        },
                        () =>
                        {
                            group.Lines(i => Invariant($"sum{i} += rowSum{i};"));
                            group.Lines(i => Invariant($"squares{i} += rowSquares{i};"));
                        });
                    group.Lines(i => Invariant($"{v.Name} offset{i} = sum{i} * share;"));
                    group.Lines(i => Invariant($"squares{i} = {v.Max(v.Zero, Invariant($"squares{i} - (sum{i} * offset{i})"))};"));
                    group.Store(i => Invariant($"shift{i}"), "shiftsOfSample");
                    group.Store(i => Invariant($"offset{i}"), "offsetsOfSample");
                    group.Store(i => Invariant($"squares{i}"), "squaresOfSample");
                });
            }
        }
    }

    public static void Emit(KernelContext context, string name, BatchMomentsKernel kernel)
    {
        CodeWriter writer = context.Writer;
        VectorType v = context.Isa.VectorFor(kernel.Channels);
        string wide = v.DoubleName;
        writer.Line(KernelText.HotMethod);
        using (writer.Open($"public static void {name}({KernelText.Parameters(kernel)})"))
        {
            writer.Line("// One item holds all channels.");
            writer.Line("if (begin == end) return;");
            writer.Line($"{wide} perSample = {v.Broadcast("1.0 / batch")};");
            writer.Line(Invariant($"{wide} perPixel = {v.Broadcast(Invariant($"1.0 / ((double)batch * {kernel.Pixels})"))};"));
            writer.Line(Invariant($"{wide} pixels = {v.Broadcast(Invariant($"{kernel.Pixels}.0"))};"));
            VectorLoop.Emit(writer, v, "c", kernel.Channels, place =>
            {
                string row = Invariant($"row * {kernel.Stride}");
                void EmitMean()
                {
                    writer.Line($"{v.Name} shift = {place.Load("shifts", row)}, offset = {place.Load("offsets", row)};");
                    writer.Line($"{wide} lower = {v.WidenLower("shift")} + {v.WidenLower("offset")};");
                    writer.Line($"{wide} upper = {v.WidenUpper("shift")} + {v.WidenUpper("offset")};");
                }

                writer.Line($"{wide} meanLower = {wide}.Zero, meanUpper = {wide}.Zero;");
                using (writer.Open("for (nint row = 0; row < batch; row++)"))
                {
                    EmitMean();
                    writer.Line("meanLower += lower;");
                    writer.Line("meanUpper += upper;");
                }

                writer.Line("meanLower *= perSample;");
                writer.Line("meanUpper *= perSample;");
                writer.Line();
                writer.Line("// Within the samples and, for each of their pixels, from sample to sample.");
                writer.Line($"{wide} squaresLower = {wide}.Zero, squaresUpper = {wide}.Zero;");
                using (writer.Open("for (nint row = 0; row < batch; row++)"))
                {
                    EmitMean();
                    writer.Line("lower -= meanLower;");
                    writer.Line("upper -= meanUpper;");
                    writer.Line($"{v.Name} within = {place.Load("squares", row)};");
                    writer.Line($"squaresLower += {v.WidenLower("within")} + (lower * lower * pixels);");
                    writer.Line($"squaresUpper += {v.WidenUpper("within")} + (upper * upper * pixels);");
                }

                place.Store(v.Narrow("meanLower", "meanUpper"), "mean");
                place.Store(v.Narrow("squaresLower * perPixel", "squaresUpper * perPixel"), "variance");
            });
        }
    }
}
