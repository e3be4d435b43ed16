using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Planning;

namespace CnnGen.Generator.Emission;

/// <summary>A file of generated code.</summary>
internal sealed record GeneratedFile(string HintName, string Text);

/// <summary>Plan → source: what people use, the passes, and the kernels of each instruction set, a file each.</summary>
internal static class SourceEmitter
{
    public static EquatableArray<GeneratedFile> Emit(NetworkPlan plan)
    {
        string name = plan.Network.Identity.HintName;
        return new[]
        {
            new GeneratedFile(name + ".g.cs", ModelEmitter.Emit(plan)),
            new GeneratedFile(name + ".Passes.g.cs", PassEmitter.Emit(plan)),
            new GeneratedFile(name + ".Kernels.g.cs", KernelFileEmitter.EmitShared(plan)),
        }
        .Concat(VectorIsa.All.Select(isa => new GeneratedFile($"{name}.Kernels.{isa.Name}.g.cs", KernelFileEmitter.Emit(plan, isa))))
        .ToEquatableArray();
    }
}
