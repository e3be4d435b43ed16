using Spectre.Console;

namespace CnnGen.Reports;

/// <summary>Progress in lines: some for the steps of an epoch, one for its end.</summary>
internal sealed class PlainProgress(IAnsiConsole console) : ITrainingObserver
{
    /// <summary>Lines of an epoch before its last.</summary>
    private const int StepLines = 3;

    private readonly List<EpochResult> _ended = [];
    private int _epochs;

    public void Resumed(History history)
    {
        _ended.AddRange(history.Epochs);
        Write(ConsoleProgress.DescribeResumed(history));
    }

    public void StepCompleted(in TrainingProgress progress)
    {
        _epochs = progress.Epochs;
        if (progress.Step == progress.Steps) return;
        int parts = StepLines + 1;
        bool isDue = (long)progress.Step * parts / progress.Steps != (long)(progress.Step - 1) * parts / progress.Steps;
        bool isFirst = progress.Epoch == 1 && progress.Step == 1;
        if (isDue || isFirst) Write(ConsoleProgress.Describe(progress, _ended));
    }

    public void EpochCompleted(EpochResult result)
    {
        _ended.Add(result);
        Write(ConsoleProgress.Describe(result, _epochs));
    }

    public void Warned(TrainingWarning warning) => Write(warning.Message);

    /// <summary>Past the console's word wrap, which would break lines at the 80 columns that it takes a file to have.</summary>
    private void Write(string line)
    {
        console.Profile.Out.Writer.WriteLine(line);
        console.Profile.Out.Writer.Flush();
    }
}
