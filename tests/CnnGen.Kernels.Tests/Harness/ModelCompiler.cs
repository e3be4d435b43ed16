using System.Collections.Concurrent;
using CnnGen.Generator.Emission;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Isa;
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
    /// <summary>Names the folder of kept assemblies.</summary>
    public const string FolderVariable = "CNNGEN_ASSEMBLIES";

    /// <summary>
    /// Names an instruction set whose kernels stand in for those of all others: .NET computes vectors that a processor does not have in narrower ones, slowly and to the same bits,
    /// so that a machine without AVX-512 can test its kernels.
    /// </summary>
    public const string StandInVariable = "CNNGEN_STAND_IN";

    private const string Namespace = "CompiledNetworks";

    /// <summary>The instruction set of <see cref="StandInVariable"/>, or null.</summary>
    public static InstructionSet? StandIn { get; } = Environment.GetEnvironmentVariable(StandInVariable) is { Length: > 0 } name ? Enum.Parse<InstructionSet>(name) : null;

    /// <summary>Compiles a batch, or loads it.</summary>
    /// <param name="batch">Name of the assembly; deterministic, so that another run finds it.</param>
    /// <param name="networks">Networks under the names of their classes: C# identifiers, unique in the batch.</param>
    /// <param name="set">The one instruction set, beside the portable one, that kernels are generated for; null for all.</param>
    /// <param name="rules">What is not decided by cost.</param>
    public static ModelAssembly Compile(string batch, IReadOnlyList<(string Name, Network Network)> networks, InstructionSet? set, PlanRules? rules = null)
    {
        string? folder = Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named ? named : null;
        if (folder is not null && File.Exists(PathOf(folder, batch)))
        {
            return ModelAssembly.Load(batch, Namespace, File.ReadAllBytes(PathOf(folder, batch)), new Dictionary<string, Exception>());
        }

        var failures = new ConcurrentDictionary<string, Exception>();
        var trees = new ConcurrentBag<SyntaxTree>();
        Parallel.ForEach(networks, network =>
        {
            try
            {
                foreach ((string hintName, string text) in Generate(Identify(network.Name, network.Network), set, rules)) trees.Add(Parse(hintName, text));
                trees.Add(Parse($"{network.Name}.cs", $"namespace {Namespace};\npublic sealed partial class {network.Name};\n"));
            }
            catch (Exception exception)
            {
                // One network that cannot be generated must not take the others of its batch with it: whoever asks for it is told.
                failures[network.Name] = exception;
            }
        });

        byte[] bytes = Build(batch, [.. trees.OrderBy(tree => tree.FilePath, StringComparer.Ordinal)]);
        if (folder is not null) Keep(folder, batch, bytes);
        return ModelAssembly.Load(batch, Namespace, bytes, failures);
    }

    /// <summary>Writes a batch's assembly to a folder of kept ones.</summary>
    public static void Keep(string folder, string batch, byte[] image)
    {
        Directory.CreateDirectory(folder);
        string path = PathOf(folder, batch);
        string beside = $"{path}.{Environment.ProcessId}.part";
        File.WriteAllBytes(beside, image);
        File.Move(beside, path, overwrite: true);
    }

    /// <summary>Plan and emission: the two arrows between a network and its text.</summary>
    private static IEnumerable<(string HintName, string Text)> Generate(Network network, InstructionSet? set, PlanRules? rules) =>
        SourceEmitter.Emit(Planner.Plan(network, rules), Sets(set)).Select(file => (file.HintName, file.Text));

    private static EquatableArray<VectorIsa> Sets(InstructionSet? set) => StandIn is { } standIn
        ? VectorIsa.All.Where(isa => isa.Name == standIn.ToString()).ToEquatableArray()
        : VectorIsa.All.Where(isa => set is null || isa == VectorIsa.Portable || isa.Name == set.ToString()).ToEquatableArray();

    private static Network Identify(string name, Network network) => network with { Identity = network.Identity with { Namespace = Namespace, Name = name } };

    /// <summary>The tree of a file of C#.</summary>
    public static SyntaxTree Parse(string name, string text) => CSharpSyntaxTree.ParseText(SourceText.From(text), new CSharpParseOptions(LanguageVersion.CSharp14), path: name);

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

    /// <summary>The platform and the runtime of CnnGen.</summary>
    public static IEnumerable<MetadataReference> References()
    {
        string trusted = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? string.Empty;
        string runtime = typeof(CompiledModel).Assembly.Location;
        return trusted.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(runtime)
            .DistinctBy(Path.GetFileName)
            .Select(path => MetadataReference.CreateFromFile(path));
    }

    private static string PathOf(string folder, string batch) => Path.Combine(folder, batch + ".dll");
}
