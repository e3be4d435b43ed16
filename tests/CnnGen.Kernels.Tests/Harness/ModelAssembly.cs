using System.Reflection;
using System.Runtime.Loader;

namespace CnnGen.Kernels.Tests.Harness;

/// <summary>A batch of compiled models.</summary>
internal sealed class ModelAssembly
{
    private readonly string _batch;
    private readonly string _namespace;
    private readonly Assembly _assembly;
    private readonly IReadOnlyDictionary<string, Exception> _failures;

    private ModelAssembly(string batch, string @namespace, byte[] image, Assembly assembly, IReadOnlyDictionary<string, Exception> failures)
    {
        Image = image;
        _batch = batch;
        _namespace = @namespace;
        _assembly = assembly;
        _failures = failures;
    }

    /// <summary>The assembly's file.</summary>
    public byte[] Image { get; }

    public static ModelAssembly Load(string batch, string @namespace, byte[] image, IReadOnlyDictionary<string, Exception> failures)
    {
        using var stream = new MemoryStream(image);
        return new(batch, @namespace, image, new AssemblyLoadContext(batch).LoadFromStream(stream), failures);
    }

    /// <summary>A new model of a class of the batch.</summary>
    /// <exception cref="InvalidOperationException">The network could not be generated, or the assembly was kept from a batch that did not have it.</exception>
    public CompiledModel Create(string name, int seed = 0)
    {
        if (_failures.TryGetValue(name, out Exception? failure)) throw new InvalidOperationException($"{name} of {_batch} could not be generated: {failure.Message}", failure);
        Type type = _assembly.GetType($"{_namespace}.{name}") ?? throw new InvalidOperationException($"The assembly {_batch} has no class {name}; if it was kept from an earlier run, delete it.");
        return (CompiledModel)(Activator.CreateInstance(type, seed) ?? throw new InvalidOperationException($"{name} of {_batch} could not be created."));
    }
}
