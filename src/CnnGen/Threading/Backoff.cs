using System.Diagnostics;

namespace CnnGen;

/// <summary>
/// How long a caller goes without helpers after they have held it up, which they do where another program takes their cores.
/// The first time is short; each that comes soon after the one before is twice as long, up to five milliseconds: to try again that often costs a hundredth, and a core that is free
/// again is used at once. Times are those of <see cref="Stopwatch"/>.
/// </summary>
internal struct Backoff
{
    private static readonly long Longest = Stopwatch.Frequency / 200;

    private long _length;
    private long _end;

    /// <summary>Whether it lasts at this time.</summary>
    public readonly bool Lasts(long now) => now < _end;

    /// <summary>Begins one.</summary>
    /// <param name="now">The time.</param>
    /// <param name="lost">How long the caller was held up.</param>
    public void Begin(long now, long lost)
    {
        bool cameSoon = now - _end < _length;
        _length = Math.Min(Longest, Math.Max(2 * lost, cameSoon ? 2 * _length : 0));
        _end = now + _length;
    }
}
