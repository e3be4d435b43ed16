using System.Numerics;
using System.Runtime.InteropServices;

namespace CnnGen;

/// <summary>
/// What becomes of pixels in the pass that copies them to where the first layer reads them: y = (x − mean) · scale + offset, each value by itself.
/// The mean is taken off first, as that is exact where it matters, for values close to it. Multiplied and added apart, so that the bits are the same on every machine.
/// </summary>
internal sealed class InputScaling
{
    private readonly Tensor? _mean;
    private readonly Tensor? _scale;
    private readonly float _constantScale;
    private readonly float _offset;
    private readonly int _rowLength;
    private readonly bool _isPerPixel;

    /// <summary>A row of means, then one of scales; those of pixels lie among the parameters.</summary>
    private readonly AlignedBuffer _rows;

    private InputScaling(ModelInfo info, ParameterInfo? mean, ParameterInfo? scale, bool isPerPixel, float constantScale = 1, float offset = 0)
    {
        (_mean, _scale) = (Tensor.Of(mean), Tensor.Of(scale));
        (_isPerPixel, _constantScale, _offset) = (isPerPixel, constantScale, offset);
        _rowLength = info.Input.Width * info.Input.Channels;
        _rows = AlignedBuffer.Allocate(2L * _rowLength);
    }

    /// <summary>Bytes that it takes.</summary>
    public long Bytes => AlignedBuffer.BytesFor(_rows.Length);

    /// <summary>What a model's first layer asks for; null where pixels are copied as they are.</summary>
    public static InputScaling? For(ModelInfo info) => info.Layers is not [LayerInfo first, ..] ? null : first switch
    {
        RescaleInfo layer => new InputScaling(info, null, null, isPerPixel: false, layer.Scale, layer.Offset),
        StandardizeInfo layer => new InputScaling(info, info.Parameters[layer.Mean], layer.Scale is { } scale ? info.Parameters[scale] : null, layer.Per == Per.Pixel),
        WhiteningInfo layer => new InputScaling(info, info.Parameters[layer.Mean], null, layer.Over == Over.Values),
        _ => null,
    };

    /// <summary>Brings the rows up to the parameters.</summary>
    /// <param name="parameters">All of them, as <see cref="ParameterStore.All"/>.</param>
    public void Refresh(ReadOnlySpan<float> parameters)
    {
        Span<float> means = _rows.Span[.._rowLength];
        Span<float> scales = _rows.Span[_rowLength..];
        scales.Fill(_constantScale);
        if (_isPerPixel) return;
        if (_mean is { } mean) Repeat(parameters.Slice(mean.Offset, mean.Length), means);
        if (_scale is { } scale) Repeat(parameters.Slice(scale.Offset, scale.Length), scales);
    }

    /// <summary>Copies a row of a picture.</summary>
    /// <param name="parameters">All of them.</param>
    /// <param name="row">Which row.</param>
    /// <param name="from">Its pixels.</param>
    /// <param name="to">Room for as many values.</param>
    public void CopyRow(ReadOnlySpan<float> parameters, int row, ReadOnlySpan<float> from, Span<float> to)
    {
        ReadOnlySpan<float> means = RowOf(_mean, parameters, row, _rows.Span[.._rowLength]);
        ReadOnlySpan<float> scales = RowOf(_scale, parameters, row, _rows.Span[_rowLength..]);
        ref float x = ref MemoryMarshal.GetReference(from);
        ref float mean = ref MemoryMarshal.GetReference(means);
        ref float scale = ref MemoryMarshal.GetReference(scales);
        ref float y = ref MemoryMarshal.GetReference(to);
        var offset = new Vector<float>(_offset);
        int i = 0;
        for (; i <= from.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            nuint at = (nuint)i;
            Vector<float> scaled = (Vector.LoadUnsafe(ref x, at) - Vector.LoadUnsafe(ref mean, at)) * Vector.LoadUnsafe(ref scale, at);
            (scaled + offset).StoreUnsafe(ref y, at);
        }

        for (; i < from.Length; i++) to[i] = ((from[i] - means[i]) * scales[i]) + _offset;
    }

    /// <summary>From the gradient of what was made of a sample to that of the sample: times the scale.</summary>
    /// <param name="parameters">All of them.</param>
    /// <param name="gradient">Of one sample.</param>
    public void PassBack(ReadOnlySpan<float> parameters, Span<float> gradient)
    {
        for (int row = 0; row * _rowLength < gradient.Length; row++)
        {
            ReadOnlySpan<float> scales = RowOf(_scale, parameters, row, _rows.Span[_rowLength..]);
            Span<float> values = gradient.Slice(row * _rowLength, _rowLength);
            for (int i = 0; i < values.Length; i++) values[i] *= scales[i];
        }
    }

    private ReadOnlySpan<float> RowOf(Tensor? tensor, ReadOnlySpan<float> parameters, int row, ReadOnlySpan<float> repeated) =>
        _isPerPixel && tensor is { } figures ? parameters.Slice(figures.Offset + (row * _rowLength), _rowLength) : repeated;

    private static void Repeat(ReadOnlySpan<float> channels, Span<float> row)
    {
        for (int i = 0; i < row.Length; i += channels.Length) channels.CopyTo(row[i..]);
    }

    /// <summary>Where a tensor lies among the parameters, and how long it is.</summary>
    private readonly record struct Tensor(int Offset, int Length)
    {
        public static Tensor? Of(ParameterInfo? parameter) => parameter is null ? null : new Tensor(parameter.Offset, parameter.Length);
    }
}
