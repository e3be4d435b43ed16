using CnnGen.Generator.Emission;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Kernels;

/// <summary>Prints element-wise kernels: rows of vectors, the last one stored in part.</summary>
internal static class ElementEmitter
{
    public static void Emit(KernelContext context, string name, ElementKernel kernel)
    {
        CodeWriter writer = context.Writer;
        bool channelwise = kernel.Pointers.Count > kernel.Walks.Count;
        VectorType vector = context.Isa.VectorFor(channelwise ? kernel.Channels : kernel.RowLength);
        writer.Line(KernelText.HotMethod);
        using (writer.Open($"public static void {name}({KernelText.Parameters(kernel)})"))
        {
            EmitConstants(writer, kernel, vector);
            int rows = kernel.Walks[0].Rows;
            using (writer.Open(rows == 1 ? "for (int sample = begin; sample < end; sample++)" : "for (int item = begin; item < end; item++)"))
            {
                if (rows > 1)
                {
                    writer.Line(Invariant($"int row = item % {rows};"));
                    writer.Line(Invariant($"int sample = item / {rows};"));
                }

                for (int i = 0; i < kernel.Walks.Count; i++) writer.Line($"ref float {kernel.Pointers[i]}Row = {KernelText.RowAt(kernel.Pointers[i], kernel.Walks[i])};");
                if (kernel.Operation == ElementOperation.Dropout)
                {
                    string row = rows == 1 ? string.Empty : Invariant($" + ((uint)row * {kernel.RowLength}u)");
                    writer.Line(Invariant($"uint first = unchecked(((uint)sample * {kernel.RowLength * rows}u){row});"));
                }

                if (channelwise)
                {
                    EmitByChannel(context, kernel, vector);
                }
                else
                {
                    VectorLoop.Emit(writer, vector, "i", kernel.RowLength, place => EmitOperation(context, kernel, place, "0"));
                }
            }
        }
    }

    private static void EmitConstants(CodeWriter writer, ElementKernel kernel, VectorType vector)
    {
        if (kernel.Operation == ElementOperation.NormalizeGradient)
        {
            writer.Line(Invariant($"{vector.Name} share = {vector.Broadcast(Invariant($"1f / ((float)batch * {kernel.Pixels})"))};"));
        }
        else if (kernel.Operation == ElementOperation.Dropout)
        {
            writer.Line($"{vector.Name} dropped = {vector.Constant(kernel.Rate * (1 << 24))};");
            writer.Line($"{vector.Name} scale = {vector.Constant(1 / (1 - kernel.Rate))};");
        }
    }

    private static void EmitByChannel(KernelContext context, ElementKernel kernel, VectorType vector)
    {
        CodeWriter writer = context.Writer;
        int pixels = kernel.RowLength / kernel.Channels;
        CodeWriter.Block? loop = pixels == 1 ? null : writer.Open(Invariant($"for (nint pixel = 0; pixel < {kernel.RowLength}; pixel += {kernel.Channels})"));
        VectorLoop.Emit(writer, vector, "c", kernel.Channels, place => EmitOperation(context, kernel, place, pixels == 1 ? "0" : "pixel"));
        loop?.Dispose();
    }

