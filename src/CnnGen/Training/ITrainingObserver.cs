namespace CnnGen;

/// <summary>Is told how training goes. Calls come from the thread that trains, which waits for them.</summary>
public interface ITrainingObserver
{
    /// <summary>A step has been taken.</summary>
    /// <param name="progress">Where training stands.</param>
    void StepCompleted(in TrainingProgress progress)
    {
    }

    /// <summary>
    /// Whether training should end; asked after every step and every epoch, once those have been told. The epoch that is under way ends there, is measured and told
    /// as always, and is the last.
    /// </summary>
    bool StopRequested => false;

    /// <summary>Training goes on from a checkpoint; told once, before the first epoch.</summary>
    /// <param name="history">The epochs that had ended before, none or more, and what was warned of in them.</param>
    void Resumed(History history)
    {
    }

    /// <summary>An epoch begins, or goes on in a resumed training.</summary>
    /// <param name="epoch">Its number, from 1.</param>
    void EpochStarted(int epoch)
    {
    }

    /// <summary>Something does not stop training and should be known, such as a loss that stays that of guessing.</summary>
    /// <param name="warning">What, and what to try.</param>
    void Warned(TrainingWarning warning)
    {
    }

    /// <summary>An epoch has ended, its validation included.</summary>
    /// <param name="result">Its figures.</param>
    void EpochCompleted(EpochResult result)
    {
    }
}
