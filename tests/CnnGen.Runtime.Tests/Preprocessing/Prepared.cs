namespace CnnGen.Runtime.Tests;

/// <summary>Models that begin with preprocessing, in front of a dense layer of three classes.</summary>
internal static class Prepared
{
    public const int Mean = 2;
    public const int Second = 3;

    public static LinearModel Rescaled(ImageShape input, float scale, float offset) => LinearModel.Behind(input, 3, new RescaleInfo("Rescale1", input, input, scale, offset), []);

    public static LinearModel MeanNormalized(ImageShape input, Per per) => LinearModel.Behind(
        input, 3, new StandardizeInfo("MeanNormalize1", input, input, per, Epsilon: 0, Mean, Scale: null, Fitted: 3), [("mean", Sizes(input, per)), ("fitted", [1])]);

    public static LinearModel Standardized(ImageShape input, Per per, double epsilon = 1e-5, int seed = 1) => LinearModel.Behind(
        input, 3, new StandardizeInfo("Standardize1", input, input, per, epsilon, Mean, Second, Fitted: 4), [("mean", Sizes(input, per)), ("scale", Sizes(input, per)), ("fitted", [1])], seed);

    public static LinearModel Whitened(ImageShape input, Whitening kind, Over over, double epsilon = 1e-5)
    {
        int order = over == Over.Channels ? input.Channels : input.Length;
        return LinearModel.Behind(
            input, 3, new WhiteningInfo("Whiten1", input, input, kind, over, epsilon, Mean, Second, Fitted: 4), [("mean", [order]), ("matrix", [order, order]), ("fitted", [1])]);
    }

    /// <summary>Classified samples of three classes, whose values are related with their neighbours' and differ in spread.</summary>
    public static InMemoryDataset Related(ImageShape shape, int count, int seed)
    {
        var random = new Random(seed);
        float[] pixels = new float[count * shape.Length];
        float last = 0;
        for (int i = 0; i < pixels.Length; i++) pixels[i] = 0.1f + (0.02f * (i % shape.Length % 7)) + (last = (0.6f * last) + (0.05f * (1 + (i % 5)) * (random.NextSingle() - 0.5f)));
        return new InMemoryDataset(shape, pixels, Enumerable.Range(0, count).Select(i => i % 3).ToArray(), ["a", "b", "c"]);
    }

    /// <summary>All values of a data set, sample after sample.</summary>
    public static float[] ValuesOf(IDataset data)
    {
        float[] values = new float[data.Count * data.Shape.Length];
        for (int i = 0; i < data.Count; i++) data.ReadPixels(i, values.AsSpan(i * data.Shape.Length, data.Shape.Length));
        return values;
    }

    /// <summary>The covariance of observations of n values one after the other, by its definition in two passes.</summary>
    public static (double[] Means, double[,] Covariance) CovarianceOf(float[] values, int n)
    {
        int count = values.Length / n;
        double[] means = new double[n];
        for (int i = 0; i < values.Length; i++) means[i % n] += values[i];
        for (int i = 0; i < n; i++) means[i] /= count;
        var covariance = new double[n, n];
        for (int start = 0; start < values.Length; start += n)
        {
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++) covariance[i, j] += (values[start + i] - means[i]) * (values[start + j] - means[j]) / count;
            }
        }

        return (means, covariance);
    }

    private static int[] Sizes(ImageShape input, Per per) => per == Per.Channel ? [input.Channels] : [input.Height, input.Width, input.Channels];
}
