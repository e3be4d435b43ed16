using CnnGen.Benchmarks.Peers.Engines;
using CnnGen.Benchmarks.Peers.Workers;

namespace CnnGen.Benchmarks.Peers.Comparing;

/// <summary>What an engine computes from the weights that all begin with.</summary>
/// <param name="Outputs">[batch, outputs].</param>
/// <param name="Losses">Of the first training steps; none where nothing is trained.</param>
internal sealed record Answers(float[] Outputs, double[] Losses)
{
    /// <summary>Training steps whose losses are compared.</summary>
    public const int Steps = 5;

    /// <summary>
    /// Of the largest output. Winograd's algorithm may round 2 · 10⁻⁵ of a layer's outputs away (its transforms add and subtract numbers larger than their result);
    /// roundings of layers add up as their squares do, and VGG16 has 13 such layers.
    /// </summary>
    public const double OutputTolerance = 1e-4;

    /// <summary>Of the loss, which moves by tens of percent in these steps. Adam's first steps follow the signs of gradients, so that rounding decides where a gradient is nearly 0.</summary>
    public const double LossTolerance = 1e-3;

    /// <summary>Asks an engine that has taken no step.</summary>
    /// <exception cref="EngineException">Its process has ended.</exception>
    public static Answers Of(WorkerProcess worker, Cell cell) => new(worker.Predict(), cell.Trains ? worker.Step(Steps) : []);

    /// <summary>How far these lie from others.</summary>
    public Difference From(Answers reference)
    {
        if (Outputs.Length != reference.Outputs.Length) return new Difference(double.PositiveInfinity, null);
        double outputs = Outputs.Zip(reference.Outputs, (a, b) => Math.Abs((double)a - b)).Max() / reference.Outputs.Max(value => Math.Abs((double)value));
        return new Difference(outputs, Losses.Length == 0 ? null : Losses.Zip(reference.Losses, (a, b) => Math.Abs(a - b) / Math.Abs(b)).Max());
    }
}

/// <summary>How far the answers of two engines lie apart.</summary>
/// <param name="Outputs">The largest difference of two outputs, as a part of the largest output.</param>
/// <param name="Losses">The largest difference of the losses of a step, as a part of the loss; null where nothing is trained.</param>
internal readonly record struct Difference(double Outputs, double? Losses)
{
    /// <summary>Whether rounding explains it. What is not a number is too far.</summary>
    public bool IsRounding => Outputs <= Answers.OutputTolerance && (Losses is null || Losses <= Answers.LossTolerance);
}
