namespace CnnGen.Runtime.Tests;

/// <summary>A v = λ v, vectors at right angles, values in order: for matrices of all kinds that covariances come in.</summary>
public sealed class SymmetricEigenTests
{
    public static TheoryData<string, int> Kinds
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (string kind in new[] { "random", "diagonal", "identity", "zero", "rank one", "two equal blocks", "spread over 30 decades", "tiny", "huge", "constant values among others" })
            {
                foreach (int order in new[] { 1, 2, 3, 4, 7, 8, 9, 31, 64, 65 }) data.Add(kind, order);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_matrix_is_the_sum_of_its_eigenvectors_products(string kind, int order)
    {
        double[,] matrix = Make(kind, order, new Random(order));
        SymmetricEigen eigen = Decompose(matrix, threads: 1);
        double norm = 0;
        foreach (double value in matrix) norm = Math.Max(norm, Math.Abs(value));
        norm *= order;
        for (int k = 0; k < order; k++)
        {
            ReadOnlySpan<double> vector = eigen.VectorOf(k);
            if (k > 0) Assert.True(eigen.Values[k] <= eigen.Values[k - 1]);
            double largest = 0;
            foreach (double entry in vector) largest = Math.Abs(entry) > Math.Abs(largest) ? entry : largest;
            Assert.True(largest > 0, $"The largest entry of eigenvector {k} is {largest}.");
            for (int i = 0; i < order; i++)
            {
                double product = 0;
                for (int j = 0; j < order; j++) product += matrix[i, j] * vector[j];
                Assert.True(Math.Abs(product - (eigen.Values[k] * vector[i])) <= 1e-14 * norm, $"(A v − λ v)[{i}] of eigenvalue {k} is {product - (eigen.Values[k] * vector[i]):E2}.");
            }

            for (int other = 0; other <= k; other++)
            {
                double product = 0;
                for (int i = 0; i < order; i++) product += vector[i] * eigen.VectorOf(other)[i];
                Assert.True(Math.Abs(product - (other == k ? 1 : 0)) <= 1e-13, $"Eigenvectors {k} and {other} have a product of {product:R}.");
            }
        }
    }

    [Fact]
    public void Known_eigenvalues_are_found()
    {
        // Those of the second difference: 2 − 2 cos(π k / (n + 1)).
        const int order = 50;
        var matrix = new double[order, order];
        for (int i = 0; i < order; i++)
        {
            matrix[i, i] = 2;
            if (i > 0) matrix[i, i - 1] = matrix[i - 1, i] = -1;
        }

        SymmetricEigen eigen = Decompose(matrix, threads: 1);
        for (int k = 0; k < order; k++) Assert.Equal(2 - (2 * Math.Cos(Math.PI * (order - k) / (order + 1))), eigen.Values[k], 1e-14);
    }

    [Fact]
    public void Threads_leave_the_bits_alone()
    {
        double[,] matrix = Make("random", 400, new Random(3));
        SymmetricEigen alone = Decompose(matrix, threads: 1);
        foreach (int threads in new[] { 2, 5 })
        {
            SymmetricEigen shared = Decompose(matrix, threads);
            Assert.Equal(alone.Values, shared.Values);
            for (int k = 0; k < 400; k++) Assert.True(alone.VectorOf(k).SequenceEqual(shared.VectorOf(k)));
        }
    }

    [Fact]
    public void A_token_stops_it()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => SymmetricEigen.Decompose(new SymmetricMatrix(5), 1, source.Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_token_stops_the_last_stage_too(int threads)
    {
        const int order = 64;
        var tridiagonal = new Tridiagonal(new SymmetricMatrix(order), threads, CancellationToken.None);
        Assert.Throws<OperationCanceledException>(() => tridiagonal.TurnBack(new double[order * order], new CancellationToken(canceled: true)));
    }

    private static SymmetricEigen Decompose(double[,] values, int threads)
    {
        int order = values.GetLength(0);
        var matrix = new SymmetricMatrix(order);
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j < order; j++) matrix.Row(i)[j] = values[i, j];
        }

        return SymmetricEigen.Decompose(matrix, threads, TestContext.Current.CancellationToken);
    }

    private static double[,] Make(string kind, int order, Random random)
    {
        var matrix = new double[order, order];
        double[] vector = [.. Enumerable.Range(0, order).Select(_ => random.NextDouble() - 0.3)];
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double drawn = random.NextDouble() - 0.5;
                matrix[i, j] = matrix[j, i] = kind switch
                {
                    "random" => drawn,
                    "diagonal" => i == j ? drawn : 0,
                    "identity" => i == j ? 1 : 0,
                    "zero" => 0,
                    "rank one" => vector[i] * vector[j],
                    "two equal blocks" => i / ((order / 2) + 1) == j / ((order / 2) + 1) ? 1.0 / (1 + Math.Abs(i - j)) : 0,
                    "spread over 30 decades" => vector[i] * vector[j] * Math.Pow(10, -15.0 * (i + j) / order),
                    "tiny" => drawn * 1e-200,
                    "huge" => drawn * 1e150,
                    _ => i % 3 == 1 || j % 3 == 1 ? 0 : vector[i] * vector[j] * (1 + (i == j ? 1 : 0)),
                };
            }
        }

        return matrix;
    }
}
