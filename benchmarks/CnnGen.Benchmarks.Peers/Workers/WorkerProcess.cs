using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using CnnGen.Benchmarks.Peers.Engines;

namespace CnnGen.Benchmarks.Peers.Workers;

/// <summary>The other end of a <see cref="Worker"/>.</summary>
internal sealed class WorkerProcess : IDisposable
{
    /// <summary>glibc asks for huge pages and keeps what is freed (gnu.org, Tunables): native libraries otherwise fault their buffers in again at each call.</summary>
    private const string HugePageTunables = "glibc.malloc.hugetlb=1:glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=1000000000000";

    private readonly Process _process;

    private WorkerProcess(Process process, string engine, string instructionSet, string? failure)
    {
        _process = process;
        Engine = engine;
        InstructionSet = instructionSet;
        Failure = failure;
    }

    /// <summary>Name of the engine.</summary>
    public string Engine { get; }

    /// <summary>As the engine tells it.</summary>
    public string InstructionSet { get; }

    /// <summary>Why the engine cannot be had; null where it is ready.</summary>
    public string? Failure { get; }

    /// <summary>Starts the process and waits until the engine is ready or has said why it is not.</summary>
    public static WorkerProcess Start(string engine, Cell cell)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (string argument in (string[])["worker", cell.Task, cell.Network, Text(cell.Batch), Text(cell.Threads), engine]) start.ArgumentList.Add(argument);
        if (engine.EndsWith(EngineCatalog.HugePages, StringComparison.Ordinal)) start.Environment["GLIBC_TUNABLES"] = HugePageTunables;
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} could not be started.");
        string? first = Read(process);
        return first is not null && first.StartsWith(Worker.Ready, StringComparison.Ordinal)
            ? new(process, engine, first[Worker.Ready.Length..], failure: null)
            : new(process, engine, string.Empty, first?[Worker.Unavailable.Length..] ?? "its process ended without a word");
    }

    /// <summary>What the engine predicts.</summary>
    public float[] Predict() => MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(Ask("predict"))).ToArray();

    /// <summary>Takes steps without a clock.</summary>
    public void Step(int count) => Ask($"step {Text(count)}");

    /// <summary>Milliseconds of each of as many steps as fit, at least one.</summary>
    /// <param name="budget">Milliseconds for all.</param>
    public double[] Time(int budget) => [.. Ask($"run {Text(budget)}").Split(' ').Select(time => double.Parse(time, CultureInfo.InvariantCulture))];

    /// <summary>The most physical memory that the process has had, in MiB.</summary>
    public double PeakMiB() => double.Parse(Ask("memory"), CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        return Read(_process) ?? throw new InvalidOperationException($"The process of {Engine} ended at '{command}'.");
    }

    private static string? Read(Process process)
    {
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith(Worker.Mark, StringComparison.Ordinal)) return line[Worker.Mark.Length..];
        }

        return null;
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
