using System.Runtime.ExceptionServices;

namespace CnnGen;

/// <summary>Samples of one step: pixels and targets, one sample after the other.</summary>
internal sealed class Batch(int capacity, int pixelsLength, int targetLength)
{
    private readonly float[] _pixels = new float[capacity * pixelsLength];
    private readonly float[] _targets = new float[capacity * targetLength];
    private readonly int[] _samples = new int[capacity];

    /// <summary>Samples in it.</summary>
    public int Count { get; set; }

    /// <summary>What went wrong while it was filled.</summary>
    public ExceptionDispatchInfo? Error { get; set; }

    public Span<float> Pixels => _pixels.AsSpan(0, Count * pixelsLength);

    public Span<float> Targets => _targets.AsSpan(0, Count * targetLength);

    /// <summary>Which samples of the data set they are.</summary>
    public ReadOnlySpan<int> Samples => _samples.AsSpan(0, Count);

    public void Read(IDataset dataset, int sample, int place)
    {
        _samples[place] = sample;
        dataset.ReadPixels(sample, _pixels.AsSpan(place * pixelsLength, pixelsLength));
        dataset.ReadTarget(sample, _targets.AsSpan(place * targetLength, targetLength));
    }
}

/// <summary>
/// Reads batches ahead on a thread of its own, a few at most, into buffers used over and over. Which samples come when depends on
/// the seed alone: pass after pass over the data, the last batch of a pass with what is left.
/// </summary>
internal sealed class BatchPrefetcher : IDisposable
{
    private const int Ahead = 3;

    private readonly IDataset _dataset;
    private readonly int _batchSize;
    private readonly int? _shuffleSeed;
    private readonly long _total;
    private readonly long _start;
    private readonly int[] _order;
    private readonly Batch[] _ring;
    private readonly SemaphoreSlim _free = new(Ahead);
    private readonly SemaphoreSlim _filled = new(0);
    private readonly Thread _producer;
    private volatile bool _stopping;
    private long _taken;

    /// <summary>Starts reading.</summary>
    /// <param name="dataset">Where samples come from; one or more.</param>
    /// <param name="batchSize">Samples of a batch.</param>
    /// <param name="targetLength">Values of one target.</param>
    /// <param name="shuffleSeed">Decides a new order for every pass; null for the order of the data set.</param>
    /// <param name="total">The number after that of the last batch that will be taken.</param>
    /// <param name="start">Number of the first one: those before count as taken.</param>
    /// <exception cref="ArgumentException">A batch is larger than an array can be.</exception>
    public BatchPrefetcher(IDataset dataset, int batchSize, int targetLength, int? shuffleSeed, long total, long start = 0)
    {
        _dataset = dataset;
        _batchSize = Math.Min(batchSize, dataset.Count);
        _shuffleSeed = shuffleSeed;
        _total = total;
        _start = start;
        _taken = start;
        long largest = (long)_batchSize * Math.Max(dataset.Shape.Length, targetLength);
        if (largest > Array.MaxLength)
        {
            throw new ArgumentException($"A batch of {_batchSize} samples of {Math.Max(dataset.Shape.Length, targetLength)} values takes {largest} floats, more than an array holds ({Array.MaxLength}).", nameof(batchSize));
        }

        _order = new int[dataset.Count];
        _ring = [.. Enumerable.Range(0, Ahead).Select(_ => new Batch(_batchSize, dataset.Shape.Length, targetLength))];
        _producer = new Thread(Produce) { IsBackground = true, Name = "CnnGen batch reader" };
        _producer.Start();
    }

    /// <summary>Batches of one pass over the data.</summary>
    public static int BatchesPerPass(int count, int batchSize) => (int)((count + (long)batchSize - 1) / batchSize);

    /// <summary>The next batch; the one before goes back to be filled again.</summary>
    public Batch Next(CancellationToken cancellation)
    {
        if (_taken >= _total) throw new InvalidOperationException($"All {_total} batches have been taken.");
        if (_taken > _start) _free.Release();
        _filled.Wait(cancellation);
        Batch batch = _ring[_taken % Ahead];
        batch.Error?.Throw();
        _taken++;
        return batch;
    }

    public void Dispose()
    {
        _stopping = true;
        _free.Release();
        _producer.Join();
        _free.Dispose();
        _filled.Dispose();
    }

    private void Produce()
    {
        int perPass = BatchesPerPass(_dataset.Count, _batchSize);
        for (long number = _start; number < _total; number++)
        {
            _free.Wait();
            if (_stopping) return;
            Batch batch = _ring[number % Ahead];
            try
            {
                if (number == _start || number % perPass == 0) StartPass(number / perPass);
                Fill(batch, (int)(number % perPass) * _batchSize);
            }
            catch (Exception error)
            {
                batch.Error = ExceptionDispatchInfo.Capture(error);
                _filled.Release();
                return;
            }

            _filled.Release();
        }
    }

    private void StartPass(long pass)
    {
        if (_shuffleSeed is { } seed)
        {
            SampleOrder.Shuffle(_order, seed, pass);
        }
        else
        {
            SampleOrder.Restart(_order);
        }
    }

    private void Fill(Batch batch, int first)
    {
        batch.Count = Math.Min(_batchSize, _order.Length - first);
        for (int place = 0; place < batch.Count && !_stopping; place++) batch.Read(_dataset, _order[first + place], place);
    }
}
