namespace CnnGen;

/// <summary>Sums over batches, from which means over samples come.</summary>
internal struct RunningTotals
{
    private double _loss;
    private long _correct;
    private long _answers;

    /// <summary>Goes on from sums.</summary>
    public RunningTotals(RunningSums sums) => (_loss, _correct, _answers, Samples) = (sums.Loss, sums.Correct, sums.Answers, sums.Samples);

    /// <summary>The sums so far.</summary>
    public readonly RunningSums Sums => new(_loss, _correct, _answers, Samples);

    /// <summary>Samples so far.</summary>
    public long Samples { get; private set; }

    /// <summary>Mean loss over the samples.</summary>
    public readonly double Loss => _loss / Samples;

    /// <summary>Share of right answers; null where there were no answers to judge.</summary>
    public readonly double? Accuracy => _answers == 0 ? null : (double)_correct / _answers;

    /// <summary>Adds a batch.</summary>
    /// <param name="loss">Mean loss over its samples.</param>
    /// <param name="correct">Right answers.</param>
    /// <param name="answers">Answers.</param>
    /// <param name="samples">Samples.</param>
    public void Add(double loss, int correct, int answers, int samples)
    {
        _loss += loss * samples;
        _correct += correct;
        _answers += answers;
        Samples += samples;
    }
}

/// <summary>What a mean over samples is made of.</summary>
/// <param name="Loss">Sum of the losses of the samples.</param>
/// <param name="Correct">Right answers.</param>
/// <param name="Answers">Answers.</param>
/// <param name="Samples">Samples.</param>
internal readonly record struct RunningSums(double Loss, long Correct, long Answers, long Samples);
