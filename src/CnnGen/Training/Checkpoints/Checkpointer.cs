namespace CnnGen;

/// <summary>Writes the checkpoints of one training, and brings the training back to where one was written.</summary>
internal sealed class Checkpointer(CheckpointOptions options, CompiledModel model, Optimizer optimizer, WeightAverage? average, BestWeights? best, CheckpointSetup setup)
{
    private static readonly string Version = typeof(CompiledModel).Assembly.GetName().Version?.ToString() ?? string.Empty;

    /// <summary>Whether a file is due within an epoch.</summary>
    /// <param name="step">Steps taken since the start of the training.</param>
    public bool IsDueAfterStep(long step) => options.EverySteps is { } every && step % every == 0;

    /// <summary>Whether a file is due at the end of an epoch.</summary>
    /// <param name="epoch">Its number, from 1.</param>
    public bool IsDueAfterEpoch(int epoch) => options.EveryEpochs is { } every && epoch % every == 0;

    /// <summary>Writes where the training stands. The weights are finite.</summary>
    public void Write(int step, double epochSeconds, double secondsWaited, in RunningTotals totals, IReadOnlyList<EpochResult> epochs, IReadOnlyList<TrainingWarning> warnings)
    {
        var state = new CheckpointState(
            Version, model.InstructionSet, setup, step, epochSeconds, secondsWaited, totals.Sums, model.Seed, model.StepCount, optimizer.StepCount, optimizer.LearningRate,
            average?.Steps ?? 0, best?.Cost ?? double.PositiveInfinity, epochs, warnings);
        CheckpointFile.Write(options.Path, model.Info, Tensors(), state);
    }

    /// <summary>Brings model, optimiser, average and best weights to where the file was written.</summary>
    /// <returns>The rest of what it says; null where training is to begin anew.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, or of another model.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no folder for the file.</exception>
    /// <exception cref="ArgumentException">The file is of a training with other options, instructions or version. Nothing has been changed.</exception>
    public CheckpointState? Resume()
    {
        string full = Path.GetFullPath(options.Path);
        if (Path.GetDirectoryName(full) is not { } folder || !Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"{options.Path}: the folder for checkpoints does not exist."); // better now than after an epoch
        }

        CheckpointFile.RemoveLeftovers(full, folder);
        if (!options.Resume || !File.Exists(options.Path)) return null;
        CheckpointState? state = null;
        CheckpointFile.Read(options.Path, model.Info, found =>
        {
            Check(found);
            state = found;
            optimizer.Allocate(model.Info.TrainableFloats);
            return Tensors();
        });
        model.Parameters.MarkChanged();
        (model.Seed, model.StepCount) = (state!.ModelSeed, state.ModelStepCount);
        (optimizer.StepCount, optimizer.LearningRate) = (state.OptimizerStepCount, state.LearningRate);
        if (average is not null) average.Steps = state.AverageSteps;
        if (best is not null) best.Cost = state.BestCost;
        return state;
    }

    private void Check(CheckpointState state)
    {
        string? difference = state.Setup.DifferenceFrom(setup);
        if (difference is not null) throw Refused($"{difference}. Give the options that it was begun with, or another path");
        if (!options.Exact) return;
        const string remedy = $"or set {nameof(CheckpointOptions.Exact)}, of the checkpoint's options or of the run, to false to go on to other last bits";
        if (state.InstructionSet != model.InstructionSet) throw Refused($"it ran on {state.InstructionSet} kernels and this model runs on {model.InstructionSet}. Set the model's InstructionSet where the machine has it, {remedy}");
        if (state.Version != Version) throw Refused($"version {Cut(state.Version)} of CnnGen wrote it and this is {Version}. Go on with that version, {remedy}");
    }

    private List<CheckpointTensors> Tensors() =>
    [
        new(string.Empty, model.Parameters.AllMemory, IsTrainableOnly: false),
        .. optimizer.State.Select(state => new CheckpointTensors($"optimizer.{state.Name}.", state.Values, IsTrainableOnly: true)),
        .. Optional("average.", average?.Values, isTrainableOnly: true),
        .. Optional("best.", best?.Values, isTrainableOnly: false),
    ];

    private static IEnumerable<CheckpointTensors> Optional(string prefix, Memory<float>? values, bool isTrainableOnly)
    {
        if (values is { } present) yield return new CheckpointTensors(prefix, present, isTrainableOnly);
    }

    private static string Cut(string text) => text.Length <= 100 ? text : text[..100];

    private ArgumentException Refused(string what, string option = nameof(FitOptions.Checkpoint)) => new($"{options.Path}: its training is another one: {what}.", option);
}
