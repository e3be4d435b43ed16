using System.Reflection;
using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;

namespace CnnGen.Kernels.Tests.Harness;

/// <summary>
/// Networks that are compiled into one assembly when the first of them is asked for. A test class keeps its batches in static fields:
/// that is how <see cref="All"/> finds them.
/// </summary>
/// <param name="name">Name of the assembly; the same in every run, so that another run finds it.</param>
/// <param name="networks">Networks under the names of their classes: C# identifiers, unique in the batch.</param>
/// <param name="set">The one instruction set, beside the portable one, that kernels are generated for; null for all.</param>
/// <param name="rules">What is not decided by cost.</param>
internal class ModelBatch(string name, Func<IReadOnlyList<(string Name, Network Network)>> networks, InstructionSet? set = null, PlanRules? rules = null)
{
    private readonly Lazy<ModelAssembly> _assembly = new(() => ModelCompiler.Compile(name, networks(), set, rules));

    public string Name => name;

    private ModelAssembly Assembly => _assembly.Value;

    /// <summary>Every batch of every test class, by the class that keeps it.</summary>
    public static ILookup<Type, ModelBatch> All { get; } = (
        from type in typeof(ModelBatch).Assembly.GetTypes()
        from field in type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
        where field.FieldType.IsAssignableTo(typeof(ModelBatch)) || field.FieldType.IsAssignableTo(typeof(IEnumerable<ModelBatch>))
        from batch in field.GetValue(null) is ModelBatch one ? [one] : (IEnumerable<ModelBatch>)field.GetValue(null)!
        select (type, batch)).ToLookup(pair => pair.type, pair => pair.batch);

    /// <summary>A new model of a class of the batch.</summary>
    /// <exception cref="InvalidOperationException">The network could not be generated, or the batch was kept by a run that did not have it.</exception>
    public CompiledModel Create(string className, int seed = 0) => Assembly.Create(className, seed);

    /// <summary>The assembly's file.</summary>
    public byte[] Image => Assembly.Image;

    /// <summary>Writes the assembly where a run that is given the folder as <c>CNNGEN_ASSEMBLIES</c> finds it.</summary>
    public void Keep(string folder) => ModelCompiler.Keep(folder, name, Image);
}
