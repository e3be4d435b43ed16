using System.Numerics;
using System.Runtime.InteropServices;

namespace CnnGen.Imaging.Tests;

/// <summary>Plain logistic regression on standardised inputs, by stochastic gradient descent with weight decay: what can be told without looking at shapes.</summary>
internal sealed class LogisticRegression(int inputs)
{
    private readonly float[] _weights = new float[inputs];
    private readonly float[] _mean = new float[inputs];
    private readonly float[] _scale = new float[inputs];
    private float _bias;

    public void Fit(float[][] samples, bool[] labels, int epochs, float rate, float decay, int seed)
    {
        Standardise(samples);
        float[][] standardised = [.. samples.Select(Standardised)];
        int[] order = [.. Enumerable.Range(0, standardised.Length)];
        var random = new Random(seed);
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle(order);
            float step = rate / (1 + (0.1f * epoch));
            foreach (int i in order)
            {
                float error = Probability(standardised[i]) - (labels[i] ? 1 : 0);
                Update(standardised[i], 1 - (step * decay), -step * error);
                _bias -= step * error;
            }
        }
    }

    /// <summary>Share of the samples told rightly, 0..1.</summary>
    public double Accuracy(float[][] samples, bool[] labels)
    {
        int right = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            if (Probability(Standardised(samples[i])) > 0.5f == labels[i]) right++;
        }

        return (double)right / samples.Length;
    }

    private float Probability(float[] input)
    {
        ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(input);
        ReadOnlySpan<Vector<float>> w = MemoryMarshal.Cast<float, Vector<float>>(_weights);
        Vector<float> sums = default;
        for (int i = 0; i < x.Length; i++) sums += x[i] * w[i];
        float sum = Vector.Sum(sums) + _bias;
        for (int i = x.Length * Vector<float>.Count; i < input.Length; i++) sum += input[i] * _weights[i];
        return 1 / (1 + MathF.Exp(-sum));
    }

    /// <summary>weights = keep · weights + step · input.</summary>
    private void Update(float[] input, float keep, float step)
    {
        ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(input);
        Span<Vector<float>> w = MemoryMarshal.Cast<float, Vector<float>>(_weights.AsSpan());
        for (int i = 0; i < x.Length; i++) w[i] = (w[i] * keep) + (x[i] * step);
        for (int i = x.Length * Vector<float>.Count; i < input.Length; i++) _weights[i] = (_weights[i] * keep) + (input[i] * step);
    }

    private float[] Standardised(float[] sample)
    {
        float[] values = new float[sample.Length];
        for (int j = 0; j < values.Length; j++) values[j] = (sample[j] - _mean[j]) * _scale[j];
        return values;
    }

    /// <summary>Mean 0 and deviation 1 for each input; the whole divided by √inputs, so that one rate suits any number of them.</summary>
    private void Standardise(float[][] samples)
    {
        for (int j = 0; j < inputs; j++)
        {
            double sum = 0, squares = 0;
            foreach (float[] sample in samples)
            {
                sum += sample[j];
                squares += (double)sample[j] * sample[j];
            }

            double mean = sum / samples.Length;
            double variance = (squares / samples.Length) - (mean * mean);
            _mean[j] = (float)mean;
            _scale[j] = (float)(1 / Math.Sqrt((Math.Max(0, variance) + 1e-6) * inputs));
        }
    }
}
