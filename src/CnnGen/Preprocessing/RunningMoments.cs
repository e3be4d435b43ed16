namespace CnnGen;

/// <summary>
/// Means and variances of several figures over samples that are seen once: the mean and the sum of squared deviations of each sample are joined with those of the samples before
/// (Chan, Golub and LeVeque 1979, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances"), so that nothing is subtracted that is much larger than the result.
/// </summary>
/// <param name="figures">Figures: a sample's values belong to them in turn, over and over.</param>
internal sealed class RunningMoments(int figures)
{
    private readonly double[] _means = new double[figures];
    private readonly double[] _squares = new double[figures];
    private readonly double[] _sampleMeans = new double[figures];
    private readonly double[] _sampleSquares = new double[figures];
    private long _count;

    /// <summary>Mean of each figure.</summary>
    public ReadOnlySpan<double> Means => _means;

    /// <summary>The biased variance of a figure: the mean of its squared deviations.</summary>
    public double VarianceOf(int figure) => _squares[figure] / _count;

    /// <summary>Takes in a sample.</summary>
    /// <param name="sample">Values, as many for each figure.</param>
    public void Add(ReadOnlySpan<float> sample)
    {
        int count = sample.Length / figures;
        Array.Clear(_sampleMeans);
        Array.Clear(_sampleSquares);
        for (int start = 0; start < sample.Length; start += figures)
        {
            for (int i = 0; i < figures; i++) _sampleMeans[i] += sample[start + i];
        }

        for (int i = 0; i < figures; i++) _sampleMeans[i] /= count;
        for (int start = 0; start < sample.Length; start += figures)
        {
            for (int i = 0; i < figures; i++)
            {
                double deviation = sample[start + i] - _sampleMeans[i];
                _sampleSquares[i] += deviation * deviation;
            }
        }

        long total = _count + count;
        double share = (double)count / total;
        double between = (double)_count * share;
        for (int i = 0; i < figures; i++)
        {
            double apart = _sampleMeans[i] - _means[i];
            _means[i] += apart * share;
            _squares[i] += _sampleSquares[i] + (apart * apart * between);
        }

        _count = total;
    }
}
