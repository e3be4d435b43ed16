using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace CnnGen;

/// <summary>
/// A caller and the threads that help it. A step is cut into more ranges of items than there are threads; each thread claims a range, runs it and claims the next,
/// so that the caller never waits for more than the ranges that are running. Which thread runs a range never changes a result.
/// Helpers look out for the next step for some microseconds and then sleep. Nothing is allocated for a step.
/// </summary>
/// <remarks>
/// Why threads agree on what they run. The cursor holds, in one word, the ticket of the step and how many of its items nobody has claimed. The caller writes the description
/// of the step into plain fields, then the cursor with a new ticket. A helper reads the cursor, then the description, and claims a range by a compare-and-exchange of the
/// whole cursor. Where that succeeds the cursor had not changed meanwhile: items of that very step were left, and as the caller writes the next description only after all
/// items are claimed and finished, the helper has read the description of that step. A helper that comes late finds nothing left, which the cursor says without the description
/// (that may already be the next step's); one that reads two descriptions mixed fails to claim and has touched nothing. Reading the cursor acquires, exchanging it is a full fence.
/// What helpers wrote, the caller sees because they add to <see cref="Hot.Finished"/> (a full fence) after their last range and it reads the sum (acquires) before it goes on.
/// Worker numbers belong to threads, so no two threads of a step have the same.
/// </remarks>
internal sealed class ThreadTeam
{
    /// <summary>Pauses between two looks at what another thread writes, together a tenth of a microsecond: looks without pauses slow a hyper-thread of the same core.</summary>
    private const int Pauses = 4;

    /// <summary>Looks before a thread sleeps, together some 40 µs: longer than from one layer to the next, and from one call of a busy caller to the next.</summary>
    private const int Looks = 400;

    /// <summary>The same where calls come one upon the other: beyond what lies between the last shared step of one and the first of the next.</summary>
    private const int BusyLooks = 4 * Looks;

    /// <summary>Looks between two that ask whether the helper is still wanted.</summary>
    private const int LooksPerQuestion = 8;

    /// <summary>Multiply-adds of some ten microseconds: what it takes to wake a thread is less than that. Callers that come again at once have helpers woken for less.</summary>
    private const long WorthWaking = 1_000_000;

    /// <summary>Multiply-adds of a microsecond: what it takes to claim a range is little beside that.</summary>
    private const long WorthClaiming = 100_000;

    /// <summary>
    /// Time between two calls below which others are expected to follow as soon: a helper that is woken for a step too short for itself is there for theirs.
    /// </summary>
    private static readonly long Soon = Stopwatch.Frequency / 10_000;

    /// <summary>What a helper costs that finds itself on the caller's core: it is woken and goes to sleep.</summary>
    private static readonly long Crowded = Stopwatch.Frequency / 50_000;

    [ThreadStatic]
    private static bool t_isPrepared;

    private readonly ThreadTeams _teams;
    private readonly Member _caller = new(0);

    /// <summary>Helpers by their worker numbers, as far as they were needed yet.</summary>
    private readonly Member?[] _members;

    private Hot _hot;
    private uint _ticket;
    private int _sleepers;
    private Backoff _backoff;
    private long _returned = long.MinValue / 2;
    private volatile bool _isBusy;
    private volatile bool _isRented;
    private volatile bool _isCrowded;
    private Exception? _error;

    // The description of the step.
    private CompiledModel? _model;
    private int _step;
    private int _batch;
    private int _items;
    private int _grain = 1;
    private int _participants = 2;
    private bool _wakes;
    private int _processor;

    public ThreadTeam(ThreadTeams teams) => (_teams, _members) = (teams, new Member?[teams.Cores]);

    /// <summary>Whether a caller has the team.</summary>
    public bool IsRented
    {
        get => _isRented;
        set
        {
            long now = Stopwatch.GetTimestamp();
            if (value) _isBusy = now - _returned < Soon;
            else (_model, _returned) = (null, now);
            _isRented = value;
        }
    }

    /// <summary>Makes the runtime allocate what a thread's first wait takes, a few bytes: a later step would otherwise, sooner or later.</summary>
    public static void PrepareThread()
    {
        if (t_isPrepared) return;
        t_isPrepared = true;
        using var bell = new AutoResetEvent(true);
        bell.WaitOne();
    }

    /// <summary>Items of a range that is a share of what is left, in whole grains.</summary>
    /// <param name="left">Items that nobody has claimed, at least 1.</param>
    /// <param name="shares">Shares that they are cut into.</param>
    /// <param name="grain">The fewest items of a range but the last.</param>
    public static int RangeLength(int left, int shares, int grain) => Math.Min(left, Math.Max(1, left / shares / grain) * grain);

