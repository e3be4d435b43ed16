using System.Reflection;
using CnnGen.Generator.Analysis;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;
using CnnGen.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CnnGen.Kernels.Tests.Harness;

/// <summary>The networks that the benchmarks measure, from the files that declare them there: parsed and analysed as a build does it.</summary>
internal static class BenchmarkDeclarations
{
    /// <summary>All of them, each under the name of its class.</summary>
    public static IEnumerable<Network> Read()
    {
        Assembly assembly = typeof(BenchmarkDeclarations).Assembly;
        SyntaxTree[] trees = [.. assembly.GetManifestResourceNames().Select(name => ModelCompiler.Parse(name, ReadText(assembly, name)))];
        CSharpCompilation compilation = CSharpCompilation.Create("Benchmarks", trees, ModelCompiler.References());
        foreach (SyntaxTree tree in trees)
        {
            SemanticModel semantics = compilation.GetSemanticModel(tree);
            foreach (ClassDeclarationSyntax declared in tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>())
            {
                ModelDeclaration declaration = ModelParser.Parse(semantics.GetDeclaredSymbol(declared)!, compilation, CancellationToken.None)
                    ?? throw new InvalidOperationException($"{declared.Identifier} in {tree.FilePath} declares no network.");
                AnalysisResult result = ModelAnalysis.Analyze(declaration);
                Network network = result.Network ?? throw new InvalidOperationException(
                    $"{declared.Identifier} in {tree.FilePath} is wrong: {string.Join(", ", result.Diagnostics.Select(diagnostic => diagnostic.Descriptor.Id))}.");
                yield return network with { Identity = new ModelIdentity(string.Empty, EquatableArray.Of<string>(), network.Identity.Name, "public") };
            }
        }
    }

    private static string ReadText(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
