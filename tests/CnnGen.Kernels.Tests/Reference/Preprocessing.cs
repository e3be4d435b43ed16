namespace CnnGen.Kernels.Tests.Reference;

/// <summary>What comes before the layers, with figures that are given. Figures are those of a pixel's channels or of all values of a picture, by their number.</summary>
internal static class Preprocessing
{
    /// <summary>y = x · scale + offset.</summary>
    public static double[] Rescale(double scale, double offset, double[] input) => [.. input.Select(x => (x * scale) + offset)];

    /// <summary>y = (x − mean) · scale; x − mean without a scale.</summary>
    public static double[] Standardize(double[] input, double[] mean, double[]? scale) =>
        [.. input.Select((x, i) => (x - mean[i % mean.Length]) * (scale is null ? 1 : scale[i % mean.Length]))];

    /// <summary>∂L/∂x = g · scale.</summary>
    public static double[] StandardizeBackward(double[] outputGradient, double[]? scale, int figures) =>
        [.. outputGradient.Select((g, i) => g * (scale is null ? 1 : scale[i % figures]))];

    /// <summary>y[j] = Σ (x[i] − mean[i]) · matrix[i, j], one stretch of n values after the other.</summary>
    public static double[] Whiten(double[] input, double[] mean, double[] matrix)
    {
        int n = mean.Length;
        var output = new double[input.Length];
        for (int start = 0; start < input.Length; start += n)
        {
            for (int i = 0; i < n; i++)
            {
                double centred = input[start + i] - mean[i];
                for (int j = 0; j < n; j++) output[start + j] += centred * matrix[(i * n) + j];
            }
        }

        return output;
    }

    /// <summary>∂L/∂x[i] = Σ g[j] · matrix[i, j].</summary>
    public static double[] WhitenBackward(double[] outputGradient, double[] matrix, int n)
    {
        var gradient = new double[outputGradient.Length];
        for (int start = 0; start < gradient.Length; start += n)
        {
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++) gradient[start + i] += outputGradient[start + j] * matrix[(i * n) + j];
            }
        }

        return gradient;
    }
}
