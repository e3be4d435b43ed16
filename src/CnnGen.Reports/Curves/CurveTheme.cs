using ScottPlot;

namespace CnnGen.Reports;

/// <summary>The colours of curves.</summary>
/// <param name="Background">Behind everything.</param>
/// <param name="Text">Words and axes.</param>
/// <param name="Grid">Lines of the grid.</param>
/// <param name="Training">Curves of training.</param>
/// <param name="Validation">Curves of validation.</param>
/// <param name="Runs">Curves of several runs, used over and over.</param>
internal sealed record CurveTheme(Color Background, Color Text, Color Grid, Color Training, Color Validation, IReadOnlyList<Color> Runs)
{
    /// <summary>On white.</summary>
    public static CurveTheme Light { get; } = new(
        Colors.White, Color.FromHex("#2B2F36"), Color.FromHex("#E3E6EA"), Color.FromHex("#2F6FDE"), Color.FromHex("#E4572E"),
        [Color.FromHex("#2F6FDE"), Color.FromHex("#E4572E"), Color.FromHex("#2E9E5B"), Color.FromHex("#8E5BD0"), Color.FromHex("#B8860B"), Color.FromHex("#0E8FA3"), Color.FromHex("#C2417F"), Color.FromHex("#6B7280")]);

    /// <summary>On nothing, for a page with a dark background.</summary>
    public static CurveTheme Dark { get; } = new(
        Colors.Transparent, Color.FromHex("#D6DAE0"), Color.FromHex("#323842"), Color.FromHex("#6EA0FF"), Color.FromHex("#FF8A66"),
        [Color.FromHex("#6EA0FF"), Color.FromHex("#FF8A66"), Color.FromHex("#5CCB8A"), Color.FromHex("#B48CF0"), Color.FromHex("#E0B341"), Color.FromHex("#4CC3D6"), Color.FromHex("#F07FB4"), Color.FromHex("#9AA3AF")]);

    /// <summary>As <see cref="Light"/> on nothing, for a page with a light background.</summary>
    public static CurveTheme Page { get; } = Light with { Background = Colors.Transparent };
}
