using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Planning;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Emission;

/// <summary>Prints the passes: which steps run in which order, and which memory each step gets.</summary>
internal static class PassEmitter
{
    public static string Emit(NetworkPlan plan) => FileFrame.Write(
        plan.Network.Identity,
        ["System", "System.Runtime.CompilerServices"],
        "The passes of the model: which steps run in which order, and the memory that each works on.\nArena offsets are those of one sample, times the batch.",
        writer =>
        {
            using (writer.Open($"partial class {plan.Network.Identity.Name}"))
            {
                EmitPass(writer, plan, PassKind.Refresh, "RefreshPass", null);
                if (plan.Slices is not null) EmitPass(writer, plan, PassKind.Slice, "SlicePass", "batch");
                EmitPass(writer, plan, PassKind.Forward, "ForwardPass", "batch");
                EmitPass(writer, plan, PassKind.Output, "OutputPass", "batch");
                EmitPass(writer, plan, PassKind.TrainingRefresh, "TrainingRefreshPass", null);
                if (plan.TrainingSlices is not null) EmitPass(writer, plan, PassKind.TrainingSlice, "TrainingSlicePass", "batch");
                EmitPass(writer, plan, PassKind.Training, "TrainingPass", "batch");
                EmitPass(writer, plan, PassKind.Backward, "BackwardPass", "batch");
                if (plan.TrainingSlices is not null)
                {
                    EmitPass(writer, plan, PassKind.BackwardPiece, "BackwardPiecePass", "batch");
                    EmitPass(writer, plan, PassKind.BackwardSlice, "BackwardSlicePass", "batch");
                    EmitPass(writer, plan, PassKind.GradientSum, "GradientSumPass", "batch");
                    EmitPass(writer, plan, PassKind.InputGradientSlice, "InputGradientSlicePass", "batch");
                }

                EmitPass(writer, plan, PassKind.InputGradient, "InputGradientPass", "batch");
                EmitRunStep(writer, plan);
                EmitSteps(writer, plan);
            }
        });

    private static void EmitPass(CodeWriter writer, NetworkPlan plan, PassKind kind, string method, string? batch)
    {
        writer.Line("/// <inheritdoc/>");
        bool inTrainingSlices = kind is PassKind.TrainingSlice or PassKind.BackwardPiece or PassKind.BackwardSlice or PassKind.InputGradientSlice;
        string parameters = kind == PassKind.Slice ? "int batch, int runner" : inTrainingSlices ? "int batch, global::CnnGen.SampleSlice slice" : batch is null ? string.Empty : "int batch";
        using (writer.Open($"protected override void {method}({parameters})"))
        {
            (int Layer, bool IsRepeated) block = (-1, false);
            foreach (Step step in plan[kind].Steps)
            {
                if (block != (step.Layer, step.IsRepeated))
                {
                    if (block.Layer >= 0) writer.Line();
                    writer.Line((step.IsRepeated ? "// Computed again, for the gradients below · " : "// ") + Describer.Title(plan.Network.Layers[step.Layer]));
                    block = (step.Layer, step.IsRepeated);
                }

                if (inTrainingSlices)
                {
                    writer.Line(step.ItemsPerSample == 0
                        ? Invariant($"RunPiece(Steps.{step.Name}, batch, {step.FixedItems / plan.TrainingSlices!.Pieces}, slice);")
                        : Invariant($"RunSlice(Steps.{step.Name}, batch, {step.ItemsPerSample}, slice);"));
                    continue;
                }

                string items = step.ItemsPerSample == 0 ? Text.Of(step.FixedItems) : Times(step.ItemsPerSample);
                bool fixedWork = step.WorkPerSample == 0 || (step.ItemsPerSample == 0 && batch is null);
                string work = fixedWork ? Invariant($"{step.FixedWork}L") : Invariant($"batch * {step.WorkPerSample}L");
                writer.Line(kind == PassKind.Slice
                    ? $"RunSliced(Steps.{step.Name}, {batch}, {items}, {work}, runner);"
                    : $"Run(Steps.{step.Name}, {batch ?? "1"}, {items}, {work});");
            }
        }

        writer.Line();
    }