    /// <summary>The fewest items of a range but the last: enough work to be worth claiming, in whole grains.</summary>
    /// <param name="items">Items of the step.</param>
    /// <param name="work">Multiply-adds of the step.</param>
    /// <param name="grain">Items that the kernel wants one after the other.</param>
    /// <param name="participants">Threads that share the step; fewer where there is not a range for each.</param>
    public static int SmallestRange(int items, long work, int grain, ref int participants)
    {
        int grains = ((items - 1) / grain) + 1;
        int ranges = (int)Math.Clamp(work / WorthClaiming, 1, grains);
        participants = Math.Min(participants, ranges);
        if (ranges == grains) return grain;
        ranges = ranges / participants * participants; // three ranges of one size would take two threads as long as four
        return (((grains - 1) / ranges) + 1) * grain;
    }

    /// <summary>Runs a step on the caller's thread and those of its helpers that are free.</summary>
    /// <param name="model">Whose step it is.</param>
    /// <param name="step">Number of the step.</param>
    /// <param name="batch">Samples in the pass.</param>
    /// <param name="items">Items of the step, at least 1.</param>
    /// <param name="work">Multiply-adds of the step.</param>
    /// <param name="grain">Items that the kernel wants one after the other, at least 1.</param>
    /// <param name="threads">Threads that may take part, the caller among them.</param>
    /// <exception cref="Exception">What the step has thrown, on whichever thread.</exception>
    public void Run(CompiledModel model, int step, int batch, int items, long work, int grain, int threads)
    {
        long start = Stopwatch.GetTimestamp();
        if (_isCrowded)
        {
            _isCrowded = false;
            _backoff.Begin(start, Crowded);
        }

        int participants = Math.Min(threads, _teams.HelpersOf(this) + 1);
        int smallest = SmallestRange(items, work, grain, ref participants);
        if (participants == 1 || _backoff.Lasts(start))
        {
            model.RunRange(step, batch, 0, items, worker: 0);
            return;
        }

        Recruit(participants);
        (_model, _step, _batch, _items, _grain, _participants, _wakes, _processor) = (model, step, batch, items, smallest, participants, _isBusy || work >= WorthWaking, Thread.GetCurrentProcessorId());
        _hot.Finished = 0;
        uint ticket = ++_ticket;
        int begin = 0;
        int end = RangeLength(items, participants, smallest); // the caller's is a fair share: it need not wait for itself
        Interlocked.Exchange(ref _hot.Cursor, Pack(ticket, items - end));
        if (_wakes) Wake(1);

        int own = 0;
        try
        {
            do
            {
                own += end - begin;
                model.RunRange(step, batch, begin, end, worker: 0);
            }
            while (TryClaim(ticket, out begin, out end));
        }
        catch
        {
            WaitForHelpers(own + ClaimRest(ticket), items, start);
            _error = null;
            throw;
        }

        WaitForHelpers(own, items, start);
        if (_error is { } error)
        {
            _error = null;
            ExceptionDispatchInfo.Throw(error);
        }
    }

    private static long Pack(uint ticket, int left) => ((long)ticket << 32) | (uint)left;

    private static uint TicketOf(long cursor) => (uint)(cursor >>> 32);

    /// <summary>
    /// Claims the next range: half of what a helper's share of the rest is, so that ranges begin large and end small.
    /// Guided self-scheduling: Polychronopoulos and Kuck, IEEE Transactions on Computers C-36 (1987).
    /// </summary>
    private bool TryClaim(uint ticket, out int begin, out int end)
    {
        long seen = Volatile.Read(ref _hot.Cursor);
        while (true)
        {
            int left = (int)seen;
            if (TicketOf(seen) != ticket || left == 0)
            {
                begin = end = 0;
                return false;
            }

            int length = RangeLength(left, 2 * (_participants - 1), _grain);
            begin = _items - left;
            end = begin + length;
            long found = Interlocked.CompareExchange(ref _hot.Cursor, Pack(ticket, left - length), seen);
            if (found == seen) return true;
            seen = found;
        }
    }

    /// <summary>Claims all that is left of a step that has failed, so that nobody runs it.</summary>
    /// <returns>How many items that were.</returns>
    private int ClaimRest(uint ticket)
    {
        int claimed = 0;
        while (TryClaim(ticket, out int begin, out int end)) claimed += end - begin;
        return claimed;
    }

