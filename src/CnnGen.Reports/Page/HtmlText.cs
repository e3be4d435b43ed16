using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace CnnGen.Reports;

/// <summary>HTML under construction: what stands in the source is markup, what is put into its holes is text, which is escaped, or other HTML.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _markup = new();

    /// <summary>HTML from markup with holes.</summary>
    public static HtmlText Of(ref Markup markup) => new HtmlText().Add(ref markup);

    /// <summary>HTML that is written already, such as a style sheet of this library.</summary>
    public static HtmlText OfMarkup(string markup)
    {
        var html = new HtmlText();
        html._markup.Append(markup);
        return html;
    }

    /// <summary>Adds markup with holes.</summary>
    public HtmlText Add(ref Markup markup)
    {
        _markup.Append(markup.Written);
        return this;
    }

    /// <summary>Adds HTML for each of some items.</summary>
    public HtmlText AddEach<T>(IEnumerable<T> items, Func<T, HtmlText> write)
    {
        foreach (T item in items) _markup.Append(write(item)._markup);
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _markup.ToString();

    /// <summary>What the compiler makes of an interpolated string. Numbers have a point whatever the culture.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Markup
    {
        public Markup(int literalLength, int formattedCount) => Written = new StringBuilder(literalLength + (16 * formattedCount));

        public StringBuilder Written { get; }

        public void AppendLiteral(string markup) => Written.Append(markup);

        public void AppendFormatted(HtmlText? html) => Written.Append(html?._markup);

        public void AppendFormatted(string? text) => Written.Append(WebUtility.HtmlEncode(text));

        public void AppendFormatted<T>(T value, string? format = null)
            where T : IFormattable => AppendFormatted(value.ToString(format, CultureInfo.InvariantCulture));
    }
}
