namespace CnnGen;

/// <summary>
/// Where a training keeps a file from which it can go on, and how often. The file is written beside and renamed into place, so that there is a whole one
/// at every moment; it holds weights, optimiser, averages, best weights, history and the position within the epoch. A training that goes on from it
/// ends with the bits of one that was never interrupted, given the same data, options, instruction set and version.
/// </summary>
/// <param name="Path">The file; one that is there is replaced.</param>
public sealed record CheckpointOptions(string Path)
{
    /// <summary>Steps from one file to the next, counted from the start of the training; null for none within epochs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? EverySteps { get; init => field = AtLeastOne(value, nameof(EverySteps)); }

    /// <summary>Epochs from one file to the next; null for none at their ends. One is written at the end of training in any case.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? EveryEpochs { get; init => field = AtLeastOne(value, nameof(EveryEpochs)); } = 1;

    /// <summary>
    /// Whether training goes on from the file where there is one; otherwise it begins anew and the file is replaced at the first occasion. Weights, the seed of dropout and
    /// the optimiser's learning rate are then the file's; there may be more epochs than before.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>Whether a file of another instruction set or version of the library is refused, whose training would go on to other last bits.</summary>
    public bool Exact { get; init; } = true;

    private static int? AtLeastOne(int? value, string name)
    {
        if (value is { } count) ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, name);
        return value;
    }
}
