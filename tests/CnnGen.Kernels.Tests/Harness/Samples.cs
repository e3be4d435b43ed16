using CnnGen.Generator.Model;

namespace CnnGen.Kernels.Tests.Harness;

/// <summary>Inputs and targets, all of them exact floats so that the run and the reference start from the same numbers.</summary>
internal static class Samples
{
    /// <summary>Uniform in ±1.</summary>
    public static double[] Uniform(Random random, long count) => [.. Enumerable.Range(0, checked((int)count)).Select(_ => (double)(float)((2 * random.NextDouble()) - 1))];

    /// <summary>Distinct values a hundredth apart, none within a two-hundredth of 0, shuffled: no gate and no maximum is near a tie.</summary>
    public static double[] Separated(Random random, long count)
    {
        double[] values = [.. Enumerable.Range(0, checked((int)count)).Select(i => (double)(float)(((i - (count / 2)) * 0.01) + 0.005))];
        random.Shuffle(values);
        return values;
    }

    /// <summary>Targets that the network's loss takes: distributions, labels of 0 and 1, or any values.</summary>
    public static double[] Targets(Random random, Network network, int batch)
    {
        int length = checked((int)network.Output.Size);
        if (network.Loss is LossKind.BinaryCrossEntropy) return [.. Enumerable.Range(0, batch * length).Select(_ => (double)random.Next(2))];
        if (network.Loss is not (LossKind.CategoricalCrossEntropy or LossKind.NegativeLogLikelihood)) return [.. Uniform(random, batch * length).Select(x => (double)(float)(3 * x))];
        var targets = new double[batch * length];
        for (int sample = 0; sample < batch; sample++) targets[(sample * length) + random.Next(length)] = 1;
        return targets;
    }

    public static float[] ToSingle(double[] values) => [.. values.Select(x => (float)x)];

    public static double[] ToDouble(ReadOnlySpan<float> values)
    {
        var result = new double[values.Length];
        for (int i = 0; i < values.Length; i++) result[i] = values[i];
        return result;
    }
}
