namespace CnnGen;

/// <summary>Samples that a thread takes through several layers at a time; for generated code.</summary>
/// <param name="Memory">Which of the memories for slices is theirs.</param>
/// <param name="Piece">The piece of the batch that they belong to, in training.</param>
/// <param name="First">The first sample.</param>
/// <param name="End">The sample behind the last.</param>
public readonly record struct SampleSlice(int Memory, int Piece, int First, int End);
