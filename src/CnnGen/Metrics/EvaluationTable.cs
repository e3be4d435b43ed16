using System.Globalization;
using System.Text;

namespace CnnGen;

/// <summary>Prints an evaluation.</summary>
internal static class EvaluationTable
{
    private const int LargestMatrix = 20;
    private const int LongestName = 24;
    private const int TopAnswers = 5;

    public static string Write(Evaluation evaluation)
    {
        var text = new StringBuilder();
        text.Append(string.Join(", ", Figures(evaluation))).Append('\n');
        if (evaluation.PerClass.Count == 0) return text.ToString();

        text.Append('\n');
        WriteRows(text, evaluation.IsMultiLabel ? LabelRows(evaluation) : ClassRows(evaluation));
        if (evaluation.Confusion is not { } confusion || confusion.ClassNames.Count > LargestMatrix) return text.ToString();

        text.Append("\nconfusion: a row for each class as it is, a column for each as answered\n");
        WriteRows(text, MatrixRows(confusion));
        return text.ToString();
    }

    private static IEnumerable<string> Figures(Evaluation evaluation)
    {
        yield return Invariant($"loss {evaluation.Loss:F4}");
        if (evaluation.Accuracy is { } accuracy) yield return Invariant($"{(evaluation.IsMultiLabel ? "accuracy of the labels" : "accuracy")} {100 * accuracy:F2}%");
        if (evaluation.TopAccuracies.Count > TopAnswers) yield return Invariant($"top {TopAnswers} {100 * evaluation.TopAccuracy(TopAnswers):F2}%");
        if (evaluation.AreaUnderCurve is { } area) yield return Invariant($"{(evaluation.IsMultiLabel ? "macro mean area" : "area")} under the ROC curve {area:F4}");
        yield return Invariant($"{evaluation.Count} samples");
    }

    private static IEnumerable<string[]> ClassRows(Evaluation evaluation)
    {
        yield return [evaluation.IsMultiLabel ? "label" : "class", "precision", "recall", "F1", "samples"];
        foreach (ClassMetrics metrics in evaluation.PerClass) yield return Row(Short(metrics.Name), metrics.Precision, metrics.Recall, metrics.F1, metrics.Support);
        if (evaluation is { MacroPrecision: { } precision, MacroRecall: { } recall, MacroF1: { } f1 })
        {
            yield return Row("macro mean", precision, recall, f1, evaluation.PerClass.Sum(metrics => metrics.Support));
        }
    }

    /// <summary>As <see cref="ClassRows"/>, with a column of areas.</summary>
    private static IEnumerable<string[]> LabelRows(Evaluation evaluation)
    {
        IEnumerable<double?> areas = evaluation.PerClass.Select(metrics => metrics.AreaUnderCurve).Append(evaluation.AreaUnderCurve);
        string[] column = ["ROC area", .. areas.Select(area => area is null ? "-" : Invariant($"{area:F4}"))];
        return ClassRows(evaluation).Zip(column, (row, area) => (string[])[.. row, area]);
    }

    private static string[] Row(string name, double precision, double recall, double f1, long samples) =>
        [name, Invariant($"{precision:F4}"), Invariant($"{recall:F4}"), Invariant($"{f1:F4}"), Invariant($"{samples}")];

    private static IEnumerable<string[]> MatrixRows(ConfusionMatrix confusion)
    {
        int count = confusion.ClassNames.Count;
        yield return [string.Empty, .. confusion.ClassNames.Select(Short)];
        for (int actual = 0; actual < count; actual++)
        {
            int row = actual;
            yield return [Short(confusion.ClassNames[row]), .. Enumerable.Range(0, count).Select(predicted => Invariant($"{confusion[row, predicted]}"))];
        }
    }

    /// <summary>The first column to the left, all others to the right, two spaces between.</summary>
    private static void WriteRows(StringBuilder text, IEnumerable<string[]> source)
    {
        string[][] rows = [.. source];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            text.Append(row[0].PadRight(widths[0]));
            for (int column = 1; column < row.Length; column++) text.Append("  ").Append(row[column].PadLeft(widths[column]));
            text.Append('\n');
        }
    }

    private static string Short(string name) => name.Length <= LongestName ? name : $"{name.AsSpan(0, LongestName - 1)}…";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
