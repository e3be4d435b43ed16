namespace CnnGen.Benchmarks.Peers.Engines;

/// <summary>What every trainer uses: the same formulas, with steps small enough to stay finite on noise.</summary>
internal static class TrainingDefaults
{
    /// <summary>Stochastic gradient descent with <see cref="Momentum"/>.</summary>
    public const string Sgd = "sgd";

    /// <summary>Adam as in algorithm 1 of its paper, which is libtorch's form.</summary>
    public const string Adam = "adam";

    /// <summary>Of <see cref="Sgd"/>.</summary>
    public const float SgdRate = 1e-3f;

    /// <summary>Of <see cref="Sgd"/>.</summary>
    public const double Momentum = 0.9;

    /// <summary>Of <see cref="Adam"/>.</summary>
    public const float AdamRate = 1e-4f;

    /// <summary>Of <see cref="Adam"/>, as in libtorch.</summary>
    public const double Epsilon = 1e-8;

    /// <summary>The optimisers by their names.</summary>
    public static IReadOnlyList<string> Optimizers { get; } = [Sgd, Adam];
}
