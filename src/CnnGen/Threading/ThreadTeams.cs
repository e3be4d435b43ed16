namespace CnnGen;

/// <summary>
/// The teams of a process, and the cores that they share: each call that splits steps has a team, and no more helpers than leave every such call a core.
/// With as many calls as cores at once, as in a busy server, none has helpers and all run as on one thread.
/// </summary>
/// <param name="cores">Cores to share.</param>
/// <param name="helpsAlways">Whether helpers help even where they hold the caller up: for tests that want many threads on few cores.</param>
internal sealed class ThreadTeams(int cores, bool helpsAlways = false)
{
    private readonly Lock _gate = new();

    /// <summary>The team used last on top: its helpers may still be awake.</summary>
    private readonly Stack<ThreadTeam> _resting = new();

    private int _callers;

    /// <summary>Those of the process, for the cores that it may use: affinity and the limits of a container count.</summary>
    public static ThreadTeams Shared { get; } = new(Environment.ProcessorCount);

    /// <summary>Cores to share.</summary>
    public int Cores => cores;

    /// <summary>Whether helpers help even where they hold the caller up.</summary>
    public bool HelpsAlways => helpsAlways;

    /// <summary>Gives a team to a caller until it is returned.</summary>
    public ThreadTeam Rent()
    {
        ThreadTeam.PrepareThread();
        lock (_gate)
        {
            ThreadTeam team = _resting.Count > 0 ? _resting.Pop() : new ThreadTeam(this);
            Interlocked.Increment(ref _callers);
            team.IsRented = true;
            return team;
        }
    }

    /// <summary>Takes a team back after the last step of a call.</summary>
    public void Return(ThreadTeam team)
    {
        lock (_gate)
        {
            team.IsRented = false;
            Interlocked.Decrement(ref _callers);
            _resting.Push(team);
        }
    }

    /// <summary>Helpers that a team may have at work, or awake, at this moment.</summary>
    public int HelpersOf(ThreadTeam team)
    {
        int callers = Volatile.Read(ref _callers);
        if (team.IsRented) return Math.Max(1, cores / Math.Max(1, callers)) - 1;
        return callers == 0 ? cores - 1 : 0;
    }
}
