using System.Collections.Immutable;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CnnGen.Generator;

/// <summary>
/// Tells once of a project that declares models and is not optimised, as in a Debug build unless told otherwise: its assembly is marked so that the JIT
/// optimises none of it, whatever its methods ask for. Figures and method: docs/debug-builds.md.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnoptimizedKernelsAnalyzer : DiagnosticAnalyzer
{
    // Told at the end of a build and not while typing: it is about the project, and no text is wrong.
    private static readonly DiagnosticDescriptor Unoptimized = new(
        "CNNGEN001", "Kernels are built unoptimised",
        "The kernels of {0} are built unoptimised and run 10 to 30 times slower (measured). Add <Optimize>true</Optimize> to the project; or, to keep slow kernels without this warning, <CnnGenWarnUnoptimized>false</CnnGenWarnUnoptimized>.",
        CnnDiagnostics.Category, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        helpLinkUri: "https://github.com/cnngen/cnngen/blob/main/docs/debug-builds.md", customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Unoptimized];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.Options.OptimizationLevel == OptimizationLevel.Release) return;
            int declaresModel = 0;
            start.RegisterSymbolAction(
                symbol =>
                {
                    if (symbol.Symbol.GetAttributes().Any(attribute => AttributeNames.Of(attribute.AttributeClass) == AttributeNames.Input)) Volatile.Write(ref declaresModel, 1);
                },
                SymbolKind.NamedType);
            start.RegisterCompilationEndAction(end =>
            {
                if (Volatile.Read(ref declaresModel) == 1) end.ReportDiagnostic(Diagnostic.Create(Unoptimized, Location.None, end.Compilation.AssemblyName));
            });
        });
    }
}
