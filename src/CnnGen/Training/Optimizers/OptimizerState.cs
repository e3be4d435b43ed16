namespace CnnGen;

/// <summary>What an optimiser remembers of each parameter, such as Adam's first moment.</summary>
/// <param name="Name">Name of the quantity, unique within the optimiser.</param>
/// <param name="Values">One value a parameter, in the order of the parameters.</param>
public readonly record struct OptimizerState(string Name, Memory<float> Values);
