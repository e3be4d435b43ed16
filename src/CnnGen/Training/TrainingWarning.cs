using System.Globalization;

namespace CnnGen;

/// <summary>Why a training is warned of.</summary>
public enum TrainingWarningKind
{
    /// <summary>The loss is still that of guessing.</summary>
    NotLearning,
}

/// <summary>Something that does not stop training and that a person should know.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Epoch">The epoch after which it showed, from 1.</param>
/// <param name="Message">What was seen, and what to try.</param>
public sealed record TrainingWarning(TrainingWarningKind Kind, int Epoch, string Message)
{
    /// <summary>How near to the loss of guessing counts as guessing, as a share of it.</summary>
    private const double Nearness = 0.01;

    /// <summary>A warning where the loss of an epoch is that of a network that gives every class the same probability: ln 2 for a yes or no, ln n for n classes.</summary>
    internal static TrainingWarning? WhereNotLearning(EpochResult epoch, ModelInfo info)
    {
        if (!Accuracy.AppliesTo(info.Loss)) return null;
        int choices = info.Loss == LossFunction.BinaryCrossEntropy ? 2 : info.Output.Channels;
        double guessing = Math.Log(choices);
        if (!(Math.Abs(epoch.Loss - guessing) <= Nearness * guessing)) return null;
        return new TrainingWarning(TrainingWarningKind.NotLearning, epoch.Epoch, string.Create(
            CultureInfo.InvariantCulture,
            $"After epoch {epoch.Epoch} the loss is {epoch.Loss:F4}, that of guessing (ln {choices} = {guessing:F4}): the network has not learned yet. Try a learning rate ten times smaller or larger (it is {epoch.LearningRate}); check that pixels are 0..1 and that every label belongs to its picture; take out dropout or add [BatchNorm] after the convolutions until it learns; see whether it learns 50 samples by heart."));
    }
}
