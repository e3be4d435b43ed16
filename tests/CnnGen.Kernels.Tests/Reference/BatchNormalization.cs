namespace CnnGen.Kernels.Tests.Reference;

/// <summary>
/// y = gamma · (x − mean) / √(variance + epsilon) + beta, channel by channel (Ioffe and Szegedy 2015, arXiv 1502.03167);
/// the variance is the biased one, the mean of the squared deviations.
/// </summary>
internal static class BatchNormalization
{
    /// <summary>Mean and biased variance of each channel over batch and pixels.</summary>
    /// <param name="channels">Length of the last axis.</param>
    /// <param name="input">x.</param>
    /// <param name="round">What becomes of each result before it is used.</param>
    public static (double[] Mean, double[] Variance) Statistics(int channels, double[] input, Func<double[], double[]> round)
    {
        int count = input.Length / channels;
        var mean = new double[channels];
        var variance = new double[channels];
        for (int i = 0; i < input.Length; i++) mean[i % channels] += input[i] / count;
        mean = round(mean);
        for (int i = 0; i < input.Length; i++) variance[i % channels] += Math.Pow(input[i] - mean[i % channels], 2) / count;
        return (mean, round(variance));
    }

    public static double[] Forward(double epsilon, double[] input, double[] gamma, double[] beta, double[] mean, double[] variance)
    {
        double[] normalised = Normalise(epsilon, input, mean, variance);
        return [.. normalised.Select((x, i) => (gamma[i % gamma.Length] * x) + beta[i % gamma.Length])];
    }

    /// <summary>running · momentum + batch · (1 − momentum).</summary>
    public static double[] RunningAverage(double momentum, double[] running, double[] batch) =>
        [.. running.Select((value, i) => (value * momentum) + (batch[i] * (1 - momentum)))];

    /// <summary>
    /// ∂L/∂gamma = Σ g · x̂, ∂L/∂beta = Σ g. Where mean and variance are those of the batch they depend on x as well:
    /// ∂L/∂x = gamma / √(variance + epsilon) · (g − mean(g) − x̂ · mean(g · x̂)); where they are constants the two means fall away.
    /// </summary>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="input">x.</param>
    /// <param name="gamma">Scale of each channel.</param>
    /// <param name="mean">Of each channel.</param>
    /// <param name="variance">Of each channel.</param>
    /// <param name="statisticsOfBatch">Whether mean and variance are those of <paramref name="input"/>.</param>
    /// <param name="outputGradient">g.</param>
    /// <param name="round">What becomes of the sums before they are used.</param>
    public static (double[] Input, double[] Gamma, double[] Beta) Backward(
        double epsilon, double[] input, double[] gamma, double[] mean, double[] variance, bool statisticsOfBatch, double[] outputGradient, Func<double[], double[]> round)
    {
        int channels = gamma.Length;
        int count = input.Length / channels;
        double[] normalised = Normalise(epsilon, input, mean, variance);
        var gammaGradient = new double[channels];
        var betaGradient = new double[channels];
        for (int i = 0; i < input.Length; i++)
        {
            gammaGradient[i % channels] += outputGradient[i] * normalised[i];
            betaGradient[i % channels] += outputGradient[i];
        }

        gammaGradient = round(gammaGradient);
        betaGradient = round(betaGradient);
        var inputGradient = new double[input.Length];
        for (int i = 0; i < input.Length; i++)
        {
            int channel = i % channels;
            double throughStatistics = statisticsOfBatch ? (betaGradient[channel] + (normalised[i] * gammaGradient[channel])) / count : 0;
            inputGradient[i] = gamma[channel] / Math.Sqrt(variance[channel] + epsilon) * (outputGradient[i] - throughStatistics);
        }

        return (inputGradient, gammaGradient, betaGradient);
    }

    /// <summary>x̂ = (x − mean) / √(variance + epsilon).</summary>
    private static double[] Normalise(double epsilon, double[] input, double[] mean, double[] variance) =>
        [.. input.Select((x, i) => (x - mean[i % mean.Length]) / Math.Sqrt(variance[i % mean.Length] + epsilon))];
}
