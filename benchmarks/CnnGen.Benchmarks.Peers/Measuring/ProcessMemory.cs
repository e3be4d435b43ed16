using System.Diagnostics;
using System.Globalization;

namespace CnnGen.Benchmarks.Peers.Measuring;

/// <summary>Memory of this process.</summary>
internal static class ProcessMemory
{
    /// <summary>The most physical memory that it has had, in MiB.</summary>
    public static double PeakMiB()
    {
        const string peak = "VmHWM:", status = "/proc/self/status";
        if (!File.Exists(status))
        {
            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64 / 1048576.0;
        }

        string line = File.ReadLines(status).First(each => each.StartsWith(peak, StringComparison.Ordinal));
        return long.Parse(line[peak.Length..].Replace("kB", string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024.0;
    }
}
