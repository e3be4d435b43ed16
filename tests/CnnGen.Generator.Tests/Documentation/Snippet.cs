using System.Text.RegularExpressions;
using CnnGen.Generator.Tests.Infrastructure;

namespace CnnGen.Generator.Tests.Documentation;

/// <summary>
/// C# code in a page. A comment that no reader sees may stand on the line before the fence: <c>snippet: with NAME</c> says which
/// <see cref="Prelude"/> the code goes on from, <c>snippet: wrong ID</c> that it shows this mistake; without one the code is complete and right.
/// </summary>
/// <param name="Page">The file, from the root of the repository.</param>
/// <param name="Line">The line of the fence, from 1.</param>
/// <param name="Code">What the fences enclose.</param>
/// <param name="PreludeName">The name of the prelude; null for none.</param>
/// <param name="Mistake">The diagnostic that the code is there to show; null for none.</param>
internal sealed partial record Snippet(string Page, int Line, string Code, string? PreludeName, string? Mistake)
{
    /// <summary>The pages that are read, those of diagnostics aside: they have conventions and tests of their own.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        "README.md",
        "src/CnnGen/README.md",
        .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(path => $"docs/{Path.GetFileName(path)}").Order(StringComparer.Ordinal),
    ];

    /// <summary>Where it stands, as an editor opens it.</summary>
    public string Place => $"{Page}:{Line}";

    /// <summary>The text of a page.</summary>
    public static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n");

    /// <summary>The snippets of a page, in order.</summary>
    /// <param name="page">The name that they bear.</param>
    /// <param name="text">Markdown.</param>
    /// <exception cref="FormatException">A comment says what is neither of the two.</exception>
    public static IEnumerable<Snippet> In(string page, string text)
    {
        foreach (Match match in Fences().Matches(text))
        {
            int line = text.AsSpan(0, match.Groups["fence"].Index).Count('\n') + 1;
            string note = match.Groups["note"].Value;
            (string? prelude, string? mistake) = note.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
            {
                [] => ((string?)null, (string?)null),
                ["with", string name] => (name, null),
                ["wrong", string id] => (null, id),
                _ => throw new FormatException($"{page}:{line}: 'snippet: {note}' is neither 'with NAME' nor 'wrong ID'."),
            };
            yield return new Snippet(page, line, match.Groups["code"].Value, prelude, mistake);
        }
    }

    [GeneratedRegex("^(<!-- snippet: (?<note>[^\n]*?) -->\n)?(?<fence>```csharp)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fences();
}
