using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Kernels;
using CnnGen.Generator.Planning;

namespace CnnGen.Generator.Emission;

/// <summary>Prints the kernel files: one that chooses and holds what every machine runs alike, and one an instruction set.</summary>
internal static class KernelFileEmitter
{
    private static readonly string[] Usings =
    [
        "System", "System.Runtime.CompilerServices", "System.Runtime.InteropServices", "System.Runtime.Intrinsics", "System.Runtime.Intrinsics.Arm", "System.Runtime.Intrinsics.X86",
    ];

    public static string EmitShared(NetworkPlan plan, EquatableArray<VectorIsa> sets) => FileFrame.Write(
        plan.Network.Identity,
        Usings,
        "Each kernel goes to the code of the instruction set in use; the tests are constants to the JIT and to AOT.\nKernels that only move memory are the same on every machine and stand here.",
        writer =>
        {
            using (writer.Open($"partial class {plan.Network.Identity.Name}"))
            {
                writer.Line("/// <summary>The kernels of the model.</summary>");
                using (writer.Open("private static partial class Kernels"))
                {
                    bool first = true;
                    foreach (NamedKernel named in plan.Kernels)
                    {
                        if (!first) writer.Line();
                        first = false;
                        EmitComment(writer, plan, named);
                        if (PlainEmitter.IsPlain(named.Kernel)) PlainEmitter.Emit(writer, named.Name, named.Kernel);
                        else EmitDispatch(writer, named, sets);
                    }
                }
            }
        });

    public static string Emit(NetworkPlan plan, VectorIsa isa) => FileFrame.Write(
        plan.Network.Identity,
        Usings,
        $"Kernels for {isa.Description}.",
        writer =>
        {
            var context = new KernelContext(writer, isa);
            using (writer.Open($"partial class {plan.Network.Identity.Name}"))
            using (writer.Open("private static partial class Kernels"))
            {
                writer.Line($"/// <summary>{isa.Description}.</summary>");
                using (writer.Open($"private static class {isa.Name}Kernels"))
                {
                    bool first = true;
                    foreach (NamedKernel named in plan.Kernels.Where(named => !PlainEmitter.IsPlain(named.Kernel)))
                    {
                        if (!first) writer.Line();
                        first = false;
                        EmitComment(writer, plan, named);
                        if (Describer.TiledPart(named.Kernel) is { } contraction) writer.Line("// " + Describer.Tiles(contraction, isa));
                        EmitKernel(context, named);
                    }

                    context.EmitTransforms();
                    MathFunctions.Emit(context);
                }
            }
        });

    private static void EmitComment(CodeWriter writer, NetworkPlan plan, NamedKernel named)
    {
        List<Step> steps = [.. plan.Passes.SelectMany(pass => pass.Steps).Where(step => step.Kernel == named.Name)];
        foreach (int layer in steps.Select(step => step.Layer).Distinct()) writer.Line("// " + Describer.Title(plan.Network.Layers[layer]));
        foreach (string line in Describer.Kernel(named.Kernel)) writer.Line("// " + line);
        foreach (string note in steps.Select(step => step.Note).OfType<string>().Distinct()) writer.Line("// " + note);
    }

    private static void EmitDispatch(CodeWriter writer, NamedKernel named, EquatableArray<VectorIsa> sets)
    {
        using (writer.Open($"public static void {named.Name}(global::CnnGen.InstructionSet set, {KernelText.Parameters(named.Kernel)})"))
        {
            string arguments = KernelText.Arguments(named.Kernel);
            string otherwise = string.Empty;
            foreach (VectorIsa isa in sets.Take(sets.Count - 1))
            {
                writer.Line($"{otherwise}if ({isa.Guard} && set == global::CnnGen.InstructionSet.{isa.Name}) {isa.Name}Kernels.{named.Name}({arguments});");
                otherwise = "else ";
            }

            writer.Line($"{otherwise}{sets[sets.Count - 1].Name}Kernels.{named.Name}({arguments});");
        }
    }

    private static void EmitKernel(KernelContext context, NamedKernel named)
    {
        switch (named.Kernel)
        {
            case ContractionKernel kernel: ContractionEmitter.Emit(context, named.Name, kernel); break;
            case ElementKernel kernel: ElementEmitter.Emit(context, named.Name, kernel); break;
            case WinogradKernel kernel: WinogradEmitter.Emit(context, named.Name, kernel); break;
            case WinogradFilterKernel kernel: WinogradEmitter.Emit(context, named.Name, kernel); break;
            case WinogradGradientKernel kernel: WinogradEmitter.Emit(context, named.Name, kernel); break;
            case WinogradFilterGradientKernel kernel: WinogradEmitter.Emit(context, named.Name, kernel); break;
            case PoolKernel kernel: PoolEmitter.Emit(context, named.Name, kernel); break;
            case PoolGradientKernel kernel: PoolEmitter.Emit(context, named.Name, kernel); break;
            case PoolScatterKernel kernel: PoolEmitter.Emit(context, named.Name, kernel); break;
            case SoftmaxKernel kernel: SoftmaxEmitter.Emit(context, named.Name, kernel); break;
            case SoftmaxGradientKernel kernel: SoftmaxEmitter.Emit(context, named.Name, kernel); break;
            case PixelSumKernel kernel: ReductionEmitter.Emit(context, named.Name, kernel); break;
            case ColumnSumKernel kernel: ReductionEmitter.Emit(context, named.Name, kernel); break;
            case PixelMomentsKernel kernel: MomentsEmitter.Emit(context, named.Name, kernel); break;
            case BatchMomentsKernel kernel: MomentsEmitter.Emit(context, named.Name, kernel); break;
            case NormalizationSumsKernel kernel: NormalizationEmitter.Emit(context, named.Name, kernel); break;
            case PooledNormalizationGradientKernel kernel: NormalizationEmitter.Emit(context, named.Name, kernel); break;
            default: throw new InvalidOperationException($"No emitter for {named.Kernel.GetType().Name}.");
        }
    }
}
