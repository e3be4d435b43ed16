using static CnnGen.Kernels.Tests.Reference.SpecialFunctions;

namespace CnnGen.Kernels.Tests.Reference;

/// <summary>Value of a loss and its gradient by the predictions.</summary>
internal readonly record struct LossResult(double Value, double[] Gradient);

/// <summary>Every loss with its gradient by what it is computed from. Predictions and targets are [rows, length], one after the other.</summary>
internal static class Losses
{
    /// <summary>−1/n Σ over rows Σᵢ tᵢ · log softmax(x)ᵢ; by xᵢ: (softmax(x)ᵢ · Σ t − tᵢ) / n. Targets may be soft.</summary>
    public static LossResult SoftmaxCrossEntropyFromLogits(int classes, double[] logits, double[] targets)
    {
        double[] logarithms = Activations.LogSoftmax(classes, logits);
        LossResult ofLogarithms = NegativeLogLikelihood(classes, logarithms, targets);
        return new(ofLogarithms.Value, Activations.Backward(Generator.Model.ActivationKind.LogSoftmax, 0, classes, logits, ofLogarithms.Gradient));
    }

    /// <summary>−1/n Σ over rows Σᵢ tᵢ · xᵢ for log-probabilities x.</summary>
    public static LossResult NegativeLogLikelihood(int classes, double[] logarithms, double[] targets)
    {
        double rows = logarithms.Length / classes;
        return new(-logarithms.Zip(targets, Multiply).Sum() / rows, [.. targets.Select(t => -t / rows)]);
    }

    /// <summary>−1/n Σ over rows Σᵢ tᵢ · ln pᵢ for probabilities p.</summary>
    public static LossResult CrossEntropyFromProbabilities(int classes, double[] probabilities, double[] targets)
    {
        double rows = probabilities.Length / classes;
        return new(
            -probabilities.Zip(targets, (p, t) => t == 0 ? 0 : t * Math.Log(p)).Sum() / rows,
            [.. probabilities.Zip(targets, (p, t) => t == 0 ? 0 : -t / p / rows)]);
    }

    /// <summary>Mean of max(x, 0) − x · t + ln(1 + exp(−|x|)), which is −t ln σ(x) − (1 − t) ln(1 − σ(x)); by x: (σ(x) − t) / n.</summary>
    public static LossResult BinaryCrossEntropyFromLogits(double[] logits, double[] targets) => Mean(
        logits, targets, (x, t) => Math.Max(x, 0) - (x * t) + LogOnePlus(Math.Exp(-Math.Abs(x))), (x, t) => Activations.Sigmoid(x) - t);

    /// <summary>Mean of −t ln p − (1 − t) ln(1 − p); by p: ((1 − t) / (1 − p) − t / p) / n.</summary>
    public static LossResult BinaryCrossEntropyFromProbabilities(double[] probabilities, double[] targets) => Mean(
        probabilities,
        targets,
        (p, t) => (t == 0 ? 0 : -t * Math.Log(p)) - (t == 1 ? 0 : (1 - t) * Math.Log(1 - p)),
        (p, t) => (t == 1 ? 0 : (1 - t) / (1 - p)) - (t == 0 ? 0 : t / p));

    /// <summary>Mean of (x − t)².</summary>
    public static LossResult MeanSquaredError(double[] predictions, double[] targets) => Mean(
        predictions, targets, (x, t) => (x - t) * (x - t), (x, t) => 2 * (x - t));

    /// <summary>Mean of |x − t|; the gradient where they are equal is 0.</summary>
    public static LossResult MeanAbsoluteError(double[] predictions, double[] targets) => Mean(
        predictions, targets, (x, t) => Math.Abs(x - t), (x, t) => Math.Sign(x - t));

    /// <summary>Mean of ½d² for |d| ≤ delta and delta · (|d| − delta / 2) beyond, d = x − t (Huber 1964).</summary>
    public static LossResult Huber(double delta, double[] predictions, double[] targets) => Mean(
        predictions,
        targets,
        (x, t) => Math.Abs(x - t) <= delta ? (x - t) * (x - t) / 2 : delta * (Math.Abs(x - t) - (delta / 2)),
        (x, t) => Math.Clamp(x - t, -delta, delta));

    /// <summary>(1 − s) · onehot + s / classes for each label.</summary>
    public static double[] OneHot(int classes, IReadOnlyList<long> labels, double smoothing = 0) =>
        [.. labels.SelectMany(label => Enumerable.Range(0, classes).Select(i => (i == label ? 1 - smoothing : 0) + (smoothing / classes)))];

    private static LossResult Mean(double[] predictions, double[] targets, Func<double, double, double> value, Func<double, double, double> derivative)
    {
        double count = predictions.Length;
        return new(predictions.Zip(targets, value).Sum() / count, [.. predictions.Zip(targets, (x, t) => derivative(x, t) / count)]);
    }

    private static double Multiply(double a, double b) => a * b;
}
