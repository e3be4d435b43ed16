using System.Globalization;

namespace CnnGen.Fuzz;

/// <summary>What came of the files of one reader.</summary>
internal sealed class FuzzTally
{
    private readonly SortedDictionary<string, long> _outcomes = new(StringComparer.Ordinal);
    private double _slowest;
    private double _mostManaged;
    private double _mostProcess;

    /// <summary>Adds a file.</summary>
    /// <param name="error">What was thrown; null where it was read.</param>
    /// <param name="seconds">Time that it took.</param>
    /// <param name="managedMiB">Memory taken from the runtime.</param>
    /// <param name="processMiB">The most memory that the process has had.</param>
    public void Add(Exception? error, double seconds, double managedMiB, double processMiB)
    {
        string outcome = error is null ? "read" : error.GetType().Name;
        _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
        _slowest = Math.Max(_slowest, seconds);
        _mostManaged = Math.Max(_mostManaged, managedMiB);
        _mostProcess = Math.Max(_mostProcess, processMiB);
    }

    /// <summary>Lines for people.</summary>
    public IEnumerable<string> Describe(string name)
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-12} {_outcomes.Values.Sum(),11:N0} files, slowest {_slowest * 1000:F0} ms, most managed memory {_mostManaged:F1} MiB, process up to {_mostProcess:F0} MiB");
        foreach ((string outcome, long count) in _outcomes) yield return string.Create(CultureInfo.InvariantCulture, $"  {outcome,-28} {count,11:N0}");
    }
}
