namespace CnnGen.Benchmarks.Peers.Engines;

/// <summary>What is measured.</summary>
/// <param name="Task"><see cref="Predicting"/> or <see cref="Training"/>.</param>
/// <param name="Optimizer">One of <see cref="TrainingDefaults.Optimizers"/>; <see cref="None"/> where nothing is trained.</param>
/// <param name="Network">Name of a network.</param>
/// <param name="Batch">Pictures of a call.</param>
/// <param name="Threads">Threads that an engine may use.</param>
internal sealed record Cell(string Task, string Optimizer, string Network, int Batch, int Threads)
{
    /// <summary>The task of predicting.</summary>
    public const string Predicting = "infer";

    /// <summary>The task of training.</summary>
    public const string Training = "train";

    /// <summary>The optimiser of predicting.</summary>
    public const string None = "none";

    /// <summary>Whether steps train.</summary>
    public bool Trains => Task == Training;

    public override string ToString()
    {
        string what = Trains ? $"{Network} trained with {Optimizer}" : Network;
        return $"{what}, batch {Batch}, {Threads} {(Threads == 1 ? "thread" : "threads")}";
    }
}
