namespace CnnGen;

/// <summary>
/// Eigenvalues and eigenvectors of a tridiagonal matrix by QL iterations with implicit shifts (Martin and Wilkinson 1968, "The Implicit QL Algorithm", as modified by Dubrulle 1970;
/// EISPACK's imtql2).
/// An iteration finds rotations from the matrix alone, in some n steps each; the vectors, which take n times as long, are turned by many of them at a time, in strips of columns
/// that stay in a core's cache.
/// </summary>
internal sealed class QlIteration
{
    /// <summary>Two or so are needed for each eigenvalue.</summary>
    private const int MostIterations = 100;

    /// <summary>Rotations that are collected before the vectors are turned.</summary>
    private const int Collected = 1 << 15;

    /// <summary>Columns of a strip.</summary>
    private const int StripWidth = 32;

    private readonly List<(int Row, double Cosine, double Sine)> _rotations = new(Collected);
    private readonly double[] _diagonal;
    private readonly double[] _offDiagonal;
    private readonly double[] _vectors;
    private readonly int _threads;

    private QlIteration(double[] diagonal, double[] offDiagonal, double[] vectors, int threads) =>
        (_diagonal, _offDiagonal, _vectors, _threads) = (diagonal, offDiagonal, vectors, threads);

    /// <summary>Makes eigenvalues of the diagonal, in no order, and the eigenvectors that belong to them.</summary>
    /// <param name="diagonal">T[k, k]; becomes the eigenvalues.</param>
    /// <param name="offDiagonal">T[k, k + 1], the last 0; overwritten.</param>
    /// <param name="threads">Threads that share the work.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>A vector a row, of length 1.</returns>
    public static double[] Run(double[] diagonal, double[] offDiagonal, int threads, CancellationToken cancellation)
    {
        int order = diagonal.Length;
        double[] vectors = new double[checked(order * order)];
        for (int i = 0; i < order; i++) vectors[(i * order) + i] = 1;
        new QlIteration(diagonal, offDiagonal, vectors, threads).Run(cancellation);
        return vectors;
    }

    private void Run(CancellationToken cancellation)
    {
        double norm = 0;
        for (int i = 0; i < _diagonal.Length; i++) norm = Math.Max(norm, Math.Abs(_diagonal[i]) + Math.Abs(_offDiagonal[i]));
        double negligible = norm * Math.ScaleB(1, -53);
        for (int first = 0; first < _diagonal.Length; first++)
        {
            for (int iteration = 0; ; iteration++)
            {
                int last = first;
                while (last < _diagonal.Length - 1 && Math.Abs(_offDiagonal[last]) > negligible) last++;
                if (last == first) break;
                if (iteration == MostIterations) throw new ArithmeticException($"Eigenvalue {first} of {_diagonal.Length} was not found in {MostIterations} iterations.");
                Iterate(first, last);
                if (_rotations.Count < Collected) continue;
                cancellation.ThrowIfCancellationRequested();
                TurnVectors();
            }
        }

        TurnVectors();
    }

    /// <summary>One iteration on the rows from first to last, which nothing connects with the others.</summary>
    private void Iterate(int first, int last)
    {
        (double[] d, double[] e) = (_diagonal, _offDiagonal);

        // Wilkinson's shift: of the eigenvalues of the first two rows the one that is nearer to the first.
        double g = (d[first + 1] - d[first]) / (2 * e[first]);
        double r = double.Hypot(g, 1);
        g = d[last] - d[first] + (e[first] / (g + Math.CopySign(r, g)));
        (double sine, double cosine, double p) = (1, 1, 0);
        for (int i = last - 1; i >= first; i--)
        {
            double f = sine * e[i];
            double b = cosine * e[i];
            r = double.Hypot(f, g);
            e[i + 1] = r;
            if (r == 0)
            {
                // The matrix falls apart here.
                d[i + 1] -= p;
                e[last] = 0;
                return;
            }

            sine = f / r;
            cosine = g / r;
            g = d[i + 1] - p;
            r = ((d[i] - g) * sine) + (2 * cosine * b);
            p = sine * r;
            d[i + 1] = g + p;
            g = (cosine * r) - b;
            _rotations.Add((i, cosine, sine));
        }

        d[first] -= p;
        e[first] = g;
        e[last] = 0;
    }

    private void TurnVectors()
    {
        int order = _diagonal.Length;
        Work.Share(((order - 1) / StripWidth) + 1, _threads, strip =>
        {
            int start = strip * StripWidth;
            int width = Math.Min(StripWidth, order - start);
            foreach ((int row, double cosine, double sine) in _rotations)
            {
                DoubleRows.Rotate(_vectors.AsSpan((row * order) + start, width), _vectors.AsSpan(((row + 1) * order) + start, width), cosine, sine);
            }
        });
        _rotations.Clear();
    }
}
