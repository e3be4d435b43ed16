using System.Globalization;

namespace CnnGen;

/// <summary>Samples held in memory, as floats or as bytes.</summary>
public sealed class InMemoryDataset : IDataset
{
    private static readonly float[] Brightness = [.. Enumerable.Range(0, 256).Select(value => value / 255f)];

    private readonly ReadOnlyMemory<float> _pixels;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly ReadOnlyMemory<int> _labels;
    private readonly ReadOnlyMemory<float> _targets;
    private readonly int _targetLength;

    /// <summary>Classified pictures from floats. The memory is used as it is, not copied.</summary>
    /// <param name="shape">Shape of every sample.</param>
    /// <param name="pixels">Samples one after the other, each [height, width, channels], values 0..1.</param>
    /// <param name="labels">The class of each sample.</param>
    /// <param name="classNames">Names of the classes; two or more.</param>
    /// <exception cref="ArgumentException">The lengths do not agree, or a label has no name.</exception>
    public InMemoryDataset(ImageShape shape, ReadOnlyMemory<float> pixels, ReadOnlyMemory<int> labels, IReadOnlyList<string> classNames)
        : this(shape, pixels.Length, labels, classNames) => _pixels = pixels;

    /// <summary>Classified pictures from bytes, of which 255 is the 1 of a pixel. The memory is used as it is, not copied.</summary>
    /// <param name="shape">Shape of every sample.</param>
    /// <param name="pixels">Samples one after the other, each [height, width, channels].</param>
    /// <param name="labels">The class of each sample.</param>
    /// <param name="classNames">Names of the classes; two or more.</param>
    /// <exception cref="ArgumentException">The lengths do not agree, or a label has no name.</exception>
    public InMemoryDataset(ImageShape shape, ReadOnlyMemory<byte> pixels, ReadOnlyMemory<int> labels, IReadOnlyList<string> classNames)
        : this(shape, pixels.Length, labels, classNames) => _bytes = pixels;

    /// <summary>Samples with values to be predicted (regression), or with a target for each pixel. The memory is used as it is, not copied.</summary>
    /// <param name="shape">Shape of every sample.</param>
    /// <param name="pixels">Samples one after the other, each [height, width, channels], values 0..1.</param>
    /// <param name="targets">Targets one after the other.</param>
    /// <param name="targetLength">Values of one target.</param>
    /// <exception cref="ArgumentException">The lengths do not agree.</exception>
    public InMemoryDataset(ImageShape shape, ReadOnlyMemory<float> pixels, ReadOnlyMemory<float> targets, int targetLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(targetLength, 1);
        Count = CountSamples(shape, pixels.Length);
        if (targets.Length != (long)Count * targetLength)
        {
            throw new ArgumentException($"{Count} samples have {(long)Count * targetLength} target values ({targetLength} each), not {targets.Length}.", nameof(targets));
        }

        Shape = shape;
        ClassNames = [];
        _pixels = pixels;
        _targets = targets;
        _targetLength = targetLength;
    }

    private InMemoryDataset(ImageShape shape, int values, ReadOnlyMemory<int> labels, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        Count = CountSamples(shape, values);
        if (labels.Length != Count) throw new ArgumentException($"There are {Count} samples and {labels.Length} labels.", nameof(labels));
        if (classNames.Count < 2) throw new ArgumentException($"There are {classNames.Count} class names; telling classes apart takes two.", nameof(classNames));
        int wrong = labels.Span.IndexOfAnyExceptInRange(0, classNames.Count - 1);
        if (wrong >= 0) throw new ArgumentException($"Sample {wrong} has label {labels.Span[wrong]}, but there are {classNames.Count} classes.", nameof(labels));

        Shape = shape;
        ClassNames = classNames;
        _labels = labels;
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public ImageShape Shape { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The names <c>0</c>, <c>1</c>, … for classes that have no other.</summary>
    /// <param name="count">Number of classes.</param>
    /// <returns>The names.</returns>
    public static IReadOnlyList<string> NumberedClasses(int count) =>
        [.. Enumerable.Range(0, count).Select(index => index.ToString(CultureInfo.InvariantCulture))];

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The room is not one sample's.</exception>
    public void ReadPixels(int index, Span<float> pixels)
    {
        CheckIndex(index);
        int length = Shape.Length;
        if (pixels.Length != length) throw new ArgumentException($"A sample has {length} values ({Shape}), but there is room for {pixels.Length}.", nameof(pixels));
        if (_bytes.IsEmpty)
        {
            _pixels.Span.Slice(index * length, length).CopyTo(pixels);
            return;
        }

        ReadOnlySpan<byte> bytes = _bytes.Span.Slice(index * length, length);
        ReadOnlySpan<float> brightness = Brightness;
        for (int i = 0; i < bytes.Length; i++) pixels[i] = brightness[bytes[i]];
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The samples have targets and no labels.</exception>
    public int ReadLabel(int index)
    {
        CheckIndex(index);
        if (_targetLength > 0) throw new InvalidOperationException("These samples have targets and no labels: read their targets.");
        return _labels.Span[index];
    }

    /// <inheritdoc/>
    public void ReadTarget(int index, Span<float> target)
    {
        if (_targetLength == 0)
        {
            OneHotTarget.Write(ReadLabel(index), index, target);
            return;
        }

        CheckIndex(index);
        if (target.Length != _targetLength) throw new ArgumentException($"A target has {_targetLength} values, but the network has {target.Length} outputs.", nameof(target));
        _targets.Span.Slice(index * _targetLength, _targetLength).CopyTo(target);
    }

    private static int CountSamples(ImageShape shape, int values)
    {
        if (shape.Height < 1 || shape.Width < 1 || shape.Channels < 1) throw new ArgumentException($"A sample of {shape} has no values.", nameof(shape));
        if (values % shape.Length != 0) throw new ArgumentException($"{values} values are not whole samples of {shape.Length} ({shape}).", nameof(values));
        return values / shape.Length;
    }

    private void CheckIndex(int index)
    {
        if ((uint)index >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Count} samples.");
    }
}
