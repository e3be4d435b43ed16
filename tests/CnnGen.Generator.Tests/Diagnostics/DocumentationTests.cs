using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Xunit;

namespace CnnGen.Generator.Tests.Diagnostics;

/// <summary>Each diagnostic has its page, and what the page shows is true.</summary>
public partial class DocumentationTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "diagnostics");

    public static TheoryData<string> Ids => [.. CnnDiagnostics.All.Select(descriptor => descriptor.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_page_has_id_title_and_severity_and_the_help_link_leads_to_it(string id)
    {
        DiagnosticDescriptor descriptor = CnnDiagnostics.All.Single(descriptor => descriptor.Id == id);
        string page = ReadPage(id);
        Assert.StartsWith($"# {id}: {descriptor.Title}\n", page, StringComparison.Ordinal);
        string severity = descriptor.DefaultSeverity == DiagnosticSeverity.Info ? "Hint" : descriptor.DefaultSeverity.ToString();
        Assert.Contains($"**Severity:** {severity}", page, StringComparison.Ordinal);
        Assert.Equal($"https://github.com/cnngen/cnngen/blob/main/docs/diagnostics/{id}.md", descriptor.HelpLinkUri);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_example_has_the_mistake_and_the_mended_one_has_none(string id)
    {
        string[] examples = [.. CodeBlocks().Matches(ReadPage(id)).Select(match => match.Groups["code"].Value)];
        Assert.Equal(2, examples.Length);
        Assert.Equal([id], RoslynHost.Diagnose(examples[0]).Select(diagnostic => diagnostic.Id).Distinct());
        Assert.Empty(RoslynHost.Diagnose(examples[1]));
    }

    [Fact]
    public void The_index_lists_every_page_and_there_are_no_others()
    {
        string index = File.ReadAllText(Path.Combine(Folder, "README.md")).ReplaceLineEndings("\n");
        foreach (DiagnosticDescriptor descriptor in CnnDiagnostics.All)
        {
            Assert.Contains($"| [{descriptor.Id}]({descriptor.Id}.md) | {descriptor.DefaultSeverity} | {descriptor.Title} |\n", index, StringComparison.Ordinal);
        }

        Assert.Equal(
            CnnDiagnostics.All.Select(descriptor => descriptor.Id + ".md"),
            Directory.GetFiles(Folder, "CNN*.md").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_descriptor_is_supported_and_tracked_by_the_release_files()
    {
        ImmutableArray<DiagnosticDescriptor> declared =
        [
            .. typeof(CnnDiagnostics).Assembly.GetTypes()
                .Where(type => type.Namespace == typeof(CnnDiagnostics).Namespace)
                .SelectMany(type => type.GetFields())
                .Where(field => field.FieldType == typeof(DiagnosticDescriptor))
                .Select(field => (DiagnosticDescriptor)field.GetValue(null)!),
        ];
        Assert.Equal(CnnDiagnostics.All.Select(descriptor => descriptor.Id), declared.Select(descriptor => descriptor.Id).Order(StringComparer.Ordinal));
        Assert.Equal(CnnDiagnostics.All.AsEnumerable(), new CnnModelAnalyzer().SupportedDiagnostics.AsEnumerable());

        string generator = Path.Combine(Repository.Root, "generator", "CnnGen.Generator");
        string releases = File.ReadAllText(Path.Combine(generator, "AnalyzerReleases.Shipped.md")) + File.ReadAllText(Path.Combine(generator, "AnalyzerReleases.Unshipped.md"));
        Assert.All(CnnDiagnostics.All, descriptor =>
            Assert.Contains($"{descriptor.Id} | {descriptor.Category} | {descriptor.DefaultSeverity} | {descriptor.Title}", releases, StringComparison.Ordinal));
    }

    private static string ReadPage(string id) => File.ReadAllText(Path.Combine(Folder, id + ".md")).ReplaceLineEndings("\n");

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlocks();
}
