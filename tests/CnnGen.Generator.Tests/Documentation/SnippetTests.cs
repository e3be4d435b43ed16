using Microsoft.CodeAnalysis;
using Xunit;

namespace CnnGen.Generator.Tests.Documentation;

/// <summary>What the pages show compiles.</summary>
public sealed class SnippetTests
{
    private const int FewestSnippets = 40;

    private static readonly IReadOnlyDictionary<string, Snippet> Snippets =
        Snippet.Pages.SelectMany(page => Snippet.In(page, Snippet.Read(page))).ToDictionary(snippet => snippet.Place);

    public static TheoryData<string> Places => [.. Snippets.Keys];

    [Theory]
    [MemberData(nameof(Places))]
    public void A_snippet_compiles_without_warnings_or_shows_the_mistake_that_it_is_marked_with(string place)
    {
        Snippet snippet = Snippets[place];
        IReadOnlyList<Diagnostic> told = SnippetCompiler.Diagnose(snippet);
        if (snippet.Mistake is { } id)
        {
            Assert.Equal([id], told.Select(diagnostic => diagnostic.Id).Distinct());
        }
        else
        {
            Assert.True(told.Count == 0, $"{place}:\n{string.Join('\n', told)}");
        }
    }

    [Fact]
    public void Every_fence_of_the_pages_is_found()
    {
        Assert.True(Snippets.Count >= FewestSnippets, $"There are {Snippets.Count} snippets; there used to be {FewestSnippets} or more.");
        Assert.All(Snippet.Pages, page => Assert.Equal(Snippet.Read(page).Split("```csharp").Length - 1, Snippets.Values.Count(snippet => snippet.Page == page)));
        Assert.All(["docs/training.md", "docs/data.md", "docs/saving-and-loading.md", "docs/deploying.md", "README.md"], page => Assert.Contains(Snippets.Values, snippet => snippet.Page == page));
        Assert.Contains(Snippets.Values, snippet => snippet.Mistake is not null);
    }

    [Theory]
    [InlineData("model.Fitt(train);", "CS1061")]
    [InlineData("int unused = 3;", "CS0219")]
    [InlineData("model.Fit(train, options: new FitOptions { Epoch = 3 });", "CS0117")]
    [InlineData("[Input(8, 8, 1)] [Conv2D(2, 9)] [Dense(2, Activation.Softmax)] public sealed partial class Small;", "CNN0201")]
    public void A_mistake_in_a_snippet_is_found(string code, string id)
    {
        Snippet snippet = Assert.Single(Snippet.In("page.md", $"text\n\n<!-- snippet: with digits -->\n```csharp\n{code}\n```\n"));
        Assert.Equal((4, "digits"), (snippet.Line, snippet.PreludeName));
        Assert.Equal([id], SnippetCompiler.Diagnose(snippet).Select(diagnostic => diagnostic.Id).Distinct());
    }

    [Fact]
    public void A_comment_that_says_something_else_is_refused() =>
        Assert.Throws<FormatException>(() => Snippet.In("page.md", "<!-- snippet: skip -->\n```csharp\nnonsense\n```\n").ToArray());
}
