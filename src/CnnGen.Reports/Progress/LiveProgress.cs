using Spectre.Console;

namespace CnnGen.Reports;

/// <summary>Progress in two bars, the epoch and the whole training; finished epochs stay above as lines.</summary>
internal sealed class LiveProgress(IAnsiConsole console, ProgressContext context) : ITrainingObserver
{
    private readonly List<EpochResult> _ended = [];
    private ProgressTask? _epoch;
    private ProgressTask? _training;
    private int _epochs;

    public void Resumed(History history)
    {
        _ended.AddRange(history.Epochs);
        console.WriteLine(ConsoleProgress.DescribeResumed(history));
    }

    public void StepCompleted(in TrainingProgress progress)
    {
        _epochs = progress.Epochs;
        _epoch ??= context.AddTask("epoch");
        _training ??= context.AddTask("training");
        _epoch.MaxValue = progress.Steps;
        _epoch.Value = progress.Step;
        _epoch.Description = Markup.Escape(ConsoleProgress.DescribeEpoch(progress));
        _training.MaxValue = (double)progress.Steps * progress.Epochs;
        _training.Value = ((double)progress.Steps * (progress.Epoch - 1)) + progress.Step;
        _training.Description = Markup.Escape($"training, {ConsoleProgress.DescribeTimeLeft(progress, _ended)}");
    }

    public void EpochCompleted(EpochResult result)
    {
        _ended.Add(result);
        console.WriteLine(ConsoleProgress.Describe(result, _epochs));
    }

    public void Warned(TrainingWarning warning) => console.WriteLine(warning.Message);
}
