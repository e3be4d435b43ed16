using System.Collections.Immutable;
using CnnGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace CnnGen.Generator.Tests.Emission;

/// <summary>Runs the generator as the compiler does.</summary>
internal static class GeneratedFiles
{
    public static ImmutableArray<(string HintName, string Text)> Of(string source)
    {
        GeneratorDriver driver = RoslynHost.CreateDriver().RunGenerators(RoslynHost.Compile(source), TestContext.Current.CancellationToken);
        return [.. Assert.Single(driver.GetRunResult().Results).GeneratedSources.Select(file => (file.HintName, file.SourceText.ToString()))];
    }

    /// <summary>The value of <c>Summary</c> of a class.</summary>
    public static string SummaryOf(string source, string type)
    {
        CSharpCompilation compilation = RoslynHost.Compile(source);
        RoslynHost.CreateDriver().RunGeneratorsAndUpdateCompilation(compilation, out Compilation joined, out _, TestContext.Current.CancellationToken);
        return (string)Assert.IsAssignableFrom<IFieldSymbol>(Assert.Single(joined.GetTypeByMetadataName(type)!.GetMembers("Summary"))).ConstantValue!;
    }
}
