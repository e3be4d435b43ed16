namespace CnnGen;

/// <summary>Where a training stands before a step.</summary>
/// <param name="Step">Steps taken since training began, over all epochs; 0 before the first.</param>
/// <param name="StepsPerEpoch">Steps of an epoch, at least 1.</param>
/// <param name="Epochs">Epochs of the whole training, at least 1.</param>
public readonly record struct SchedulePosition(long Step, int StepsPerEpoch, int Epochs)
{
    /// <summary>Steps of the whole training.</summary>
    public long TotalSteps => (long)Epochs * StepsPerEpoch;

    /// <summary>Epochs behind, with the part of the running one: 1.5 in the middle of the second.</summary>
    public double Epoch => (double)Step / StepsPerEpoch;
}
