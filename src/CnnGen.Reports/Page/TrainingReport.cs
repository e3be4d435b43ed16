using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CnnGen.Reports;

/// <summary>
/// One page about one training or several, to look at and to pass on: figures, curves with the epoch where <see cref="Overfitting"/> begins, confusion matrix, the pictures that the model is
/// most wrong of, what augmentation does, time, layers, and all settings. The page, <c>report.html</c>, needs neither network nor fonts; pictures of it lie beside it as PNG files.
/// What a training does not have (accuracies, a confusion matrix, augmentation) leaves no gap.
/// </summary>
public static partial class TrainingReport
{
    /// <summary>Name of the page.</summary>
    public const string FileName = "report.html";

    private const int GridColumns = 4;

    /// <summary>Writes the report of one training.</summary>
    /// <param name="folder">Where to; made where it is missing. Files of an earlier report are replaced, each as a whole.</param>
    /// <param name="model">The model, trained.</param>
    /// <param name="history">What <see cref="CompiledModel.Fit"/> returned.</param>
    /// <param name="options">What it was given.</param>
    /// <param name="train">The training samples.</param>
    /// <param name="validation">The validation samples, which the model predicts now; null for none.</param>
    /// <returns>The path of the page.</returns>
    /// <exception cref="IOException">A file cannot be written. Each file is then a whole one, of this report or of the one before, and none is missing.</exception>
    public static string Write(string folder, CompiledModel model, History history, FitOptions options, IDataset train, IDataset? validation = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Write(folder, model.Info.Name, [ReportedRun.Of(model.Info.Name, model, history, options, train, validation)]);
    }

    /// <summary>Writes the report of several trainings, side by side.</summary>
    /// <param name="folder">Where to; made where it is missing. Files of an earlier report are replaced, each as a whole.</param>
    /// <param name="title">What it is about.</param>
    /// <param name="runs">The trainings, one or more.</param>
    /// <returns>The path of the page.</returns>
    /// <exception cref="ArgumentException">There are no trainings.</exception>
    /// <exception cref="IOException">A file cannot be written. Each file is then a whole one, of this report or of the one before, and none is missing.</exception>
    public static string Write(string folder, string title, IReadOnlyList<ReportedRun> runs)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count == 0) throw new ArgumentException("There are no trainings to report.", nameof(runs));

        Directory.CreateDirectory(folder);
        byte[] page = Encoding.UTF8.GetBytes(ReportPage.Write(title, runs, DateTimeOffset.Now));
        HashSet<string> pictures = WritePictures(folder, runs);
        string path = Path.Combine(folder, FileName);
        AtomicFile.Write(path, stream => stream.Write(page));
        RemovePictures(folder, pictures); // those of an earlier report would pass for this one's
        return path;
    }

    /// <summary>Removes a report, where there is one.</summary>
    internal static void Remove(string folder)
    {
        File.Delete(Path.Combine(folder, FileName));
        RemovePictures(folder, []);
    }

    /// <summary>Writes the pictures beside the page.</summary>
    /// <returns>Their names.</returns>
    private static HashSet<string> WritePictures(string folder, IReadOnlyList<ReportedRun> runs)
    {
        var names = new HashSet<string>();
        string Place(string name)
        {
            names.Add(name);
            return Path.Combine(folder, name);
        }

        ReportedRun[] trained = [.. runs.Where(run => run.History.Epochs.Count > 0)];
        if (trained.Length > 0) TrainingCurves.SavePng(Place("curves.png"), [.. trained.Select(run => (run.Name, run.History))]);
        for (int i = 0; i < runs.Count; i++)
        {
            string end = runs.Count == 1 ? ".png" : string.Create(CultureInfo.InvariantCulture, $"-{i + 1}.png");
            if (runs[i].MostWrong is { Count: > 0 } wrong) PictureGrid.SavePng(Place("most-wrong" + end), wrong, GridColumns);
            if (runs[i].Augmented is { } augmented) PictureGrid.SavePng(Place("augmented" + end), [.. augmented.Variants.Select(variant => variant.ToArray())], augmented.Shape, GridColumns);
        }

        return names;
    }

    private static void RemovePictures(string folder, HashSet<string> kept)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*.png"))
        {
            if (OwnPictures().IsMatch(Path.GetFileName(path)) && !kept.Contains(Path.GetFileName(path))) File.Delete(path);
        }
    }

    [GeneratedRegex("^(curves|(most-wrong|augmented)(-[1-9][0-9]*)?)\\.png$")]
    private static partial Regex OwnPictures();
}
