using System.Globalization;
using CnnGen.Benchmarks.Peers.Engines;
using CnnGen.Benchmarks.Peers.Measuring;
using CnnGen.Benchmarks.Peers.Workers;

namespace CnnGen.Benchmarks.Peers;

/// <summary>Measures the engines of one cell: outputs are compared first, then they take turns, round after round, so that what else happens on the machine meets all of them.</summary>
/// <param name="rounds">Turns of each engine; one more before them is not counted.</param>
/// <param name="milliseconds">Of a turn.</param>
internal sealed class Comparison(int rounds, int milliseconds)
{
    /// <summary>Names of the columns.</summary>
    public const string Header = "task,network,batch,threads,engine,isa,median_ms,p10_ms,p90_ms,images_per_s,gflops,fma_peak_gflops,peak_rss_mib";

    /// <summary>Of the norm of the difference to the norm of the outputs: what sums in another order can explain.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>The same of what some training steps change, which is a small part of the outputs.</summary>
    private const double TrainingTolerance = 1e-2;

    private const int CheckedSteps = 3;

    /// <summary>A training step counts as three forward passes: forward, and the gradients of inputs and of weights.</summary>
    private const int PassesOfTrainingStep = 3;

    /// <summary>A row for each engine; one that cannot be had, or predicts something else, has the reason in place of figures.</summary>
    public IEnumerable<string> Measure(Cell cell, IEnumerable<string> engines)
    {
        using IEngine reference = EngineCatalog.Create(EngineCatalog.Ours, cell);
        float[] expected = [.. reference.Predict()];
        float[] trained = [.. Trained(cell, reference)];
        var workers = new List<WorkerProcess>();
        try
        {
            foreach (string engine in engines.Where(engine => EngineCatalog.Does(engine, cell.Task))) workers.Add(WorkerProcess.Start(engine, cell));
            return [.. Rows(cell, workers, expected, trained)];
        }
        finally
        {
            foreach (WorkerProcess worker in workers) worker.Dispose();
        }
    }

    /// <summary>Outputs after some steps, empty where there is nothing to compare: dropout is drawn anew by every library.</summary>
    private static float[] Trained(Cell cell, IEngine reference)
    {
        if (!cell.Trains || Networks.Create(cell.Network).Info.Layers.Any(layer => layer is DropoutInfo)) return [];
        for (int step = 0; step < CheckedSteps; step++) reference.Step();
        return reference.Predict();
    }

    private IEnumerable<string> Rows(Cell cell, List<WorkerProcess> workers, float[] expected, float[] trained)
    {
        ModelInfo model = Networks.Create(cell.Network).Info;
        var timed = new List<WorkerProcess>();
        foreach (WorkerProcess worker in workers)
        {
            string? problem = worker.Failure is { } failure ? $"unavailable: {failure}" : Problem(worker, expected, trained);
            if (problem is null) timed.Add(worker);
            else yield return $"{Place(cell, worker)},{problem.Replace(',', ';')},,,,,,";
        }

        var times = timed.ToDictionary(worker => worker, _ => new List<double>());
        var peaks = new List<double>();
        foreach (WorkerProcess worker in timed) worker.Time(milliseconds);
        for (int round = 0; round < rounds; round++)
        {
            peaks.Add(FmaPeak.Measure(cell.Threads));

            // Each round begins with another engine, so that none always follows the same one.
            for (int i = 0; i < timed.Count; i++)
            {
                WorkerProcess worker = timed[(round + i) % timed.Count];
                times[worker].AddRange(worker.Time(milliseconds));
            }
        }

        double peak = Quantiles.Of(peaks, 0.5);
        double flops = 2.0 * model.MultiplyAdds * cell.Batch * (cell.Trains ? PassesOfTrainingStep : 1);
        foreach (WorkerProcess worker in timed)
        {
            double median = Quantiles.Of(times[worker], 0.5);
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{Place(cell, worker)},{median:F4},{Quantiles.Of(times[worker], 0.1):F4},{Quantiles.Of(times[worker], 0.9):F4},{cell.Batch / median * 1000:F1},{flops / median / 1e6:F1},{peak:F1},{worker.PeakMiB():F1}");
        }
    }

    private static string Place(Cell cell, WorkerProcess worker) =>
        string.Create(CultureInfo.InvariantCulture, $"{cell.Task},{cell.Network},{cell.Batch},{cell.Threads},{worker.Engine},{worker.InstructionSet}");

    /// <summary>What an engine gets wrong; null where it agrees.</summary>
    private static string? Problem(WorkerProcess worker, float[] expected, float[] trained)
    {
        float[] outputs = worker.Predict();
        if (outputs.Length != expected.Length) return $"differs: {outputs.Length} outputs and not {expected.Length}";
        double apart = Distance(outputs, expected) / Distance(expected, new float[expected.Length]);
        if (!(apart <= Tolerance)) return string.Create(CultureInfo.InvariantCulture, $"differs: outputs by {apart:E1} of their norm");
        if (trained.Length == 0) return null;
        worker.Step(CheckedSteps);
        double trainedApart = Distance(worker.Predict(), trained) / Distance(trained, expected);
        return trainedApart <= TrainingTolerance ? null : string.Create(CultureInfo.InvariantCulture, $"differs: what {CheckedSteps} training steps change by {trainedApart:E1} of its norm");
    }

    private static double Distance(float[] a, float[] b) => Math.Sqrt(a.Zip(b, (x, y) => Math.Pow((double)x - y, 2)).Sum());
}
