using CnnGen;

namespace Examples;

/// <summary>What an experiment trains on and judges by.</summary>
/// <param name="Train">Training samples.</param>
/// <param name="Validation">Samples that show after every epoch how training goes; they may choose what is kept.</param>
/// <param name="Test">Samples that are looked at once, when all is decided; null where there are none.</param>
public sealed record Samples(IDataset Train, IDataset Validation, IDataset? Test = null);
