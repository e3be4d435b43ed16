namespace CnnGen.Benchmarks.Peers.Engines;

/// <summary>One network, made ready on one library for one batch of pictures.</summary>
internal interface IEngine : IDisposable
{
    /// <summary>Instructions that it uses, where it tells.</summary>
    string InstructionSet { get; }

    /// <summary>Mean loss of the last training step before its update; not a number before the first.</summary>
    double Loss { get; }

    /// <summary>What it predicts of the batch with the weights it has, [batch, outputs].</summary>
    float[] Predict();

    /// <summary>What is timed: one prediction of the batch, or one training step on it.</summary>
    void Step();
}
