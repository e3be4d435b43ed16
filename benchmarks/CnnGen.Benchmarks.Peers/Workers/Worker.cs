using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using CnnGen.Benchmarks.Peers.Engines;
using CnnGen.Benchmarks.Peers.Measuring;
using CnnGen.Benchmarks.Peers.Networks;

namespace CnnGen.Benchmarks.Peers.Workers;

/// <summary>
/// The process of one engine: threads, allocator and memory are its own, and nothing of another engine disturbs it. It says that it is ready, or why it
/// is not, then answers commands, one a line: <c>predict</c> with the outputs, <c>step N</c> with the losses of the steps, <c>run MS</c> with the times of
/// as many steps as fit, <c>memory</c>.
/// </summary>
internal static class Worker
{
    /// <summary>First argument of the process; engine, task, optimiser, network, batch, threads and the folder of the network's files follow.</summary>
    public const string Command = "worker";

    /// <summary>Begins the first line of an engine that is ready; its instruction set follows.</summary>
    public const string Ready = "ready ";

    /// <summary>Begins the first line of an engine that cannot be had; the reason follows.</summary>
    public const string Unavailable = "unavailable ";

    /// <summary>Begins every line of an answer; whatever else a library prints is skipped.</summary>
    public const string Mark = "@";

    /// <summary>Runs until its input ends.</summary>
    public static int Run(string engine, Cell cell, NetworkFiles files)
    {
        IEngine ready;
        try
        {
            ready = EngineCatalog.Create(engine, cell, files);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // A native library that cannot be loaded comes as one of many exceptions, wrapped in others; behind the first line libraries list where they looked.
            Answer(Unavailable + failure.GetBaseException().Message.ReplaceLineEndings("\n").Split('\n')[0]);
            return 0;
        }

        using (ready)
        {
            Answer(Ready + ready.InstructionSet);
            while (Console.ReadLine() is { } command) Answer(Execute(ready, command));
        }

        return 0;
    }

    private static string Execute(IEngine engine, string command) => command.Split(' ') switch
    {
        ["predict"] => Convert.ToBase64String(MemoryMarshal.AsBytes<float>(engine.Predict())),
        ["step", string count] => Numbers(Steps(engine, int.Parse(count, CultureInfo.InvariantCulture))),
        ["run", string budget] => Numbers(Time(engine, int.Parse(budget, CultureInfo.InvariantCulture))),
        ["memory"] => Numbers([ProcessMemory.PeakMiB()]),
        _ => throw new ArgumentException($"A worker does not know '{command}'."),
    };

    private static double[] Steps(IEngine engine, int count)
    {
        var losses = new double[count];
        foreach (ref double loss in losses.AsSpan())
        {
            engine.Step();
            loss = engine.Loss;
        }

        return losses;
    }

    /// <summary>Milliseconds of each step; one step before them warms the caches that another engine has emptied.</summary>
    private static List<double> Time(IEngine engine, int budget)
    {
        engine.Step();
        var times = new List<double>();
        long begin = Stopwatch.GetTimestamp();
        do
        {
            long start = Stopwatch.GetTimestamp();
            engine.Step();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        while (Stopwatch.GetElapsedTime(begin).TotalMilliseconds < budget);
        return times;
    }

    private static string Numbers(IEnumerable<double> values) => string.Join(' ', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));

    private static void Answer(string line) => Console.WriteLine(Mark + line);
}
