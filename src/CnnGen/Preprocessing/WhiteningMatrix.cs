namespace CnnGen;

/// <summary>
/// The matrix of a whitening, made of a covariance with eigenvectors E and eigenvalues λ. For n values three things live at once at the most: n² doubles that come with the
/// covariance, n² doubles of eigenvectors, n² floats of the result.
/// </summary>
internal static class WhiteningMatrix
{
    /// <summary>E · diag(1 / √(λ + epsilon)), or that times Eᵀ: [inputs, outputs].</summary>
    /// <param name="layer">The whitening.</param>
    /// <param name="covariance">The covariance; overwritten.</param>
    /// <param name="threads">Threads that share the work.</param>
    /// <param name="cancellation">Stops it.</param>
    public static float[] Of(WhiteningInfo layer, SymmetricMatrix covariance, int threads, CancellationToken cancellation)
    {
        SymmetricEigen eigen = SymmetricEigen.Decompose(covariance, threads, cancellation);
        double[] factors = [.. eigen.Values.Select(value => 1 / Math.Sqrt(Math.Max(value, 0) + layer.Epsilon))]; // rounding leaves some a little below 0
        if (layer.Kind == Whitening.Pca) return ColumnsOf(eigen, factors);
        MakeProduct(covariance, eigen, factors, threads, cancellation);
        return RowsOf(covariance);
    }

    private static float[] ColumnsOf(SymmetricEigen eigen, double[] factors)
    {
        int order = factors.Length;
        float[] matrix = new float[checked(order * order)];
        for (int component = 0; component < order; component++)
        {
            ReadOnlySpan<double> vector = eigen.VectorOf(component);
            for (int i = 0; i < order; i++) matrix[(i * order) + component] = (float)(vector[i] * factors[component]);
        }

        return matrix;
    }

    private static float[] RowsOf(SymmetricMatrix product)
    {
        int order = product.Order;
        float[] matrix = new float[checked(order * order)];
        for (int i = 0; i < order; i++)
        {
            ReadOnlySpan<double> row = product.Row(i);
            for (int j = 0; j < order; j++) matrix[(i * order) + j] = (float)row[j];
        }

        return matrix;
    }

    /// <summary>Σ factor · v vᵀ over the eigenvectors v, in the place of what they were made of.</summary>
    private static void MakeProduct(SymmetricMatrix product, SymmetricEigen eigen, double[] factors, int threads, CancellationToken cancellation)
    {
        int order = factors.Length;
        product.Clear();
        var block = new PackedRows(order);
        for (int component = 0; component < order; component++)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<double> vector = eigen.VectorOf(component);
            double root = Math.Sqrt(factors[component]);
            int row = block.AddRow();
            for (int i = 0; i < order; i++) block.At(row, i) = vector[i] * root;
            if (block.Count < PackedRows.Capacity && component < order - 1) continue;
            product.AddProducts(block, threads);
            block.Clear();
        }

        product.Mirror();
    }
}
