using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using CnnGen.Benchmarks.Peers.Engines;
using CnnGen.Benchmarks.Peers.Networks;

namespace CnnGen.Benchmarks.Peers.Workers;

/// <summary>The other end of a <see cref="Worker"/>.</summary>
internal sealed class WorkerProcess : IDisposable
{
    /// <summary>glibc asks for huge pages and keeps what is freed (gnu.org, Tunables): native libraries otherwise fault their buffers in again at each call.</summary>
    private const string HugePageTunables = "glibc.malloc.hugetlb=1:glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=1000000000000";

    private readonly Process _process;

    private WorkerProcess(Process process, string instructionSet)
    {
        _process = process;
        InstructionSet = instructionSet;
    }

    /// <summary>As the engine tells it.</summary>
    public string InstructionSet { get; }

    /// <summary>Whether the engine has computed nothing yet.</summary>
    public bool IsNew { get; private set; } = true;

    /// <summary>Seconds that the process has spent on cores.</summary>
    public double ProcessorSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Starts the process and waits until the engine is ready.</summary>
    /// <param name="engine">One of <see cref="EngineCatalog.Names"/>.</param>
    /// <param name="cell">What it is to do.</param>
    /// <param name="files">Of the cell's network.</param>
    /// <param name="withoutAvx512">Whether CnnGen's process is one without AVX-512; then its 256-bit code has the 16 registers of AVX2 and not 32.</param>
    /// <exception cref="EngineException">The engine cannot be had.</exception>
    public static WorkerProcess Start(string engine, Cell cell, NetworkFiles files, bool withoutAvx512)
    {
        ProcessStartInfo start = ChildProcess.Describe(
            Worker.Command, engine, cell.Task, cell.Optimizer, cell.Network, ChildProcess.Text(cell.Batch), ChildProcess.Text(cell.Threads), files.Folder);
        if (engine.EndsWith(EngineCatalog.HugePages, StringComparison.Ordinal)) start.Environment["GLIBC_TUNABLES"] = HugePageTunables;
        if (withoutAvx512 && engine == EngineCatalog.Ours) start.Environment["DOTNET_EnableAVX512"] = "0";
        Process process = ChildProcess.Start(start);
        string? first = Read(process);
        if (first is not null && first.StartsWith(Worker.Ready, StringComparison.Ordinal)) return new WorkerProcess(process, first[Worker.Ready.Length..]);
        process.Dispose();
        throw new EngineException($"unavailable: {first?[Worker.Unavailable.Length..] ?? "its process ended without a word"}");
    }

    /// <summary>What the engine predicts.</summary>
    /// <exception cref="EngineException">Its process has ended.</exception>
    public float[] Predict() => MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(Ask("predict"))).ToArray();

    /// <summary>Takes steps without a clock, and returns the loss of each.</summary>
    /// <exception cref="EngineException">Its process has ended.</exception>
    public double[] Step(int count) => Numbers($"step {ChildProcess.Text(count)}");

    /// <summary>Milliseconds of each of as many steps as fit, at least one.</summary>
    /// <param name="budget">Milliseconds for all.</param>
    /// <exception cref="EngineException">Its process has ended.</exception>
    public double[] Time(int budget) => Numbers($"run {ChildProcess.Text(budget)}");

    /// <summary>The most physical memory that the process has had, in MiB.</summary>
    /// <exception cref="EngineException">Its process has ended.</exception>
    public double PeakMiB() => Numbers("memory")[0];

    public void Dispose()
    {
        Tell(input => input.Close());
        _process.WaitForExit();
        _process.Dispose();
    }

    private double[] Numbers(string command) => [.. Ask(command).Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];

    private string Ask(string command)
    {
        IsNew = false;
        Tell(input => input.WriteLine(command));
        return Read(_process) ?? throw new EngineException($"failed: its process ended at '{command}'");
    }

    private void Tell(Action<StreamWriter> tell)
    {
        try
        {
            tell(_process.StandardInput);
        }
        catch (IOException)
        {
            // The process has ended: there will be no answer either.
        }
    }

    private static string? Read(Process process)
    {
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith(Worker.Mark, StringComparison.Ordinal)) return line[Worker.Mark.Length..];
        }

        return null;
    }
}
