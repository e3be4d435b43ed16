using System.Runtime.ExceptionServices;

namespace CnnGen;

/// <summary>Samples of one step: pixels and targets, one sample after the other. Several threads fill it, each a place at a time.</summary>
internal sealed class Batch(int capacity, int pixelsLength, int targetLength) : IDisposable
{
    private readonly float[] _pixels = new float[capacity * pixelsLength];
    private readonly float[] _targets = new float[capacity * targetLength];
    private readonly int[] _samples = new int[capacity];
    private readonly PixelRange.Summary[] _found = new PixelRange.Summary[capacity];
    private readonly SemaphoreSlim _filled = new(0);
    private readonly Lock _errors = new();
    private ExceptionDispatchInfo? _error;
    private int _errorPlace;
    private int _unread;

    /// <summary>Samples in it.</summary>
    public int Count { get; private set; }

    /// <summary>Its number, from 0 over all passes.</summary>
    public long Number { get; private set; }

    public Span<float> Pixels => _pixels.AsSpan(0, Count * pixelsLength);

    public Span<float> Targets => _targets.AsSpan(0, Count * targetLength);

    /// <summary>Which samples of the data set they are.</summary>
    public ReadOnlySpan<int> Samples => _samples.AsSpan(0, Count);

    /// <summary>What values the data set gave, sample by sample, before augmentation.</summary>
    public ReadOnlySpan<PixelRange.Summary> Found => _found.AsSpan(0, Count);

    /// <summary>Whether reading went wrong.</summary>
    public bool HasFailed => _error is not null;

    /// <summary>Says what is to be read into it next.</summary>
    public void Open(long number, ReadOnlySpan<int> samples)
    {
        (Number, Count, _unread) = (number, samples.Length, samples.Length);
        samples.CopyTo(_samples);
    }

    /// <summary>Reads one sample, and augments it where an augmenter is given.</summary>
    /// <param name="place">Its place in the batch.</param>
    /// <param name="dataset">Where it is.</param>
    /// <param name="augmenter">What changes it; null to leave it as it is.</param>
    /// <param name="pass">The pass over the data, from 0.</param>
    /// <param name="raw">Memory for a sample before it is changed, of the thread that reads.</param>
    public void Read(int place, IDataset dataset, Augmenter? augmenter, long pass, Span<float> raw)
    {
        int sample = _samples[place];
        Span<float> pixels = _pixels.AsSpan(place * pixelsLength, pixelsLength);
        Span<float> read = augmenter is null ? pixels : raw;
        dataset.ReadPixels(sample, read);
        dataset.ReadTarget(sample, _targets.AsSpan(place * targetLength, targetLength));
        _found[place] = PixelRange.Scan(read);
        augmenter?.Apply(read, pixels, dataset.Shape, pass, sample);
    }

    /// <summary>Keeps what went wrong; of several errors that of the first place, whichever thread was first.</summary>
    public void Fail(int place, Exception error)
    {
        lock (_errors)
        {
            if (_error is null || place < _errorPlace) (_error, _errorPlace) = (ExceptionDispatchInfo.Capture(error), place);
        }
    }

    /// <summary>Counts a sample as read.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool CountRead() => Interlocked.Decrement(ref _unread) == 0;

    /// <summary>Hands it over.</summary>
    public void Release() => _filled.Release();

    /// <summary>Waits until it is handed over, and throws where reading went wrong.</summary>
    public void Wait(CancellationToken cancellation)
    {
        _filled.Wait(cancellation);
        _error?.Throw();
    }

    public void Dispose() => _filled.Dispose();
}
