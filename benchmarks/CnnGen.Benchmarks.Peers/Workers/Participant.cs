using CnnGen.Benchmarks.Peers.Engines;
using CnnGen.Benchmarks.Peers.Networks;

namespace CnnGen.Benchmarks.Peers.Workers;

/// <summary>An engine that takes part in the measurement of a cell: its process, kept from turn to turn or started for each.</summary>
/// <param name="engine">One of <see cref="EngineCatalog.Names"/>.</param>
/// <param name="cell">What it is to do.</param>
/// <param name="files">Of the cell's network.</param>
/// <param name="withoutAvx512">Whether CnnGen's process is one without AVX-512.</param>
/// <param name="stays">Whether the process is kept.</param>
internal sealed class Participant(string engine, Cell cell, NetworkFiles files, bool withoutAvx512, bool stays) : IDisposable
{
    private WorkerProcess? _process;

    /// <summary>Name of the engine.</summary>
    public string Engine => engine;

    /// <summary>As the engine tells it; empty before its first turn.</summary>
    public string InstructionSet { get; private set; } = string.Empty;

    /// <summary>The most physical memory that its process has had, in MiB.</summary>
    public double PeakMiB { get; private set; }

    /// <summary>Seconds that its process, where there is one now, has spent on cores.</summary>
    public double ProcessorSeconds => _process?.ProcessorSeconds ?? 0;

    /// <summary>A turn.</summary>
    /// <exception cref="EngineException">The engine cannot be had, or its process ended.</exception>
    public T Take<T>(Func<WorkerProcess, T> turn)
    {
        _process ??= WorkerProcess.Start(engine, cell, files, withoutAvx512);
        InstructionSet = _process.InstructionSet;
        bool ended = true;
        try
        {
            T result = turn(_process);
            PeakMiB = Math.Max(PeakMiB, _process.PeakMiB());
            ended = !stays;
            return result;
        }
        finally
        {
            if (ended) Dispose();
        }
    }

    public void Dispose()
    {
        _process?.Dispose();
        _process = null;
    }
}
