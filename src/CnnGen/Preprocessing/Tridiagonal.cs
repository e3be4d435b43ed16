namespace CnnGen;

/// <summary>
/// A symmetric matrix A brought to tridiagonal form, T = Qᵀ A Q, by reflections H = I − β v vᵀ, one for each row (Householder; Wilkinson 1960, "Householder's Method for the
/// Solution of the Algebraic Eigenproblem"). A rank-two update and the product with the next v share one pass over the matrix: reading and writing it is what takes the time.
/// </summary>
internal sealed class Tridiagonal
{
    /// <summary>Rows of the matrix that a thread takes at a time.</summary>
    private const int RowsOfPart = 32;

    /// <summary>Rows from which on a pass over them takes longer than handing parts of it to other threads.</summary>
    private const int WorthSharing = 256;

    /// <summary>Eigenvectors that a thread turns back at a time: each v is read once for all of them.</summary>
    private const int VectorsOfPart = 16;

    private readonly SymmetricMatrix _reflections;
    private readonly double[] _factors;
    private readonly int _threads;

    /// <summary>Reduces a matrix, in whose upper half the vectors v are left.</summary>
    /// <param name="matrix">A; overwritten.</param>
    /// <param name="threads">Threads that share the work.</param>
    /// <param name="cancellation">Stops it.</param>
    public Tridiagonal(SymmetricMatrix matrix, int threads, CancellationToken cancellation)
    {
        (_reflections, _threads) = (matrix, threads);
        int order = matrix.Order;
        _factors = new double[order];
        Diagonal = new double[order];
        OffDiagonal = new double[order];
        double[] none = new double[order];
        double[] v = new double[order];
        double[] w = new double[order];
        double[] product = new double[order];
        for (int k = 0; k < order; k++)
        {
            cancellation.ThrowIfCancellationRequested();

            // What the reflection before changes: A ← A − v wᵀ − w vᵀ, row k of it now.
            DoubleRows.SubtractTwoThenDot(matrix.Row(k)[k..], v[k], w.AsSpan(k), w[k], v.AsSpan(k), none.AsSpan(k));
            Diagonal[k] = matrix.Row(k)[k];
            if (k == order - 2) OffDiagonal[k] = matrix.Row(k)[k + 1];
            if (k >= order - 2) continue;

            (OffDiagonal[k], _factors[k]) = Reflect(matrix.Row(k)[(k + 1)..]);
            UpdateAndMultiply(k, v, w, product);
            matrix.Row(k)[(k + 1)..].CopyTo(v.AsSpan(k + 1));

            // w = β (p − β / 2 · (pᵀ v) v) for p = A v.
            double half = _factors[k] / 2 * DoubleRows.Dot(product.AsSpan(k + 1), v.AsSpan(k + 1));
            for (int i = k + 1; i < order; i++) w[i] = _factors[k] * (product[i] - (half * v[i]));
        }
    }

    /// <summary>T[k, k].</summary>
    public double[] Diagonal { get; }

    /// <summary>T[k, k + 1]; the last is 0.</summary>
    public double[] OffDiagonal { get; }

    /// <summary>Makes eigenvectors of A of those of T: z ← Q z.</summary>
    /// <param name="vectors">A vector a row, one after the other.</param>
    /// <param name="cancellation">Stops it.</param>
    public void TurnBack(double[] vectors, CancellationToken cancellation)
    {
        int order = _reflections.Order;
        Work.Share(((order - 1) / VectorsOfPart) + 1, _threads, part =>
        {
            int end = Math.Min(order, (part + 1) * VectorsOfPart);
            for (int k = order - 3; k >= 0; k--)
            {
                ReadOnlySpan<double> v = _reflections.Row(k)[(k + 1)..];
                for (int i = part * VectorsOfPart; i < end; i++)
                {
                    Span<double> z = vectors.AsSpan((i * order) + k + 1, v.Length);
                    DoubleRows.Subtract(z, _factors[k] * DoubleRows.Dot(z, v), v);
                }
            }
        }, cancellation);
    }

    /// <summary>The reflection that leaves nothing of a vector but its first value: puts v where the vector was.</summary>
    /// <returns>That value, and β = 2 / vᵀv; 0 for no reflection.</returns>
    private static (double Value, double Factor) Reflect(Span<double> x)
    {
        double largest = 0;
        foreach (double value in x) largest = Math.Max(largest, Math.Abs(value));
        if (largest == 0) return (0, 0);
        foreach (ref double value in x) value /= largest; // squares neither overflow nor vanish
        double length = Math.Sqrt(DoubleRows.Dot(x, x));
        double left = x[0] > 0 ? -length : length;
        x[0] -= left;
        return (left * largest, 2 / DoubleRows.Dot(x, x));
    }

    /// <summary>The rows behind k: the update that is due, and their product with the new v.</summary>
    private void UpdateAndMultiply(int k, double[] v, double[] w, double[] product)
    {
        SymmetricMatrix matrix = _reflections;
        int first = k + 1;
        int rows = matrix.Order - first;
        Work.Share(((rows - 1) / RowsOfPart) + 1, rows >= WorthSharing ? _threads : 1, part =>
        {
            ReadOnlySpan<double> next = matrix.Row(k)[first..];
            int end = Math.Min(matrix.Order, first + ((part + 1) * RowsOfPart));
            for (int i = first + (part * RowsOfPart); i < end; i++)
            {
                product[i] = DoubleRows.SubtractTwoThenDot(matrix.Row(i)[first..], v[i], w.AsSpan(first), w[i], v.AsSpan(first), next);
            }
        });
    }
}
