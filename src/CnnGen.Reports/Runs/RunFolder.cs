namespace CnnGen.Reports;

/// <summary>The files of a run.</summary>
/// <param name="path">Their folder.</param>
internal sealed class RunFolder(string path)
{
    /// <summary>What the run was begun with.</summary>
    public string Config { get; } = Path.Combine(path, "config.json");

    /// <summary>What it goes on from.</summary>
    public string Checkpoint { get; } = Path.Combine(path, "checkpoint");

    /// <summary>The epochs that have ended, each written once the checkpoint after it is there.</summary>
    public string History { get; } = Path.Combine(path, "history.csv");

    /// <summary>The model, once training has ended.</summary>
    public string Model { get; } = Path.Combine(path, "model.safetensors");

    /// <summary>Whether any of them is there.</summary>
    public bool HoldsRun => new[] { Config, Checkpoint, History, Model }.Any(File.Exists);

    /// <summary>Reads what the run was begun with, and looks whether it can go on.</summary>
    /// <exception cref="InvalidDataException">A file is damaged or missing; the message names it.</exception>
    public TrainingConfig ReadConfig()
    {
        if (!File.Exists(Config)) throw new InvalidDataException($"{Config} is missing, which says what the run that left files beside it was begun with.");
        bool hasEnded = File.Exists(History) || File.Exists(Model);
        if (hasEnded && !File.Exists(Checkpoint)) throw new InvalidDataException($"{Checkpoint} is missing, without which the run cannot go on; what is left of it stays as it is.");
        return TrainingConfig.Load(Config);
    }

    /// <summary>Says that the folder holds this run and, where it is a new one, no longer another.</summary>
    /// <param name="config">What it is begun with, or gone on with.</param>
    /// <param name="isNew">Whether it does not go on with what is there.</param>
    public void Begin(TrainingConfig config, bool isNew)
    {
        if (isNew)
        {
            // Killed in between, what is left is the other run, which can still go on, or its settings alone: never weights of one with settings of the other.
            TrainingReport.Remove(path);
            foreach (string file in new[] { Model, History, Checkpoint }) File.Delete(file);
        }

        config.Save(Config);
    }
}
