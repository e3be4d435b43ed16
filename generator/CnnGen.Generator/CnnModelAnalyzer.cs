using System.Collections.Immutable;
using CnnGen.Generator.Analysis;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CnnGen.Generator;

/// <summary>Tells what is wrong with a model, on the attribute that is wrong. It sees with the same eyes as the generator, which itself says nothing.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CnnModelAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => CnnDiagnostics.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();

        // A model in a file that counts as generated is generated for as well, or refused, and the reason has to be heard.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (ModelParser.Parse(type, context.Compilation, context.CancellationToken) is not { } declaration) return;
        foreach (DiagnosticInfo diagnostic in ModelAnalysis.Analyze(declaration).Diagnostics) context.ReportDiagnostic(diagnostic.In(type));
    }
}
