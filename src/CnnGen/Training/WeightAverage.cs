using System.Numerics;
using System.Runtime.InteropServices;

namespace CnnGen;

/// <summary>
/// The exponential moving average of the trained weights: a ← d · a + (1 − d) · w after every step, from the weights that training starts with.
/// d rises to its value, min(decay, (1 + t) / (10 + t)) at step t, so that a short training forgets its start (as TensorFlow's ExponentialMovingAverage with a step count).
/// </summary>
internal sealed class WeightAverage
{
    private readonly ParameterStore _parameters;
    private readonly double _decay;
    private readonly float[] _average;

    public WeightAverage(ParameterStore parameters, double decay)
    {
        _parameters = parameters;
        _decay = decay;
        _average = parameters.Trainable.ToArray();
    }

    /// <summary>Steps averaged over.</summary>
    public long Steps { get; set; }

    /// <summary>The average, laid out as <see cref="ParameterStore.Trainable"/>.</summary>
    public Memory<float> Values => _average;

    /// <summary>Takes in the weights after a step.</summary>
    public void Add()
    {
        Steps++;
        float keep = (float)Math.Min(_decay, (1.0 + Steps) / (10.0 + Steps));
        float rest = 1 - keep;
        Span<float> weights = _parameters.Trainable;
        Span<Vector<float>> averages = MemoryMarshal.Cast<float, Vector<float>>(_average.AsSpan());
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(weights);
        for (int i = 0; i < averages.Length; i++) averages[i] = (averages[i] * keep) + (vectors[i] * rest);
        for (int i = averages.Length * Vector<float>.Count; i < _average.Length; i++) _average[i] = (_average[i] * keep) + (weights[i] * rest);
    }

    /// <summary>Exchanges the average and the weights of the model; twice is as never.</summary>
    public void Swap()
    {
        Span<float> weights = _parameters.Trainable;
        for (int i = 0; i < _average.Length; i++) (_average[i], weights[i]) = (weights[i], _average[i]);
        _parameters.MarkChanged();
    }
}
