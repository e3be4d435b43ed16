namespace CnnGen;

/// <summary>
/// Trades time for memory in training: of what layers leave for the backward pass only checkpoints are kept, chosen at build time so that training takes the least memory,
/// and the forward kernels between two checkpoints run a second time just before the gradients that read what they leave (Chen et al. 2016, arXiv 1604.06174). Results are the same bits:
/// dropout draws the same numbers again, a batch normalisation applies the figures of the first time and moves its running averages once.
/// <see cref="CompiledModel.TrainingMemoryFor"/> and the model's <c>Summary</c> say what training takes with it; the summary also names the layers that run twice, and what that adds in arithmetic:
/// at most one forward pass, a third of a step. Where it would save nothing, training stays as it is without. Predicting does not change.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RecomputeAttribute : Attribute;
