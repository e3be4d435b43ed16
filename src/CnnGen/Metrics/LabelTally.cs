namespace CnnGen;

/// <summary>Counts for outputs each of which is a yes or no of its own: label by label, what was there, what was answered and what was both, and the scores.</summary>
internal sealed class LabelTally : AnswerTally
{
    /// <summary>Most scores that are kept for the areas under the curves: 320 MiB.</summary>
    private const long MostScores = 1 << 26;

    private readonly IReadOnlyList<string> _names;
    private readonly float _threshold;
    private readonly long[] _correct;
    private readonly long[] _support;
    private readonly long[] _predicted;
    private readonly RocCurve[] _curves = [];

    /// <summary>An empty tally.</summary>
    /// <param name="info">The model.</param>
    /// <param name="names">Names of its outputs.</param>
    /// <param name="threshold">Above it an output says yes.</param>
    /// <param name="samples">Samples that will be added.</param>
    public LabelTally(ModelInfo info, IReadOnlyList<string> names, float threshold, int samples)
    {
        _names = names;
        _threshold = threshold;
        _correct = new long[names.Count];
        _support = new long[names.Count];
        _predicted = new long[names.Count];
        if (info.Output.Length == names.Count && (long)samples * names.Count <= MostScores) _curves = [.. names.Select(_ => new RocCurve())];
    }

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets)
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            int label = i % _names.Count;
            bool isThere = targets[i] > 0.5f;
            bool isSaid = outputs[i] > _threshold;
            if (isThere) _support[label]++;
            if (isSaid) _predicted[label]++;
            if (isThere && isSaid) _correct[label]++;
            if (_curves.Length > 0) _curves[label].Add(outputs[i], isThere);
        }
    }

    /// <inheritdoc/>
    public override Evaluation Complete(Evaluation evaluation)
    {
        var metrics = new ClassMetrics[_names.Count];
        for (int i = 0; i < metrics.Length; i++)
        {
            metrics[i] = new ClassMetrics(_names[i], _correct[i], _support[i], _predicted[i]) { AreaUnderCurve = _curves.Length > 0 ? _curves[i].Area() : null };
        }

        return evaluation with { IsMultiLabel = true, PerClass = metrics, AreaUnderCurve = metrics.Average(metric => metric.AreaUnderCurve) };
    }
}
