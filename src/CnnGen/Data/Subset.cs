namespace CnnGen;

/// <summary>Some samples of another data set, in an order of their own.</summary>
public sealed class Subset : IDataset
{
    private readonly IDataset _source;
    private readonly int[] _indices;

    /// <summary>Picks samples.</summary>
    /// <param name="source">Where the samples are.</param>
    /// <param name="indices">Which of them, in the order wanted.</param>
    /// <exception cref="ArgumentException">An index does not lie within the source.</exception>
    public Subset(IDataset source, ReadOnlySpan<int> indices)
    {
        ArgumentNullException.ThrowIfNull(source);
        foreach (int index in indices)
        {
            if ((uint)index >= (uint)source.Count) throw new ArgumentException($"Index {index} does not lie within the {source.Count} samples of the source.", nameof(indices));
        }

        _source = source;
        _indices = indices.ToArray();
    }

    /// <inheritdoc/>
    public int Count => _indices.Length;

    /// <inheritdoc/>
    public ImageShape Shape => _source.Shape;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => _source.ClassNames;

    /// <inheritdoc/>
    public void ReadPixels(int index, Span<float> pixels) => _source.ReadPixels(_indices[index], pixels);

    /// <inheritdoc/>
    public int ReadLabel(int index) => _source.ReadLabel(_indices[index]);

    /// <inheritdoc/>
    public void ReadTarget(int index, Span<float> target) => _source.ReadTarget(_indices[index], target);
}
