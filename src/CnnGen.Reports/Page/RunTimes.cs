namespace CnnGen.Reports;

/// <summary>Where the time of a training went, in seconds.</summary>
/// <param name="Computing">Training steps.</param>
/// <param name="Waiting">Waiting for samples to be read and augmented.</param>
/// <param name="Validating">Measuring on the validation samples.</param>
/// <param name="ImagesPerSecond">Samples trained on per second, validation left out.</param>
internal sealed record RunTimes(double Computing, double Waiting, double Validating, double ImagesPerSecond)
{
    /// <summary>All of it.</summary>
    public double Total => Computing + Waiting + Validating;

    /// <summary>Adds up the epochs of a training.</summary>
    public static RunTimes Of(History history)
    {
        double Sum(Func<EpochResult, double> seconds) => history.Epochs.Sum(seconds);
        double Training(EpochResult epoch) => epoch.Seconds - epoch.ValidationSeconds;
        double training = Sum(Training);
        return new RunTimes(
            Sum(epoch => Training(epoch) * (1 - epoch.WaitingShare)),
            Sum(epoch => Training(epoch) * epoch.WaitingShare),
            Sum(epoch => epoch.ValidationSeconds),
            Sum(epoch => epoch.ImagesPerSecond * Training(epoch)) / training);
    }
}
