using System.Globalization;
using System.Text;

namespace CnnGen.Generator.Emission;

/// <summary>Text with indentation: lines, blocks in braces, invariant numbers. Every line ends with \n on every machine.</summary>
internal sealed class CodeWriter
{
    private const string Indent = "    ";
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string text = "")
    {
        if (text.Length > 0)
        {
            for (int i = 0; i < _depth; i++) _text.Append(Indent);
            _text.Append(text);
        }

        _text.Append('\n');
    }

    /// <summary>Several lines; \n separates them.</summary>
    public void Lines(string text)
    {
        foreach (string line in text.Replace("\r", string.Empty).Split('\n')) Line(line);
    }

    /// <summary>A header line and a block in braces, closed when the result is disposed.</summary>
    public Block Open(string header)
    {
        if (header.Length > 0) Line(header);
        Line("{");
        _depth++;
        return new Block(this);
    }

    public override string ToString() => _text.ToString();

    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A float as a C# literal that reads back to the same bits.</summary>
    public static string Float(float value) => value.ToString("R", CultureInfo.InvariantCulture) + "f";

    private void Close()
    {
        _depth--;
        Line("}");
    }

    internal readonly struct Block(CodeWriter writer) : IDisposable
    {
        public void Dispose() => writer.Close();
    }
}
