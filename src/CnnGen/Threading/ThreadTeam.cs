namespace CnnGen;

/// <summary>
/// The threads that share a model's steps: one team a process, so that several models do not fight over the cores.
/// A step is cut into as many ranges of items as threads were asked for; which thread runs a range never changes a result.
/// Workers spin for a few microseconds between steps and then sleep. Nothing is allocated for a step.
/// </summary>
internal sealed class ThreadTeam
{
    /// <summary>Rounds that a worker looks for the next step before it sleeps: some 20 µs, longer than the way from one layer to the next.</summary>
    private const int SpinRounds = 400;

    private const int ParticipantBits = 16;

    private readonly Lock _owner = new();
    private readonly object _gate = new();
    private readonly List<Thread> _workers = [];
    private long _ticket;
    private volatile int _pending;
    private int _sleepers;
    private CompiledModel? _model;
    private int _step;
    private int _batch;
    private int _items;
    private Exception? _error;

    public static ThreadTeam Shared { get; } = new();

    /// <summary>Runs a step on up to <paramref name="threads"/> threads, the caller among them. Where the team is busy with another model the caller runs it alone.</summary>
    public void Run(CompiledModel model, int step, int batch, int items, int threads)
    {
        threads = Math.Min(threads, items);
        if (threads <= 1 || !_owner.TryEnter())
        {
            model.RunRange(step, batch, 0, items, worker: 0);
            return;
        }

        try
        {
            Recruit(threads - 1);
            (_model, _step, _batch, _items, _pending) = (model, step, batch, items, threads - 1);
            Interlocked.Exchange(ref _ticket, NextTicket(threads));
            if (Volatile.Read(ref _sleepers) > 0)
            {
                lock (_gate) Monitor.PulseAll(_gate);
            }

            try
            {
                model.RunRange(step, batch, 0, Share(1, threads), worker: 0);
            }
            finally
            {
                SpinWait spinner = default;
                while (_pending > 0) spinner.SpinOnce(sleep1Threshold: -1);
            }

            if (_error is { } error)
            {
                throw new InvalidOperationException($"A worker thread failed in step {step}.", error);
            }
        }
        finally
        {
            (_model, _error) = (null, null); // where the caller's own range threw as well, the workers' error must not wait for the next step
            _owner.Exit();
        }
    }

    /// <summary>A ticket names a step and, in its low bits, how many threads take part: a worker has to read both at once, or it could take a later step for the one that it was woken for.</summary>
    private long NextTicket(int threads) => (((_ticket >> ParticipantBits) + 1) << ParticipantBits) | (long)threads;

    private int Share(int index, int participants) => (int)((long)_items * index / participants);

    private void Recruit(int workers)
    {
        while (_workers.Count < workers)
        {
            int index = _workers.Count + 1;
            long seen = _ticket;
            var thread = new Thread(() => Work(index, seen)) { IsBackground = true, Name = $"CnnGen worker {index}" };
            _workers.Add(thread);
            thread.Start();
        }
    }

    private void Work(int index, long seen)
    {
        while (true)
        {
            seen = WaitForStep(seen);
            int participants = (int)(seen & ((1 << ParticipantBits) - 1));
            if (index >= participants) continue;
            try
            {
                _model!.RunRange(_step, _batch, Share(index, participants), Share(index + 1, participants), index);
            }
            catch (Exception error)
            {
                _error = error;
            }

            Interlocked.Decrement(ref _pending);
        }
    }

    private long WaitForStep(long seen)
    {
        for (int round = 0; round < SpinRounds; round++)
        {
            long ticket = Volatile.Read(ref _ticket);
            if (ticket != seen) return ticket;
            Thread.SpinWait(10);
        }

        lock (_gate)
        {
            Interlocked.Increment(ref _sleepers);
            while (Volatile.Read(ref _ticket) == seen) Monitor.Wait(_gate);
            Interlocked.Decrement(ref _sleepers);
            return Volatile.Read(ref _ticket);
        }
    }
}
