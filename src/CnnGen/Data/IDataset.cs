namespace CnnGen;

/// <summary>Samples to train on or to measure with. Reading is thread-safe and gives the same values every time.</summary>
public interface IDataset
{
    /// <summary>Number of samples.</summary>
    int Count { get; }

    /// <summary>Shape of every sample.</summary>
    ImageShape Shape { get; }

    /// <summary>Names of the classes in the order of their indices; empty where samples have no class, as in regression.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>Reads the pixels of a sample.</summary>
    /// <param name="index">Sample, from 0.</param>
    /// <param name="pixels">Receives [height, width, channels], values 0..1; as long as <see cref="Shape"/>.</param>
    void ReadPixels(int index, Span<float> pixels);

    /// <summary>The class of a sample.</summary>
    /// <param name="index">Sample, from 0.</param>
    /// <returns>Index into <see cref="ClassNames"/>.</returns>
    int ReadLabel(int index);

    /// <summary>Reads what a network should answer for a sample; unless a data set has targets of its own, its class: one-hot, or 0 or 1 where there is one value.</summary>
    /// <param name="index">Sample, from 0.</param>
    /// <param name="target">Receives the target; as long as one output of the network.</param>
    /// <exception cref="ArgumentException">The class has no place in the target.</exception>
    void ReadTarget(int index, Span<float> target) => OneHotTarget.Write(ReadLabel(index), index, target);
}
