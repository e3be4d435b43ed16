using System.Numerics.Tensors;

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
        float[][] inputs = [.. samples.Select(Standardised)];
        int[] order = [.. Enumerable.Range(0, inputs.Length)];
        var random = new Random(seed);
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle(order);
            float step = rate / (1 + (0.1f * epoch));
            foreach (int i in order)
            {
                float error = Probability(inputs[i]) - (labels[i] ? 1 : 0);
                TensorPrimitives.Multiply(_weights, 1 - (step * decay), _weights);
                TensorPrimitives.MultiplyAdd(inputs[i], -step * error, _weights, _weights);
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

    private float Probability(float[] input) => 1 / (1 + MathF.Exp(-(TensorPrimitives.Dot(_weights, input) + _bias)));

    private float[] Standardised(float[] sample)
    {
        float[] values = new float[sample.Length];
        TensorPrimitives.Subtract(sample, _mean, values);
        TensorPrimitives.Multiply(values, _scale, values);
        return values;
    }

    /// <summary>Mean 0 and deviation 1 for each input; the whole divided by √inputs, so that one rate suits any number of them.</summary>
    private void Standardise(float[][] samples)
    {
        for (int j = 0; j < inputs; j++)
        {
            double mean = samples.Average(sample => sample[j]);
            double variance = samples.Average(sample => (sample[j] - mean) * (sample[j] - mean));
            _mean[j] = (float)mean;
            _scale[j] = (float)(1 / Math.Sqrt((variance + 1e-6) * inputs));
        }
    }
}
