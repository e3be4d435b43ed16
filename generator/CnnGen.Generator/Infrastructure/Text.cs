using System.Globalization;

namespace CnnGen.Generator.Infrastructure;

/// <summary>Values as messages print them: the same in every culture.</summary>
internal static class Text
{
    public static string Of(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Of(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Of(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>With thousands separated; a size that saturated is <c>more than 9,223,372,036,854,775,806</c>.</summary>
    public static string OfCount(long value) => value == long.MaxValue
        ? "more than " + (long.MaxValue - 1).ToString("N0", CultureInfo.InvariantCulture)
        : value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>1 layer</c>, <c>2 layers</c>.</summary>
    public static string OfCount(int count, string noun) => count == 1 ? "1 " + noun : Of(count) + " " + noun + "s";

    /// <summary><c>A, B or C</c>.</summary>
    public static string Alternatives(IReadOnlyList<string> items) => items.Count < 2
        ? string.Concat(items)
        : string.Join(", ", items.Take(items.Count - 1)) + " or " + items[items.Count - 1];
}
