namespace CnnGen;

/// <summary>Is told how training goes. Calls come from the thread that trains, which waits for them.</summary>
public interface ITrainingObserver
{
    /// <summary>A step has been taken.</summary>
    /// <param name="progress">Where training stands.</param>
    void StepCompleted(in TrainingProgress progress)
    {
    }

    /// <summary>An epoch has ended, its validation included.</summary>
    /// <param name="result">Its figures.</param>
    void EpochCompleted(EpochResult result)
    {
    }
}
