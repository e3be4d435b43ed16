using System.Diagnostics;
using System.Globalization;

namespace CnnGen.Benchmarks.Peers.Measuring;

/// <summary>What else went on while something was measured.</summary>
/// <param name="OtherCores">Cores that other programs used, on average.</param>
/// <param name="StolenCores">Cores that the host of a virtual machine took away, on average.</param>
internal readonly record struct Disturbance(double OtherCores, double StolenCores)
{
    private const double Limit = 0.1;

    /// <summary>Whether it is more than a machine at rest has.</summary>
    public bool IsStrong => OtherCores + StolenCores > Limit;
}

/// <summary>Watches the cores of a Linux machine (proc(5)) from its creation on.</summary>
internal sealed class MachineWatch
{
    private const double TicksPerSecond = 100;

    private readonly Func<double> _liveSeconds;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly (double Busy, double Stolen, double Own) _before;

    /// <param name="liveSeconds">Seconds that the child processes now alive have spent on cores.</param>
    public MachineWatch(Func<double> liveSeconds)
    {
        _liveSeconds = liveSeconds;
        if (OperatingSystem.IsLinux()) _before = Now();
    }

    /// <summary>What the system calls its load: programs that run or wait to, averaged over a minute. Null where it does not tell.</summary>
    public static double? LoadAverage => OperatingSystem.IsLinux() ? Number(File.ReadAllText("/proc/loadavg").Split(' ')[0]) : null;

    /// <summary>From the creation until now; null where the system does not tell.</summary>
    public Disturbance? Read()
    {
        if (!OperatingSystem.IsLinux()) return null;
        double seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        (double busy, double stolen, double own) = Now();
        return new Disturbance(Math.Max(0, busy - _before.Busy - (own - _before.Own)) / seconds, (stolen - _before.Stolen) / seconds);
    }

    private (double Busy, double Stolen, double Own) Now()
    {
        double[] cores = [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Number)];
        double busy = cores[0] + cores[1] + cores[2] + cores[5] + cores[6];

        // Behind the name in brackets, which may hold anything: own time in the fields 14 and 15, that of children that have ended in 16 and 17.
        string process = File.ReadAllText("/proc/self/stat");
        string[] fields = process[(process.LastIndexOf(')') + 2)..].Split(' ');
        double own = Enumerable.Range(11, 4).Sum(i => Number(fields[i]));
        return (busy / TicksPerSecond, cores[7] / TicksPerSecond, (own / TicksPerSecond) + _liveSeconds());
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
