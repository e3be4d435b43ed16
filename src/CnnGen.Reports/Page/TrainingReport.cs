using System.Globalization;
using System.Text;

namespace CnnGen.Reports;

/// <summary>
/// One page about one training or several, to look at and to pass on: figures, curves with the epoch where <see cref="Overfitting"/> begins, confusion matrix, the pictures that the model is
/// most wrong of, what augmentation does, time, layers, and all settings. The page, <c>report.html</c>, needs neither network nor fonts; pictures of it lie beside it as PNG files.
/// What a training does not have (accuracies, a confusion matrix, augmentation) leaves no gap.
/// </summary>
public static class TrainingReport
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
    /// <exception cref="IOException">A file cannot be written; what was there is left as it was.</exception>
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
    /// <exception cref="IOException">A file cannot be written; what was there is left as it was.</exception>
    public static string Write(string folder, string title, IReadOnlyList<ReportedRun> runs)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count == 0) throw new ArgumentException("There are no trainings to report.", nameof(runs));

        Directory.CreateDirectory(folder);
        WritePictures(folder, runs);
        byte[] page = Encoding.UTF8.GetBytes(ReportPage.Write(title, runs, DateTimeOffset.Now));
        string path = Path.Combine(folder, FileName);
        AtomicFile.Write(path, stream => stream.Write(page));
        return path;
    }

    private static void WritePictures(string folder, IReadOnlyList<ReportedRun> runs)
    {
        ReportedRun[] trained = [.. runs.Where(run => run.History.Epochs.Count > 0)];
        WriteOrDelete("curves.png", trained.Length > 0, path => TrainingCurves.SavePng(path, [.. trained.Select(run => (run.Name, run.History))]));
        for (int i = 0; i < runs.Count; i++)
        {
            ReportedRun run = runs[i];
            string end = runs.Count == 1 ? ".png" : string.Create(CultureInfo.InvariantCulture, $"-{i + 1}.png");
            WriteOrDelete("most-wrong" + end, run.MostWrong.Count > 0, path => PictureGrid.SavePng(path, run.MostWrong, GridColumns));
            WriteOrDelete("augmented" + end, run.Augmented is not null, path => PictureGrid.SavePng(path, [.. run.Augmented!.Variants.Select(variant => variant.ToArray())], run.Augmented.Shape, GridColumns));
        }

        // A picture of an earlier report would pass for one of this.
        void WriteOrDelete(string name, bool isThere, Action<string> write)
        {
            string path = Path.Combine(folder, name);
            if (isThere) write(path);
            else File.Delete(path);
        }
    }
}
