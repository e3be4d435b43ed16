namespace CnnGen;

/// <summary>
/// Reads and augments batches ahead on threads of its own, a few batches at most, into buffers used over and over. Which samples come when, and what augmentation makes of them,
/// depends on the seeds alone: pass after pass over the data, the last batch of a pass with what is left.
/// </summary>
internal sealed class BatchPrefetcher : IDisposable
{
    private const int Ahead = 3;

    private readonly IDataset _dataset;
    private readonly int _batchSize;
    private readonly int _perPass;
    private readonly int? _shuffleSeed;
    private readonly Augmenter? _augmenter;
    private readonly long _total;
    private readonly long _start;
    private readonly int[] _order;
    private readonly Batch[] _ring;
    private readonly SemaphoreSlim _free = new(Ahead);
    private readonly Lock _claims = new();
    private readonly Thread[] _readers;
    private volatile bool _stopping;
    private Batch? _open;
    private long _opened;
    private int _claimed;
    private long _taken;

    /// <summary>Starts reading.</summary>
    /// <param name="dataset">Where samples come from; one or more.</param>
    /// <param name="batchSize">Samples of a batch.</param>
    /// <param name="targetLength">Values of one target.</param>
    /// <param name="shuffleSeed">Decides a new order for every pass; null for the order of the data set.</param>
    /// <param name="total">The number after that of the last batch that will be taken.</param>
    /// <param name="start">Number of the first one: those before count as taken.</param>
    /// <param name="augmenter">What changes the samples; null to leave them as they are.</param>
    /// <param name="readers">Threads that read and augment.</param>
    /// <exception cref="ArgumentException">A batch is larger than an array can be.</exception>
    public BatchPrefetcher(IDataset dataset, int batchSize, int targetLength, int? shuffleSeed, long total, long start = 0, Augmenter? augmenter = null, int? readers = null)
    {
        _dataset = dataset;
        _batchSize = Math.Min(batchSize, dataset.Count);
        _perPass = BatchesPerPass(dataset.Count, _batchSize);
        _shuffleSeed = shuffleSeed;
        _augmenter = augmenter;
        _total = total;
        _start = _opened = _taken = start;
        long largest = (long)_batchSize * Math.Max(dataset.Shape.Length, targetLength);
        if (largest > Array.MaxLength)
        {
            throw new ArgumentException($"A batch of {_batchSize} samples of {Math.Max(dataset.Shape.Length, targetLength)} values takes {largest} floats, more than an array holds ({Array.MaxLength}).", nameof(batchSize));
        }

        _order = new int[dataset.Count];
        _ring = [.. Enumerable.Range(0, Ahead).Select(_ => new Batch(_batchSize, dataset.Shape.Length, targetLength))];
        _readers = [.. Enumerable.Range(1, readers ?? DefaultReaders).Select(number => new Thread(Read) { IsBackground = true, Name = $"CnnGen batch reader {number}" })];
        foreach (Thread reader in _readers) reader.Start();
    }

    /// <summary>Threads that read unless told otherwise: one for every four cores, four at most.</summary>
    public static int DefaultReaders => Math.Clamp(Environment.ProcessorCount / 4, 1, 4);

    /// <summary>Batches of one pass over the data.</summary>
    public static int BatchesPerPass(int count, int batchSize) => (int)((count + (long)batchSize - 1) / batchSize);

    /// <summary>The next batch; the one before goes back to be filled again.</summary>
    public Batch Next(CancellationToken cancellation)
    {
        if (_taken >= _total) throw new InvalidOperationException($"All {_total} batches have been taken.");
        if (_taken > _start) _free.Release();
        Batch batch = _ring[_taken % Ahead];
        batch.Wait(cancellation);
        _taken++;
        return batch;
    }

    public void Dispose()
    {
        _stopping = true;
        _free.Release(); // one reader at most waits for a free batch, and those behind it see that they should stop
        foreach (Thread reader in _readers) reader.Join();
        _free.Dispose();
        foreach (Batch batch in _ring) batch.Dispose();
    }

    private void Read()
    {
        float[] raw = _augmenter is null ? [] : new float[_dataset.Shape.Length];
        while (Claim() is var (batch, place))
        {
            try
            {
                batch.Read(place, _dataset, _augmenter, pass: batch.Number / _perPass, raw);
            }
            catch (Exception error)
            {
                batch.Fail(place, error);
            }

            if (batch.CountRead()) Complete(batch);
        }
    }

    /// <summary>The next sample that nobody reads yet; null where there is nothing more to read.</summary>
    private (Batch Batch, int Place)? Claim()
    {
        lock (_claims)
        {
            if (_stopping) return null;
            if (_open is null || _claimed == _open.Count)
            {
                if (_opened == _total) return null;
                _free.Wait();
                if (_stopping) return null;
                _open = OpenNext();
                _claimed = 0;
            }

            return (_open, _claimed++);
        }
    }

    private Batch OpenNext()
    {
        long pass = _opened / _perPass;
        int first = (int)(_opened % _perPass) * _batchSize;
        if (first == 0 || _opened == _start) StartPass(pass);
        Batch batch = _ring[_opened % Ahead];
        batch.Open(_opened, _order.AsSpan(first, Math.Min(_batchSize, _order.Length - first)));
        _opened++;
        return batch;
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

    private void Complete(Batch batch)
    {
        if (!batch.HasFailed) _augmenter?.Mix(batch, _dataset.Shape, batch.Number);
        batch.Release();
    }
}
