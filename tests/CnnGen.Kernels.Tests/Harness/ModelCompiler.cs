using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using CnnGen.Generator.Emission;
using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace CnnGen.Kernels.Tests.Harness;

/// <summary>
/// Compiles many networks into one assembly in memory, as a user's build would: plan, emit, and Roslyn with warnings as errors and no unsafe code.
/// With the environment variable <c>CNNGEN_ASSEMBLIES</c> naming a folder, the assembly is kept there under the name of the batch, or taken from there
/// where it is kept already: a run on another processor then tests the very assemblies that were generated here. Empty the folder when the generator changes.
/// </summary>
internal static class ModelCompiler
{
    private const string Namespace = "CompiledNetworks";

    /// <summary>Compiles a batch, or loads it.</summary>
    /// <param name="batch">Name of the assembly; deterministic, so that another run finds it.</param>
    /// <param name="networks">Networks under the names of their classes: C# identifiers, unique in the batch.</param>
    public static ModelAssembly Compile(string batch, IReadOnlyList<(string Name, Network Network)> networks)
    {
        string? folder = Environment.GetEnvironmentVariable("CNNGEN_ASSEMBLIES");
        string? path = string.IsNullOrEmpty(folder) ? null : Path.Combine(folder, batch + ".dll");
        if (path is not null && File.Exists(path)) return ModelAssembly.Load(batch, Namespace, File.ReadAllBytes(path), new Dictionary<string, Exception>());

        var failures = new ConcurrentDictionary<string, Exception>();
        var trees = new ConcurrentBag<SyntaxTree>();
        Parallel.ForEach(networks, network =>
        {
            try
            {
                foreach ((string hintName, string text) in Generate(Identify(network.Name, network.Network))) trees.Add(Parse(hintName, text));
                trees.Add(Parse($"{network.Name}.cs", $"namespace {Namespace};\npublic sealed partial class {network.Name};\n"));
            }
            catch (Exception exception)
            {
                // One network that cannot be generated must not take the others of its batch with it: whoever asks for it is told.
                failures[network.Name] = exception;
            }
        });

        byte[] bytes = Build(batch, [.. trees.OrderBy(tree => tree.FilePath, StringComparer.Ordinal)]);
        if (path is not null) Keep(path, bytes);
        return ModelAssembly.Load(batch, Namespace, bytes, failures);
    }

    /// <summary>Plan and emission: the two arrows between a network and its text.</summary>
    private static IEnumerable<(string HintName, string Text)> Generate(Network network) =>
        SourceEmitter.Emit(Planner.Plan(network)).Select(file => (file.HintName, file.Text));

    private static Network Identify(string name, Network network) => network with { Identity = network.Identity with { Namespace = Namespace, Name = name } };

    private static SyntaxTree Parse(string name, string text) => CSharpSyntaxTree.ParseText(SourceText.From(text), new CSharpParseOptions(LanguageVersion.CSharp14), path: name);

    private static byte[] Build(string batch, IReadOnlyList<SyntaxTree> trees)
    {
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: false,
            nullableContextOptions: NullableContextOptions.Enable,
            generalDiagnosticOption: ReportDiagnostic.Error,
            warningLevel: 9999,
            deterministic: true);
        CSharpCompilation compilation = CSharpCompilation.Create(batch, trees, References(), options);
        using var stream = new MemoryStream();
        EmitResult result = compilation.Emit(stream);
        if (result.Success) return stream.ToArray();

        IEnumerable<string> errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(12).Select(Describe);
        throw new InvalidOperationException($"The generated code of {batch} does not compile:\n{string.Join('\n', errors)}");
    }

    /// <summary>The message and the line that it is about.</summary>
    private static string Describe(Diagnostic diagnostic)
    {
        if (diagnostic.Location.SourceTree is not { } tree) return diagnostic.ToString();
        int line = diagnostic.Location.GetLineSpan().StartLinePosition.Line;
        return $"{diagnostic}\n    {tree.GetText().Lines[line]}";
    }

    private static IEnumerable<MetadataReference> References()
    {
        string trusted = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? string.Empty;
        string runtime = typeof(CompiledModel).Assembly.Location;
        return trusted.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(runtime)
            .DistinctBy(Path.GetFileName)
            .Select(path => MetadataReference.CreateFromFile(path));
    }

    private static void Keep(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string beside = $"{path}.{Environment.ProcessId}.part";
        File.WriteAllBytes(beside, bytes);
        File.Move(beside, path, overwrite: true);
    }
}

/// <summary>A batch of compiled models.</summary>
internal sealed class ModelAssembly
{
    private readonly string _batch;
    private readonly string _namespace;
    private readonly Assembly _assembly;
    private readonly IReadOnlyDictionary<string, Exception> _failures;

    private ModelAssembly(string batch, string @namespace, Assembly assembly, IReadOnlyDictionary<string, Exception> failures)
    {
        _batch = batch;
        _namespace = @namespace;
        _assembly = assembly;
        _failures = failures;
    }

    public static ModelAssembly Load(string batch, string @namespace, byte[] bytes, IReadOnlyDictionary<string, Exception> failures)
    {
        using var stream = new MemoryStream(bytes);
        return new(batch, @namespace, new AssemblyLoadContext(batch).LoadFromStream(stream), failures);
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
