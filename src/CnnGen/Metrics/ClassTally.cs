namespace CnnGen;

/// <summary>Counts for answers of which one class is right: which class was answered for which, how far down the right one stood, and the scores of yes and no.</summary>
internal sealed class ClassTally : AnswerTally
{
    /// <summary>Most classes that have a confusion matrix: 128 MiB of counts.</summary>
    private const int LargestMatrix = 4096;

    private readonly int _outputs;
    private readonly float _threshold;
    private readonly long[] _ranks;
    private readonly ConfusionMatrix? _confusion;
    private readonly RocCurve? _curve;

    /// <summary>An empty tally.</summary>
    /// <param name="info">The model.</param>
    /// <param name="names">Names of its classes.</param>
    /// <param name="threshold">Above it a single output says yes.</param>
    public ClassTally(ModelInfo info, IReadOnlyList<string> names, float threshold)
    {
        _outputs = info.Output.Channels;
        _threshold = threshold;
        _ranks = new long[names.Count];
        if (names.Count <= LargestMatrix) _confusion = new ConfusionMatrix(names);
        if (names.Count == 2 && info.Output.Length == _outputs) _curve = new RocCurve(); // a score for every pixel of a data set would not fit in memory
    }

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets)
    {
        for (int first = 0; first < outputs.Length; first += _outputs)
        {
            if (_outputs == 1)
            {
                AddYesOrNo(outputs[first], targets[first] > 0.5f);
            }
            else
            {
                AddGroup(outputs.Slice(first, _outputs), targets.Slice(first, _outputs));
            }
        }
    }

    /// <inheritdoc/>
    public override Evaluation Complete(Evaluation evaluation)
    {
        double[] top = new double[_ranks.Length];
        long answers = _ranks.Sum();
        long within = 0;
        for (int i = 0; i < top.Length; i++)
        {
            within += _ranks[i];
            top[i] = (double)within / answers;
        }

        return evaluation with { TopAccuracies = top, Confusion = _confusion, PerClass = _confusion?.PerClass() ?? [], AreaUnderCurve = _curve?.Area() };
    }

    private void AddYesOrNo(float output, bool isYes)
    {
        bool saidYes = output > _threshold;
        _ranks[saidYes == isYes ? 0 : 1]++;
        _confusion?.Add(isYes ? 1 : 0, saidYes ? 1 : 0);
        _curve?.Add(output, isYes);
    }

    private void AddGroup(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets)
    {
        int actual = Accuracy.IndexOfLargest(targets);
        int rank = 0;
        for (int i = 0; i < outputs.Length; i++)
        {
            // Of equals the first comes first, as in the answer; what is not a number beats and is beaten.
            bool isBehind = i < actual ? outputs[i] < outputs[actual] : outputs[i] <= outputs[actual];
            if (i != actual && !isBehind) rank++;
        }

        _ranks[rank]++;
        _confusion?.Add(actual, Accuracy.IndexOfLargest(outputs));
        _curve?.Add(outputs[1] - outputs[0], actual == 1);
    }
}
