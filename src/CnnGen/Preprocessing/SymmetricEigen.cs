namespace CnnGen;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric matrix, A = Σ λ v vᵀ: tridiagonal form, QL iterations, and back. Some 10 n³ operations in double precision,
/// the same bits on every machine and on any number of threads.
/// </summary>
internal sealed class SymmetricEigen
{
    private readonly double[] _vectors;
    private readonly int[] _order;

    private SymmetricEigen(double[] values, double[] vectors)
    {
        _vectors = vectors;
        _order = [.. Enumerable.Range(0, values.Length).OrderByDescending(i => values[i])];
        Values = [.. _order.Select(i => values[i])];
    }

    /// <summary>The eigenvalues, the largest first.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>The eigenvector of <c>Values[index]</c>: of length 1, its largest entry positive.</summary>
    public ReadOnlySpan<double> VectorOf(int index) => Row(_order[index]);

    /// <summary>Decomposes a matrix.</summary>
    /// <param name="matrix">A; overwritten.</param>
    /// <param name="threads">Threads that share the work.</param>
    /// <param name="cancellation">Stops it.</param>
    public static SymmetricEigen Decompose(SymmetricMatrix matrix, int threads, CancellationToken cancellation)
    {
        var tridiagonal = new Tridiagonal(matrix, threads, cancellation);
        double[] vectors = QlIteration.Run(tridiagonal.Diagonal, tridiagonal.OffDiagonal, threads, cancellation);
        tridiagonal.TurnBack(vectors, cancellation);
        var result = new SymmetricEigen(tridiagonal.Diagonal, vectors);
        for (int i = 0; i < matrix.Order; i++) TurnPositive(result.Row(i));
        return result;
    }

    private Span<double> Row(int index) => _vectors.AsSpan(index * _order.Length, _order.Length);

    /// <summary>A vector and its opposite are both eigenvectors: one of them is chosen.</summary>
    private static void TurnPositive(Span<double> vector)
    {
        int largest = 0;
        for (int i = 1; i < vector.Length; i++)
        {
            if (Math.Abs(vector[i]) > Math.Abs(vector[largest])) largest = i;
        }

        if (vector[largest] >= 0) return;
        foreach (ref double value in vector) value = -value;
    }
}
