using System.Globalization;

namespace CnnGen;

/// <summary>The loss or the weights have become infinite or not a number. The model has the weights that the last epoch before ended with.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>Says where training went wrong.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="step">The step in it, from 1.</param>
    /// <param name="loss">The loss there.</param>
    public TrainingDivergedException(int epoch, int step, double loss)
        : this(epoch, step, loss, epoch == 1 ? "that training started with" : string.Create(CultureInfo.InvariantCulture, $"of the end of epoch {epoch - 1}"))
    {
    }

    /// <summary>Says where training went wrong, and which weights the model has.</summary>
    internal TrainingDivergedException(int epoch, int step, double loss, string weights)
        : base(Describe(epoch, step, loss, weights))
    {
        Epoch = epoch;
        Step = step;
        Loss = loss;
    }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; }

    /// <summary>The step in it, from 1.</summary>
    public int Step { get; }

    /// <summary>The loss there; finite where it was the weights that became infinite or not a number.</summary>
    public double Loss { get; }

    private static string Describe(int epoch, int step, double loss, string weights)
    {
        string what = double.IsFinite(loss)
            ? "the weights are no longer finite"
            : string.Create(CultureInfo.InvariantCulture, $"the loss is {loss}");
        return string.Create(CultureInfo.InvariantCulture, $"Training diverged in epoch {epoch}, step {step}: {what}. The model has the weights {weights} again. A smaller learning rate may help; check that pixels are 0..1.");
    }
}