    private static void EmitRunStep(CodeWriter writer, NetworkPlan plan)
    {
        writer.Line("/// <inheritdoc/>");
        using (writer.Open("protected override void RunStep(int step, int batch, int begin, int end, int worker, global::CnnGen.SampleSlice slice)"))
        {
            using (writer.Open("switch (step)"))
            {
                foreach (Pass pass in plan.Passes)
                {
                    foreach (Step step in pass.Steps) EmitCase(writer, plan, pass.Kind, step);
                }

                writer.Line("default:");
                writer.Line("    throw new ArgumentOutOfRangeException(nameof(step), step, null);");
            }
        }

        writer.Line();
    }

    private static void EmitCase(CodeWriter writer, NetworkPlan plan, PassKind pass, Step step)
    {
        Kernel kernel = plan.Kernels.First(named => named.Name == step.Kernel).Kernel;
        long fixedFloats = pass is PassKind.Slice or PassKind.Forward or PassKind.Output ? plan.Inference.Fixed : plan.Training.Fixed;
        writer.Line($"case Steps.{step.Name}:");
        var arguments = new List<string>();
        if (!Kernels.PlainEmitter.IsPlain(kernel)) arguments.Add("InstructionSet");
        arguments.AddRange(step.Arguments.Select(argument => Place(argument, fixedFloats, plan)));
        if (kernel.NeedsBatch) arguments.Add("batch");
        if (kernel.NeedsKey) arguments.Add(Invariant($"unchecked(DropoutKey + {(uint)step.Layer * 0x9E3779B9u}u)"));
        if (kernel.NeedsSlice) arguments.Add("slice.First, slice.End");
        arguments.Add("begin");
        arguments.Add("end");
        writer.Line($"    Kernels.{step.Kernel}({string.Join(", ", arguments)});");
        writer.Line("    break;");
    }

    private static string Place(Argument argument, long fixedFloats, NetworkPlan plan) => argument.Space switch
    {
        MemorySpace.ArenaPerSample => At("Arena", argument.Offset == 0 ? Invariant($"{fixedFloats}") : fixedFloats == 0 ? Invariant($"(nint)batch * {argument.Offset}") : Invariant($"((nint)batch * {argument.Offset}) + {fixedFloats}")),
        MemorySpace.ArenaFixed => At("Arena", Invariant($"{argument.Offset}")),
        MemorySpace.Slice => At("Slice(slice)", argument.Offset == 0 ? "0" : Invariant($"(nint)batch * {argument.Offset}")),
        MemorySpace.TrainingSlice => At("TrainingSlice(slice)", Invariant($"{argument.Offset * plan.TrainingSlices!.Samples} - (slice.First * (nint){argument.Stride})")),
        MemorySpace.Scratch => At("Scratch", Invariant($"(nint)worker * {plan.ScratchFloats}")),
        MemorySpace.Parameters => At("Weights", Invariant($"{argument.Offset}")),
        MemorySpace.Gradients => At("Gradients", Invariant($"{argument.Offset}")),
        _ => At("Derived", Invariant($"{argument.Offset}")),
    };

    private static string At(string start, string offset) => offset == "0" ? $"ref {start}" : $"ref Unsafe.Add(ref {start}, {offset})";

    private static string Times(int count) => count == 1 ? "batch" : Invariant($"batch * {count}");

    private static void EmitSteps(CodeWriter writer, NetworkPlan plan)
    {
        writer.Line("/// <summary>Numbers of the steps.</summary>");
        using (writer.Open("private static class Steps"))
        {
            int number = 0;
            foreach (Step step in plan.Passes.SelectMany(pass => pass.Steps)) writer.Line(Invariant($"public const int {step.Name} = {number++};"));
        }
    }
}
