using CnnGen.Benchmarks.Peers.Engines;
using CnnGen.Benchmarks.Peers.Measuring;
using CnnGen.Benchmarks.Peers.Networks;
using CnnGen.Benchmarks.Peers.Results;
using CnnGen.Benchmarks.Peers.Workers;

namespace CnnGen.Benchmarks.Peers.Comparing;

/// <summary>Measures the engines of one cell: answers are compared first, then engines take turns, round after round, so that what else happens on the machine meets all of them.</summary>
/// <param name="networks">Files of the networks.</param>
/// <param name="rounds">Turns of each engine.</param>
/// <param name="milliseconds">Of a turn.</param>
/// <param name="withoutAvx512">Whether CnnGen's process is one without AVX-512.</param>
internal sealed class Comparison(PreparedNetworks networks, int rounds, int milliseconds, bool withoutAvx512)
{
    /// <summary>Milliseconds between turns: the threads of some libraries wait busily for a while after their last call.</summary>
    private const int Pause = 30;

    /// <summary>The figures of all engines; one that cannot be had, or computes something else, has the reason in place of figures.</summary>
    public CellResult Measure(Cell cell, IEnumerable<string> engines)
    {
        bool stays = !NetworkCatalog.Find(cell.Network).IsLarge;
        NetworkFiles files = networks[cell.Network];
        Participant[] participants = [.. engines.Where(engine => EngineCatalog.Does(engine, cell.Task)).Select(engine => new Participant(engine, cell, files, withoutAvx512, stays))];
        try
        {
            var watch = new MachineWatch(() => participants.Sum(participant => participant.ProcessorSeconds));
            Dictionary<Participant, EngineResult> results = Check(cell, participants);
            if (stays) TakeTurns(results, 0, participant => participant.Take(Turn));
            var peaks = FmaPeak.Widths.ToDictionary(bits => bits, _ => new List<double>());
            for (int round = 0; round < rounds; round++)
            {
                foreach ((int bits, List<double> rates) in peaks) rates.Add(FmaPeak.Measure(bits, cell.Threads));
                TakeTurns(results, round, participant => results[participant].Rounds.Add(participant.Take(Turn)));
            }

            foreach ((Participant participant, EngineResult result) in results) result.PeakMiB = participant.PeakMiB;
            return new CellResult(cell, NetworkDescription.Read(files.Description).MultiplyAdds, [.. results.Values], peaks, watch.Read());
        }
        finally
        {
            foreach (Participant participant in participants) participant.Dispose();
        }
    }

    /// <summary>The first call of a process prepares what later ones use; the first of a turn is not counted in any case.</summary>
    private double[] Turn(WorkerProcess worker)
    {
        if (worker.IsNew) worker.Step(1);
        return worker.Time(milliseconds);
    }

    /// <summary>Compares all with the first that answers.</summary>
    private Dictionary<Participant, EngineResult> Check(Cell cell, Participant[] participants)
    {
        var results = new Dictionary<Participant, EngineResult>();
        Answers? reference = null;
        foreach (Participant participant in participants)
        {
            var result = new EngineResult(participant.Engine);
            results.Add(participant, result);
            try
            {
                Answers answers = Ask(cell, participant);
                Difference difference = answers.From(reference ??= answers);
                result.Difference = difference;
                if (!difference.IsRounding) result.Problem = "differs";
            }
            catch (EngineException failure)
            {
                result.Problem = failure.Message;
            }

            result.InstructionSet = participant.InstructionSet;
        }

        return results;
    }

    /// <summary>The answers of a participant; in training those of the network without dropout, which every library draws for itself.</summary>
    private Answers Ask(Cell cell, Participant participant)
    {
        if (!cell.Trains || NetworkCatalog.Find(cell.Network).WithoutDropout is not { } name) return participant.Take(worker => Answers.Of(worker, cell));
        participant.Take(worker => worker.InstructionSet);
        Cell compared = cell with { Network = name };
        using var other = new Participant(participant.Engine, compared, networks[name], withoutAvx512, stays: false);
        return other.Take(worker => Answers.Of(worker, compared));
    }

    /// <summary>A turn of each participant that has no problem, one after the other. Each round begins with another, so that none always follows the same one.</summary>
    private static void TakeTurns(Dictionary<Participant, EngineResult> results, int round, Action<Participant> turn)
    {
        Participant[] ready = [.. results.Where(each => each.Value.Problem is null).Select(each => each.Key)];
        for (int i = 0; i < ready.Length; i++)
        {
            Participant participant = ready[(round + i) % ready.Length];
            Thread.Sleep(Pause);
            try
            {
                turn(participant);
            }
            catch (EngineException failure)
            {
                results[participant].Problem = failure.Message;
            }
        }
    }
}
