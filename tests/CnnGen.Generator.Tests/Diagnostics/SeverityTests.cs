using System.Collections.Immutable;
using CnnGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace CnnGen.Generator.Tests.Diagnostics;

/// <summary>What a person says about severities is obeyed.</summary>
public class SeverityTests
{
    private const string Model = "[Input(8, 8, 1)]\n[Dense(2, Activation.Softmax)]\n[Dropout(0.5)]\npublic sealed partial class Model;";

    [Fact]
    public void A_pragma_switches_a_diagnostic_off_where_it_stands()
    {
        string silenced = Model.Replace("[Dropout(0.5)]", "#pragma warning disable CNN0402 // kept for an experiment\n[Dropout(0.5)]\n#pragma warning restore CNN0402", StringComparison.Ordinal);
        Assert.Equal("CNN0402", Assert.Single(RoslynHost.Diagnose(Model)).Id);
        Assert.Empty(RoslynHost.Diagnose(silenced));
    }

    [Fact]
    public void A_pragma_switches_an_error_off_too()
    {
        const string Broken = "[Input(8, 8, 1)]\n[Dense(10)]\npublic sealed partial class Model;";
        Assert.Equal("CNN0301", Assert.Single(RoslynHost.Diagnose(Broken)).Id);
        Assert.Empty(RoslynHost.Diagnose("#pragma warning disable CNN0301\n" + Broken));
        Assert.Equal("CNN0301", Assert.Single(RoslynHost.Diagnose("#pragma warning disable CNN0302\n" + Broken)).Id);
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData("silent", DiagnosticSeverity.Hidden)]
    [InlineData("suggestion", DiagnosticSeverity.Info)]
    [InlineData("warning", DiagnosticSeverity.Warning)]
    [InlineData("error", DiagnosticSeverity.Error)]
    public void An_editorconfig_sets_the_severity(string written, DiagnosticSeverity? severity)
    {
        ImmutableArray<Diagnostic> diagnostics = DiagnoseWithConfig($"dotnet_diagnostic.CNN0402.severity = {written}");
        Assert.Equal(severity, diagnostics.Select(diagnostic => (DiagnosticSeverity?)diagnostic.Severity).SingleOrDefault());
    }

    [Fact]
    public void An_editorconfig_sets_the_severity_of_all_at_once() =>
        Assert.Equal(DiagnosticSeverity.Error, Assert.Single(DiagnoseWithConfig("dotnet_analyzer_diagnostic.category-CnnGen.severity = error")).Severity);

    private static ImmutableArray<Diagnostic> DiagnoseWithConfig(string setting)
    {
        AnalyzerConfigSet set = AnalyzerConfigSet.Create(
            ImmutableArray.Create(AnalyzerConfig.Parse(SourceText.From($"root = true\n[*.cs]\n{setting}\n"), "/models/.editorconfig")));
        CSharpCompilation compilation = RoslynHost.Compile(Model);
        var provider = new ConfiguredTrees(set);
        return RoslynHost.Diagnose(compilation.WithOptions(compilation.Options.WithSyntaxTreeOptionsProvider(provider)), provider.Analyzer);
    }

    /// <summary>Hands the parsed .editorconfig to the compiler, as the command line does.</summary>
    private sealed class ConfiguredTrees(AnalyzerConfigSet set) : SyntaxTreeOptionsProvider
    {
        public AnalyzerConfigOptionsProvider Analyzer { get; } = new ConfiguredOptions(set);

        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.NotGenerated;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            set.GetOptionsForSourcePath(tree.FilePath).TreeOptions.TryGetValue(diagnosticId, out severity);

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
        {
            severity = default;
            return false;
        }
    }

    private sealed class ConfiguredOptions(AnalyzerConfigSet set) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(ImmutableDictionary<string, string>.Empty);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Options(set.GetOptionsForSourcePath(tree.FilePath).AnalyzerOptions);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Options(ImmutableDictionary<string, string> values) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, out string value)
            {
                bool found = values.TryGetValue(key, out string? setting);
                value = setting ?? string.Empty;
                return found;
            }
        }
    }
}
