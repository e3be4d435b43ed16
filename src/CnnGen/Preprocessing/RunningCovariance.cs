namespace CnnGen;

/// <summary>
/// Means and covariance of observations that are seen once. A block of them is centred by its own mean; what the means of blocks differ by enters as one more row,
/// (mean of the block − mean before) · √(nₐ · nᵦ / (nₐ + nᵦ)), the multivariate form of the formula of Chan, Golub and LeVeque (1979).
/// </summary>
/// <param name="order">Values of an observation.</param>
/// <param name="threads">Threads that share the sums.</param>
internal sealed class RunningCovariance(int order, int threads)
{
    private readonly SymmetricMatrix _sums = new(order);
    private readonly PackedRows _block = new(order);
    private readonly double[] _means = new double[order];
    private long _count;

    /// <summary>Mean of each value, once <see cref="Finish"/> has been called.</summary>
    public ReadOnlySpan<double> Means => _means;

    /// <summary>Takes in observations.</summary>
    /// <param name="values">One observation after the other.</param>
    public void Add(ReadOnlySpan<float> values)
    {
        for (int start = 0; start < values.Length; start += order)
        {
            int row = _block.AddRow();
            for (int i = 0; i < order; i++) _block.At(row, i) = values[start + i];
            if (_block.Count == PackedRows.Capacity - 1) TakeBlock();
        }
    }

    /// <summary>The biased covariance; nothing can be added afterwards.</summary>
    public SymmetricMatrix Finish()
    {
        if (_block.Count > 0) TakeBlock();
        _sums.Mirror();
        _sums.Divide(_count);
        return _sums;
    }

    private void TakeBlock()
    {
        int rows = _block.Count;
        long total = _count + rows;
        double share = (double)rows / total;
        double weight = Math.Sqrt(_count * share);
        int between = _block.AddRow();
        for (int column = 0; column < order; column++)
        {
            double sum = 0;
            for (int row = 0; row < rows; row++) sum += _block.At(row, column);
            double mean = sum / rows;
            for (int row = 0; row < rows; row++) _block.At(row, column) -= mean;
            double apart = mean - _means[column];
            _block.At(between, column) = apart * weight;
            _means[column] += apart * share;
        }

        _sums.AddProducts(_block, threads);
        _block.Clear();
        _count = total;
    }
}
