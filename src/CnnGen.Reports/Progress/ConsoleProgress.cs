using System.Globalization;
using System.Text;
using Spectre.Console;

namespace CnnGen.Reports;

/// <summary>Shows in the console how training goes: live bars where there is a terminal, plain lines where the output goes to a file or another program.</summary>
public static class ConsoleProgress
{
    /// <summary>Share of the time spent waiting for data that is worth a word.</summary>
    private const double WorthTelling = 0.1;

    /// <summary>Shows a training while it runs: where it stands, how long it will take, and the best epoch so far.</summary>
    /// <typeparam name="T">What the training returns: a <see cref="History"/>, or a <see cref="ReportedRun"/>.</typeparam>
    /// <param name="train">Trains, with the given observer.</param>
    /// <param name="console">Where to; standard output where null.</param>
    /// <returns>What the training returns.</returns>
    /// <example><code>
    /// History history = ConsoleProgress.Show(progress => model.Fit(train, validation, new FitOptions { Epochs = 5, Observer = progress }));
    /// </code></example>
    public static T Show<T>(Func<ITrainingObserver, T> train, IAnsiConsole? console = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        IAnsiConsole output = console ?? AnsiConsole.Console;
        if (!output.Profile.Out.IsTerminal || !output.Profile.Capabilities.Ansi) return train(new PlainProgress(output));
        return output.Progress()
            .AutoClear(true)
            .HideCompleted(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .Start(context => train(new LiveProgress(output, context)));
    }

    /// <summary>The line of a training that goes on.</summary>
    internal static string DescribeResumed(History history)
    {
        string place = history.Epochs.Count == 0 ? "training goes on in its first epoch" : $"training goes on after epoch {history.Last.Epoch}";
        return BestEpoch.Describe(history.Epochs) is { Length: > 0 } best ? $"{place}, {best}" : place;
    }

    /// <summary>The line of a finished epoch, of so many; 0 where their number is not known.</summary>
    internal static string Describe(EpochResult epoch, int epochs)
    {
        var line = new StringBuilder();
        Append(line, $"epoch {epoch.Epoch}{(epochs == 0 ? "" : $"/{epochs}")}  loss {epoch.Loss:0.0000}");
        AppendAccuracy(line, "accuracy", epoch.Accuracy);
        if (epoch.ValidationLoss is { } loss) Append(line, $"  validation loss {loss:0.0000}");
        AppendAccuracy(line, "validation accuracy", epoch.ValidationAccuracy);
        Append(line, $"  {epoch.ImagesPerSecond:0} images/s  {epoch.Seconds:0.0} s");
        if (epoch.WaitingShare >= WorthTelling) Append(line, $", {epoch.WaitingShare * 100:0} % of it waiting for data");
        return line.ToString();
    }

    /// <summary>The line of a step, with the time left of all training and the best of the epochs before it.</summary>
    internal static string Describe(in TrainingProgress progress, IReadOnlyList<EpochResult> epochs) => $"{DescribeStep(progress)}  {DescribeTimeLeft(progress, epochs)}";

    /// <summary>The same of the epoch alone.</summary>
    internal static string DescribeEpoch(in TrainingProgress progress) => $"{DescribeStep(progress)}  {Describe(progress.EpochTimeLeft)} left";

    private static string DescribeStep(in TrainingProgress progress)
    {
        var line = new StringBuilder();
        Append(line, $"epoch {progress.Epoch}/{progress.Epochs}  step {progress.Step}/{progress.Steps}  loss {progress.Loss:0.0000}");
        AppendAccuracy(line, "accuracy", progress.Accuracy);
        Append(line, $"  {progress.ImagesPerSecond:0} images/s");
        return line.ToString();
    }

    /// <summary>How long the training will take, and the best epoch so far.</summary>
    internal static string DescribeTimeLeft(in TrainingProgress progress, IReadOnlyList<EpochResult> epochs) =>
        BestEpoch.Describe(epochs) is { Length: > 0 } best ? $"{Describe(progress.TimeLeft)} left, {best}" : $"{Describe(progress.TimeLeft)} left";

    internal static string Describe(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time:mm\\:ss}")
        : string.Create(CultureInfo.InvariantCulture, $"{time:m\\:ss}");

    private static void Append(StringBuilder line, FormattableString text) => line.Append(text.ToString(CultureInfo.InvariantCulture));

    private static void AppendAccuracy(StringBuilder line, string name, double? accuracy)
    {
        if (accuracy is { } share) Append(line, $"  {name} {share * 100:0.0} %");
    }
}
