using System.Collections.Immutable;
using CnnGen.Generator.Analysis;
using CnnGen.Generator.Model;
using CnnGen.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace CnnGen.Generator.Tests.Infrastructure;

/// <summary>The compiler, in memory: text in; declarations, networks, diagnostics and generator runs out.</summary>
internal static class RoslynHost
{
    private const string Prelude = "using CnnGen;\n";

    private static readonly ImmutableArray<MetadataReference> References = LoadReferences();

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.CSharp14);

    /// <summary>Compiles files that begin with <c>using CnnGen;</c>.</summary>
    public static CSharpCompilation Compile(params string[] sources) => CompileTrees(
        [.. sources.Select((source, index) => CSharpSyntaxTree.ParseText(Prelude + source, ParseOptions, $"/models/File{index}.cs"))]);

    public static CSharpCompilation CompileTrees(ImmutableArray<SyntaxTree> trees) => CSharpCompilation.Create(
        "Models", trees, References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>What was declared by the one class of a source that has attributes of CnnGen.</summary>
    public static ModelDeclaration Declare(params string[] sources)
    {
        CSharpCompilation compilation = Compile(sources);
        return Assert.Single(TypesOf(compilation.Assembly.GlobalNamespace)
            .Select(type => ModelParser.Parse(type, compilation, TestContext.Current.CancellationToken))
            .OfType<ModelDeclaration>());
    }

    /// <summary>The network of a class with these attributes; fails with the diagnostics where there is none.</summary>
    public static Network NetworkOf(string attributes)
    {
        Generator.Analysis.AnalysisResult result = ModelAnalysis.Analyze(Declare($"{attributes} public sealed partial class Model; public enum Animal {{ Cat, Dog }}"));
        Assert.True(result.Network is not null, string.Join('\n', result.Diagnostics.Select(diagnostic => $"{diagnostic.Descriptor.Id} {string.Join(" | ", diagnostic.Arguments)}")));
        return result.Network;
    }

    /// <summary>What the analyzer of models reports, in the order of the text.</summary>
    public static ImmutableArray<Diagnostic> Diagnose(params string[] sources) => Diagnose(Compile(sources));

    /// <summary>What an analyzer reports, that of models unless given, in the order of the text.</summary>
    public static ImmutableArray<Diagnostic> Diagnose(Compilation compilation, AnalyzerConfigOptionsProvider? options = null, DiagnosticAnalyzer? analyzer = null)
    {
        var analyzers = new CompilationWithAnalyzers(
            compilation,
            [analyzer ?? new CnnModelAnalyzer()],
            new CompilationWithAnalyzersOptions(
                new AnalyzerOptions([], options ?? new EmptyOptions()), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false));
        ImmutableArray<Diagnostic> diagnostics = analyzers.GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        return [.. diagnostics.OrderBy(diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal)];
    }

    /// <summary>A driver that remembers what each step did.</summary>
    public static GeneratorDriver CreateDriver(DocumentationMode documentation = DocumentationMode.Parse) => CSharpGeneratorDriver.Create(
        [new CnnModelGenerator().AsSourceGenerator()],
        parseOptions: ParseOptions.WithDocumentationMode(documentation),
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>The text that a diagnostic points at.</summary>
    public static string SpanText(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree?.GetText(TestContext.Current.CancellationToken).ToString(diagnostic.Location.SourceSpan) ?? "(nowhere)";

    public static string MessageOf(Diagnostic diagnostic) => diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<INamedTypeSymbol> TypesOf(INamespaceOrTypeSymbol container) => container.GetMembers().SelectMany(member => member switch
    {
        INamespaceSymbol inner => TypesOf(inner),
        INamedTypeSymbol type => TypesOf(type).Prepend(type),
        _ => [],
    });

    private static ImmutableArray<MetadataReference> LoadReferences()
    {
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return
        [
            .. platform.Split(Path.PathSeparator)
                .Where(path => Path.GetFileName(path) is "netstandard.dll" or "mscorlib.dll" || Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
                .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)),
            MetadataReference.CreateFromFile(typeof(CompiledModel).Assembly.Location),
        ];
    }

    private sealed class EmptyOptions : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new NoOptions();

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class NoOptions : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, out string value)
        {
            value = string.Empty;
            return false;
        }
    }
}
