using System.Collections.Immutable;
using CnnGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace CnnGen.Generator.Tests.Diagnostics;

/// <summary>CNNGEN001, which is about a project and not about a text.</summary>
public class UnoptimizedKernelsTests
{
    private const string Model = "[Input(8, 8, 1)] [Dense(2, Activation.Softmax)] public sealed partial class Model;";
    private const string Other = "namespace Elsewhere; public static partial class Outer { [Input(9, 9, 1)] [Dense(2, Activation.Softmax)] private sealed partial class Other; }";

    [Theory]
    [InlineData(OptimizationLevel.Debug, 1, Model)]
    [InlineData(OptimizationLevel.Debug, 1, Other)]
    [InlineData(OptimizationLevel.Debug, 1, Model, Other)]
    [InlineData(OptimizationLevel.Release, 0, Model, Other)]
    [InlineData(OptimizationLevel.Debug, 0, "public static class Program { public static float[] Answer(CompiledModel model, float[] pixels) { float[] outputs = new float[2]; model.Predict(pixels, outputs); return outputs; } }")]
    public void A_project_that_declares_models_and_is_not_optimised_is_told_once(OptimizationLevel level, int expected, params string[] sources)
    {
        ImmutableArray<Diagnostic> diagnostics = Diagnose(level, sources);
        Assert.Equal(expected, diagnostics.Length);
        Assert.All(diagnostics, diagnostic => Assert.Equal(("CNNGEN001", DiagnosticSeverity.Warning, Location.None), (diagnostic.Id, diagnostic.Severity, diagnostic.Location)));
    }

    [Fact]
    public void The_message_names_the_project_and_the_remedy_and_leads_to_the_page()
    {
        Diagnostic diagnostic = Assert.Single(Diagnose(OptimizationLevel.Debug, Model));
        string message = RoslynHost.MessageOf(diagnostic);
        Assert.StartsWith("The kernels of Models are built unoptimised and run 10 to 30 times slower (measured). Add <Optimize>true</Optimize> to the project;", message, StringComparison.Ordinal);
        Assert.Equal("https://github.com/cnngen/cnngen/blob/main/docs/debug-builds.md", diagnostic.Descriptor.HelpLinkUri);

        string docs = Path.Combine(Repository.Root, "docs");
        string page = File.ReadAllText(Path.Combine(docs, "debug-builds.md"));
        Assert.Contains(message[..message.IndexOf(';', StringComparison.Ordinal)].Replace("Models", "Digits", StringComparison.Ordinal), page, StringComparison.Ordinal);
        Assert.Contains(
            $"| [{diagnostic.Id}](../debug-builds.md) | {diagnostic.Severity} | {diagnostic.Descriptor.Title} |\n",
            File.ReadAllText(Path.Combine(docs, "diagnostics", "README.md")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    private static ImmutableArray<Diagnostic> Diagnose(OptimizationLevel level, params string[] sources)
    {
        CSharpCompilation compilation = RoslynHost.Compile(sources);
        return RoslynHost.Diagnose(compilation.WithOptions(compilation.Options.WithOptimizationLevel(level)), analyzer: new UnoptimizedKernelsAnalyzer());
    }
}