    /// <param name="pixel">From the start of a row to the pixel that the place is in.</param>
    private static void EmitOperation(KernelContext context, ElementKernel kernel, VectorPlace place, string pixel)
    {
        CodeWriter writer = context.Writer;
        VectorType v = place.Vector;
        string Row(int pointer) => place.Load(kernel.Pointers[pointer] + "Row", pixel);
        string Channel(string pointer) => place.Load(pointer);
        void Result(string expression)
        {
            writer.Line($"{v.Name} result = {expression};");
            place.Store("result", kernel.Pointers[kernel.Walks.Count - 1] + "Row", pixel);
        }

        switch (kernel.Operation)
        {
            case ElementOperation.Copy:
                Result(Row(0));
                break;
            case ElementOperation.Activation:
                writer.Line($"{v.Name} x = {Row(0)};");
                Result(Activations.Apply(context, v, kernel.Activation, "x"));
                break;
            case ElementOperation.AddBias:
                writer.Line($"{v.Name} x = {Row(0)} + {Channel("bias")};");
                Result(Activations.Apply(context, v, kernel.Activation, "x"));
                break;
            case ElementOperation.ActivationGradientFromOutput:
                writer.Line($"{v.Name} y = {Row(0)};");
                writer.Line($"{v.Name} gradient = {Row(1)};");
                Result(Activations.GradientFromOutput(context, v, kernel.Activation, "y", "gradient"));
                break;
            case ElementOperation.ActivationGradientFromInput:
                writer.Line($"{v.Name} x = {Row(0)};");
                writer.Line($"{v.Name} gradient = {Row(1)};");
                Activations.DeclareGradientFromInput(context, v, kernel.Activation);
                Result("gradient * slope");
                break;
            case ElementOperation.ScaleAndShift:
                Result(v.MultiplyAdd(Row(0), Channel("scale"), Channel("shift")));
                break;
            case ElementOperation.Scale:
                Result($"{Row(0)} * {Channel("scale")}");
                break;
            case ElementOperation.Normalize:
                writer.Line($"{v.Name} normalized = {NormalizationText.Normalized(Row(0), Channel("mean"), Channel("inverse"))};");
                if (kernel.Activation.Kind == ActivationKind.None)
                {
                    Result(NormalizationText.Scaled(v, "normalized", Channel("gamma"), Channel("beta")));
                    break;
                }

                writer.Line($"{v.Name} x = {NormalizationText.Scaled(v, "normalized", Channel("gamma"), Channel("beta"))};");
                Result(Activations.Apply(context, v, kernel.Activation, "x"));
                break;
            case ElementOperation.NormalizeGradient:
                writer.Line($"{v.Name} scale = {Channel("inverse")};");
                writer.Line($"{v.Name} normalized = {NormalizationText.Normalized(Row(0), Channel("mean"), "scale")};");
                EmitGatedGradient(context, kernel, place, Row(1));
                writer.Line($"{v.Name} sums = {v.MultiplyAdd("normalized", Channel("gammaGradient"), Channel("betaGradient"))};");
                Result($"(gradient - (sums * share)) * ({Channel("gamma")} * scale)");
                break;
            case ElementOperation.FrozenNormalizeGradient when kernel.Activation.Kind == ActivationKind.None:
                Result($"{Row(0)} * ({Channel("gamma")} * {Channel("inverse")})");
                break;
            case ElementOperation.FrozenNormalizeGradient:
                writer.Line($"{v.Name} scale = {Channel("inverse")};");
                writer.Line($"{v.Name} normalized = {NormalizationText.Normalized(Row(0), Channel("mean"), "scale")};");
                EmitGatedGradient(context, kernel, place, Row(1));
                Result($"gradient * ({Channel("gamma")} * scale)");
                break;
            default:
                EmitDropout(writer, place);
                Result($"{Row(0)} * kept");
                break;
        }
    }

    /// <summary>Declares <c>gradient</c>: past the gate behind the normalisation, where there is one.</summary>
    private static void EmitGatedGradient(KernelContext context, ElementKernel kernel, VectorPlace place, string outputGradient)
    {
        VectorType v = place.Vector;
        context.Writer.Line($"{v.Name} gradient = {outputGradient};");
        if (kernel.Activation.Kind == ActivationKind.None) return;
        context.Writer.Line($"{v.Name} y = {NormalizationText.Scaled(v, "normalized", place.Load("gamma"), place.Load("beta"))};");
        context.Writer.Line($"gradient = {Activations.GradientFromOutput(context, v, kernel.Activation, "y", "gradient")};");
    }

    /// <summary>A random number for each value, from its place in the batch: the backward pass draws the same ones again.</summary>
    private static void EmitDropout(CodeWriter writer, VectorPlace place)
    {
        VectorType v = place.Vector;
        string first = place.At == "0" ? "first" : $"unchecked(first + (uint){place.At})";
        writer.Line($"{v.IntegerName} hash = ({v.LaneNumbers} + {v.BroadcastInteger($"{first}")}) * {v.BroadcastInteger("0x9E3779B9u")} ^ {v.BroadcastInteger("key")};");
        writer.Line("// A mix of 32 bits in which each input bit turns each output bit with a chance of one half (Wellons 2018, lowbias32).");
        writer.Line($"hash ^= {v.Class}.ShiftRightLogical(hash, 16);");
        writer.Line($"hash *= {v.BroadcastInteger("0x7FEB352Du")};");
        writer.Line($"hash ^= {v.Class}.ShiftRightLogical(hash, 15);");
        writer.Line($"hash *= {v.BroadcastInteger("0x846CA68Bu")};");
        writer.Line($"hash ^= {v.Class}.ShiftRightLogical(hash, 16);");
        writer.Line($"{v.Name} draw = {v.FromInt32($"{v.Class}.ShiftRightLogical(hash, 8).AsInt32()")};");
        writer.Line($"{v.Name} kept = {v.Select(v.Greater("dropped", "draw"), v.Zero, "scale")};");
    }
}
