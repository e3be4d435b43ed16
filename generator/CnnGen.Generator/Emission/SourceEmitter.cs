using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Planning;

namespace CnnGen.Generator.Emission;

/// <summary>A file of generated code.</summary>
internal sealed record GeneratedFile(string HintName, string Text);

/// <summary>Plan → source: what people use, the passes, and the kernels of each instruction set, a file each.</summary>
internal static class SourceEmitter
{
    /// <summary>For every instruction set.</summary>
    public static EquatableArray<GeneratedFile> Emit(NetworkPlan plan) => Emit(plan, VectorIsa.All);

    /// <summary>For some of <see cref="VectorIsa.All"/>, in that order; the last is what remains where a machine has none of the others: the portable one, but for tests.</summary>
    public static EquatableArray<GeneratedFile> Emit(NetworkPlan plan, EquatableArray<VectorIsa> sets)
    {
        string name = plan.Network.Identity.HintName;
        return new[]
        {
            new GeneratedFile(name + ".g.cs", ModelEmitter.Emit(plan)),
            new GeneratedFile(name + ".Passes.g.cs", PassEmitter.Emit(plan)),
            new GeneratedFile(name + ".Kernels.g.cs", KernelFileEmitter.EmitShared(plan, sets)),
        }
        .Concat(sets.Select(isa => new GeneratedFile($"{name}.Kernels.{isa.Name}.g.cs", KernelFileEmitter.Emit(plan, isa))))
        .ToEquatableArray();
    }
}
