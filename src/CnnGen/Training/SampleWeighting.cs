using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CnnGen;

/// <summary>How much each sample of a batch counts, or each pixel where every pixel has its class.</summary>
internal sealed class SampleWeighting
{
    private readonly float[]? _classes;
    private readonly float[]? _samples;
    private readonly ImageShape _output;
    private float[] _weights = [];

    /// <param name="classes">A weight for each class, or null.</param>
    /// <param name="samples">A weight for each sample of the data set, or null.</param>
    /// <param name="output">One output of the network.</param>
    public SampleWeighting(IReadOnlyList<float>? classes, IReadOnlyList<float>? samples, ImageShape output)
    {
        (_classes, _samples, _output) = (classes?.ToArray(), samples?.ToArray(), output);
    }

    /// <summary>Tells weightings apart, in hexadecimal.</summary>
    public string Fingerprint => $"{Hash(_classes)}-{Hash(_samples)}";

    /// <summary>The weights of a batch, valid until the next call: one a sample, or one a pixel where classes have weights.</summary>
    public ReadOnlySpan<float> Of(Batch batch)
    {
        int groups = _classes is null ? 1 : _output.Height * _output.Width;
        int count = batch.Count * groups;
        if (_weights.Length < count) _weights = new float[count];
        for (int i = 0; i < count; i++)
        {
            float weight = _samples is null ? 1 : _samples[batch.Samples[i / groups]];
            _weights[i] = _classes is null ? weight : weight * OfTarget(batch.Targets.Slice(i * _output.Channels, _output.Channels));
        }

        return _weights.AsSpan(0, count);
    }

    /// <summary>A yes or no between its two weights; otherwise the sum of the weights by the shares of their classes.</summary>
    private float OfTarget(ReadOnlySpan<float> target)
    {
        if (target.Length == 1) return ((1 - target[0]) * _classes![0]) + (target[0] * _classes[1]);
        float sum = 0;
        for (int i = 0; i < target.Length; i++) sum += target[i] * _classes![i];
        return sum;
    }

    private static string Hash(float[]? weights) =>
        weights is null ? string.Empty : Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(weights.AsSpan())).AsSpan(0, 8));
}
