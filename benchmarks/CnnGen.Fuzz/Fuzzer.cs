using System.Diagnostics;
using System.Globalization;
using CnnGen.Benchmarks.Peers.Measuring;

namespace CnnGen.Fuzz;

/// <summary>What reading one file may take.</summary>
/// <param name="Seconds">Of the clock.</param>
/// <param name="ManagedMiB">Memory taken from the runtime while it is read, given back or not.</param>
/// <param name="ProcessMiB">Physical memory of the process at any time, native libraries included.</param>
internal readonly record struct FuzzBounds(double Seconds, double ManagedMiB, double ProcessMiB);

/// <summary>Reads damaged files, one after the other, and counts what comes of it. A case depends on its number and the seed alone.</summary>
/// <param name="targets">The readers, which take turns at random.</param>
/// <param name="bounds">What is too much.</param>
/// <param name="folder">For the file of the moment.</param>
/// <param name="keep">Where files stay that are read wrongly.</param>
internal sealed class Fuzzer(IReadOnlyList<FuzzTarget> targets, FuzzBounds bounds, string folder, string keep)
{
    /// <summary>After so many a run ends: they are probably one.</summary>
    private const int MostFindings = 20;

    private readonly Dictionary<string, FuzzTally> _tallies = targets.ToDictionary(target => target.Name, _ => new FuzzTally());
    private readonly string _path = Path.Combine(folder, "case");

    private double _processMiB;

    /// <summary>Files that were read wrongly.</summary>
    public int Findings { get; private set; }

    /// <summary>Reads some cases, and says on the way how far it is.</summary>
    public void Run(int seed, long first, long cases)
    {
        long step = Math.Max(1, cases / 10);
        for (long number = first; number < first + cases && Findings < MostFindings; number++)
        {
            RunCase(seed, number);
            long done = number - first + 1;
            if (done % step == 0) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done:N0} of {cases:N0} cases, {Findings} findings"));
        }
    }

    /// <summary>A line a reader, and below it a line for each way in which its files ended.</summary>
    public IEnumerable<string> Report() => _tallies.SelectMany(pair => pair.Value.Describe(pair.Key));

    private void RunCase(int seed, long number)
    {
        var random = new Random(unchecked((int)(((ulong)(uint)seed * 0x9E3779B97F4A7C15) + ((ulong)number * 0xD1B54A32D192ED03) >> 32)));
        FuzzTarget target = targets[random.Next(targets.Count)];
        FuzzCase made = target.Make(random);
        File.WriteAllBytes(_path, made.File);

        long allocated = GC.GetTotalAllocatedBytes();
        long start = Stopwatch.GetTimestamp();
        Exception? error = null;
        try
        {
            made.Read(_path);
        }
        catch (Exception thrown)
        {
            error = thrown;
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double managed = (GC.GetTotalAllocatedBytes() - allocated) / 1048576.0;
        double process = ProcessMemory.PeakMiB();
        _tallies[target.Name].Add(error, seconds, managed, process);

        string? finding = error is not null && !target.IsDocumented(error, _path) ? error.ToString()
            : seconds > bounds.Seconds ? string.Create(CultureInfo.InvariantCulture, $"took {seconds:F1} s")
            : managed > bounds.ManagedMiB ? string.Create(CultureInfo.InvariantCulture, $"took {managed:F0} MiB of managed memory")
            : process > bounds.ProcessMiB && process > _processMiB ? string.Create(CultureInfo.InvariantCulture, $"brought the process to {process:F0} MiB")
            : null;
        _processMiB = process;
        if (finding is not null) Keep(target, seed, number, made.File, finding);
    }

    private void Keep(FuzzTarget target, int seed, long number, byte[] file, string finding)
    {
        Findings++;
        Directory.CreateDirectory(keep);
        string path = Path.Combine(keep, string.Create(CultureInfo.InvariantCulture, $"{target.Name}-{(uint)seed}-{number}"));
        File.WriteAllBytes(path, file);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target.Name}, case {number} of seed {seed}, kept as {path}: {finding}"));
    }
}