    /// <summary>Waits for the ranges that helpers are in.</summary>
    /// <param name="own">Items that the caller has run: at least 1.</param>
    /// <param name="items">All items.</param>
    /// <param name="start">When the step began.</param>
    private void WaitForHelpers(int own, int items, long start)
    {
        if (Volatile.Read(ref _hot.Finished) == items - own) return;
        long idle = Stopwatch.GetTimestamp();
        for (int look = 0; look < Looks; look++)
        {
            Thread.SpinWait(Pauses);
            if (Volatile.Read(ref _hot.Finished) == items - own) return;
        }

        // Asleep, the caller leaves its core to a helper that has lost its own. Whoever completes the sum, with the caller's items in it, wakes the caller.
        if (Interlocked.Add(ref _hot.Finished, own) != items) _caller.Bell.WaitOne();
        long now = Stopwatch.GetTimestamp();
        double alone = (double)(idle - start) * items / own;
        if (now - start > alone && !_teams.HelpsAlways) _backoff.Begin(now, now - idle);
    }

    private void Recruit(int participants)
    {
        for (int index = 1; index < participants; index++) _members[index] ??= StartHelper(index);
    }

    private Member StartHelper(int index)
    {
        var helper = new Member(index);
        var thread = new Thread(() => Help(helper)) { IsBackground = true, Name = $"CnnGen helper {index}" };
        thread.UnsafeStart(); // helpers outlive the call: they keep nothing of the caller's context
        return helper;
    }

    /// <summary>What a helper does all its life.</summary>
    private void Help(Member helper)
    {
        PrepareThread();
        uint seen = 0;
        int looks = 0;
        while (true)
        {
            uint ticket = TicketOf(Volatile.Read(ref _hot.Cursor));
            if (ticket != seen)
            {
                seen = ticket;
                if (helper.Index >= _participants) continue;
                if (IsInTheWay)
                {
                    _isCrowded = true;
                    continue;
                }

                if (_wakes) Wake(2 * helper.Index);
                if (_wakes) Wake((2 * helper.Index) + 1);
                RunRanges(helper, ticket);
                looks = 0;
            }
            else if (++looks < (_isBusy ? BusyLooks : Looks) && (looks % LooksPerQuestion != 0 || IsWanted(helper)))
            {
                Thread.SpinWait(Pauses);
            }
            else
            {
                Sleep(helper, seen);
                looks = 0;
            }
        }
    }

    /// <summary>Whether this thread runs on the caller's core, as happens where other programs have the rest: the caller alone is faster then.</summary>
    private bool IsInTheWay => Thread.GetCurrentProcessorId() == _processor && !_teams.HelpsAlways;

    private bool IsWanted(Member helper) => helper.Index <= _teams.HelpersOf(this) && !IsInTheWay;

    private void RunRanges(Member helper, uint ticket)
    {
        int own = 0;
        int items = 0;
        while (IsWanted(helper) && TryClaim(ticket, out int begin, out int end))
        {
            items = _items;
            own += end - begin;
            try
            {
                _model!.RunRange(_step, _batch, begin, end, helper.Index);
            }
            catch (Exception error)
            {
                _error = error;
                own += ClaimRest(ticket);
            }
        }

        if (own > 0 && Interlocked.Add(ref _hot.Finished, own) == items) _caller.Bell.Set();
    }

    private void Sleep(Member helper, uint seen)
    {
        Volatile.Write(ref helper.IsAsleep, 1);
        Interlocked.Increment(ref _sleepers);
        bool isLate = TicketOf(Volatile.Read(ref _hot.Cursor)) != seen;
        if (!isLate || !TryRouse(helper)) helper.Bell.WaitOne();
    }

    /// <summary>Wakes a helper that takes part and sleeps. Each helper wakes two others, so that the caller wakes but one.</summary>
    private void Wake(int index)
    {
        if (Volatile.Read(ref _sleepers) > 0 && index < _participants && _members[index] is { } helper && TryRouse(helper)) helper.Bell.Set();
    }

    /// <summary>Whether the helper slept: whoever is told so, and no other, wakes it.</summary>
    private bool TryRouse(Member helper)
    {
        if (Volatile.Read(ref helper.IsAsleep) == 0 || Interlocked.Exchange(ref helper.IsAsleep, 0) == 0) return false;
        Interlocked.Decrement(ref _sleepers);
        return true;
    }

    /// <summary>What all threads write, each on cache lines of its own (processors fetch them in pairs).</summary>
    [StructLayout(LayoutKind.Explicit, Size = 384)]
    private struct Hot
    {
        /// <summary>Ticket of the step in the upper half, the number of items that nobody has claimed in the lower.</summary>
        [FieldOffset(128)]
        public long Cursor;

        /// <summary>Items that helpers have finished; once the caller sleeps, its own too.</summary>
        [FieldOffset(256)]
        public int Finished;
    }

    private sealed class Member(int index)
    {
        public int IsAsleep;

        /// <summary>The worker that it is: the caller is 0.</summary>
        public int Index { get; } = index;

        public AutoResetEvent Bell { get; } = new(false);
    }
}
