using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CnnGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace CnnGen.Generator.Tests.Diagnostics;

/// <summary>Every diagnostic: where it stands, what it says, and that its neighbour does not have it.</summary>
public class DiagnosticTests
{
    private static readonly DiagnosticCase[] Cases =
        [.. ClassCases.All, .. ArgumentCases.All, .. ShapeCases.All, .. OutputCases.All, .. AdviceCases.All];

    public static TheoryData<int, string, string> CaseNumbers
    {
        get
        {
            var data = new TheoryData<int, string, string>();
            for (int i = 0; i < Cases.Length; i++) data.Add(i, Cases[i].Id, Cases[i].Span);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(CaseNumbers))]
    public void The_mistake_is_reported_on_the_attribute_that_is_wrong(int number, string id, string span)
    {
        ImmutableArray<Diagnostic> diagnostics = RoslynHost.Diagnose(Cases[number].Source);
        Diagnostic diagnostic = Assert.Single(diagnostics);
        Assert.Equal(
            (id, span, Cases[number].Message),
            (diagnostic.Id, RoslynHost.SpanText(diagnostic), RoslynHost.MessageOf(diagnostic)));
    }

    [Theory]
    [MemberData(nameof(CaseNumbers))]
    public void The_near_miss_is_not_reported(int number, string id, string span)
    {
        ImmutableArray<Diagnostic> diagnostics = RoslynHost.Diagnose(Cases[number].NearMiss);
        Assert.DoesNotContain(diagnostics, diagnostic => diagnostic.Id == id);
        Assert.True(
            diagnostics.All(diagnostic => diagnostic.Severity < DiagnosticSeverity.Error),
            $"The near miss of {id} on {span} has another error: {string.Join('\n', diagnostics)}");
    }

    [Theory]
    [MemberData(nameof(CaseNumbers))]
    public void A_model_without_errors_is_generated_and_one_with_errors_is_not(int number, string id, string span)
    {
        foreach (string source in new[] { Cases[number].Source, Cases[number].NearMiss })
        {
            CSharpCompilation compilation = RoslynHost.Compile(source);
            GeneratorRunResult run = Assert.Single(RoslynHost.CreateDriver().RunGenerators(compilation, TestContext.Current.CancellationToken).GetRunResult().Results);
            bool hasErrors = RoslynHost.Diagnose(compilation).Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            bool isGenerated = run.GeneratedSources.Any(file => file.HintName.EndsWith(".Passes.g.cs", StringComparison.Ordinal));
            Assert.True(run.Exception is null, $"{id} on {span}: {run.Exception}");
            Assert.True(isGenerated == !hasErrors, $"{id} on {span}: {(isGenerated ? "generated" : "not generated")}: {source}");
        }
    }

    [Fact]
    public void Every_diagnostic_has_a_case() => Assert.Equal(
        CnnGen.Generator.Diagnostics.CnnDiagnostics.All.Select(descriptor => descriptor.Id),
        Cases.Select(@case => @case.Id).Distinct());

    [Fact]
    public void All_diagnostics_as_a_build_log_shows_them()
    {
        var log = new StringBuilder();
        foreach (Diagnostic diagnostic in Cases.SelectMany(@case => RoslynHost.Diagnose(@case.Source)))
        {
            log.Append(CSharpDiagnosticFormatter.Instance.Format(diagnostic, CultureInfo.InvariantCulture)).Append('\n');
        }

        Snapshot.Verify(log.ToString());
    }
}
