using System.Collections.Concurrent;
using System.Collections.Immutable;
using CnnGen.Generator.Tests.Infrastructure;
using CnnGen.Imaging;
using CnnGen.Interop;
using CnnGen.Reports;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spectre.Console;
using Xunit;

namespace CnnGen.Generator.Tests.Documentation;

/// <summary>Builds snippets as the project of a reader would: implicit usings, the packages of this repository, generator and analyzer, warnings as errors.</summary>
internal static class SnippetCompiler
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly ImmutableArray<MetadataReference> References = LoadReferences();

    private static readonly ConcurrentDictionary<string, Lazy<MetadataReference>> Preludes = new();

    /// <summary>Errors and warnings, of the compiler and of the analyzer.</summary>
    public static IReadOnlyList<Diagnostic> Diagnose(Snippet snippet)
    {
        var sources = new List<string> { ImplicitUsings, snippet.Code };
        ImmutableArray<MetadataReference> references = References;
        if (snippet.PreludeName is { } name)
        {
            sources.Add(Prelude.Usings);
            references = references.Add(Preludes.GetOrAdd(name, key => new Lazy<MetadataReference>(() => Build(key))).Value);
        }

        return Diagnose(Compile("Snippet", sources, references), out _);
    }

    private static CompilationReference Build(string prelude)
    {
        List<Diagnostic> told = Diagnose(Compile("Prelude", [Prelude.Sources[prelude]], References), out Compilation complete);
        Assert.True(told.Count == 0, $"The prelude '{prelude}' does not compile:\n{string.Join('\n', told)}");
        return complete.ToMetadataReference();
    }

    private static List<Diagnostic> Diagnose(CSharpCompilation compilation, out Compilation complete)
    {
        RoslynHost.CreateDriver().RunGeneratorsAndUpdateCompilation(compilation, out complete, out ImmutableArray<Diagnostic> generating, TestContext.Current.CancellationToken);
        return
        [
            .. complete.GetDiagnostics(TestContext.Current.CancellationToken)
                .Concat(generating)
                .Concat(RoslynHost.Diagnose(compilation))
                .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning),
        ];
    }

    private static CSharpCompilation Compile(string name, IEnumerable<string> sources, ImmutableArray<MetadataReference> references)
    {
        SyntaxTree[] trees = [.. sources.Select(source => CSharpSyntaxTree.ParseText(source, RoslynHost.ParseOptions))];
        bool isProgram = trees.Any(tree => tree.GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any());
        return CSharpCompilation.Create(name, trees, references, new CSharpCompilationOptions(
            isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            generalDiagnosticOption: ReportDiagnostic.Error,
            warningLevel: 9999,
            nullableContextOptions: NullableContextOptions.Enable));
    }

    private static ImmutableArray<MetadataReference> LoadReferences()
    {
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        Type[] packages = [typeof(CompiledModel), typeof(Picture), typeof(OnnxExport), typeof(ConsoleProgress), typeof(IAnsiConsole)];
        return
        [
            .. platform.Split(Path.PathSeparator)
                .Where(path => Path.GetFileName(path) is "netstandard.dll" or "mscorlib.dll" || Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
                .Concat(packages.Select(type => type.Assembly.Location))
                .Distinct()
                .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)),
        ];
    }
}
