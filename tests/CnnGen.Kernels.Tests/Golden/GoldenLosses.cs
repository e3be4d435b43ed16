using CnnGen.Kernels.Tests.Reference;

namespace CnnGen.Kernels.Tests.Golden;

/// <summary>A loss case: which loss, on what.</summary>
/// <param name="Kind">The case's operation.</param>
/// <param name="FromLogits">Whether predictions are the values under the softmax or the sigmoid.</param>
/// <param name="Delta">Of Huber's loss.</param>
/// <param name="RowLength">Length of the last axis.</param>
/// <param name="Predictions">[rows, row length].</param>
/// <param name="Targets">Likewise, before smoothing.</param>
/// <param name="LabelSmoothing">Share of the target that is spread over all classes.</param>
internal sealed record GoldenLoss(string Kind, bool FromLogits, double Delta, int RowLength, double[] Predictions, double[] Targets, double LabelSmoothing);

/// <summary>Reads loss cases.</summary>
internal static class GoldenLosses
{
    public static bool IsLoss(string operation) => operation is
        "softmax_cross_entropy" or "categorical_cross_entropy" or "negative_log_likelihood" or "binary_cross_entropy" or "mean_squared_error" or "mean_absolute_error" or "huber";

    public static GoldenLoss Read(GoldenReader golden)
    {
        string kind = golden.Case.Operation;
        bool ofClasses = kind is "softmax_cross_entropy" or "categorical_cross_entropy" or "negative_log_likelihood";
        golden.Demand("reduction", "mean");
        golden.Demand("labels", "class index", "probabilities");
        GoldenTensor prediction = golden.Tensor("prediction");
        GoldenTensor target = golden.Tensor("target");
        int length = prediction.Shape is [.., int last] ? last : 1;
        bool labels = ofClasses && target.Shape.Length == prediction.Shape.Length - 1;
        if (!labels && target.Values.Length != prediction.Values.Length) throw golden.Unusable("has targets that do not fit its predictions");
        if (labels && target.Values.Any(label => label < 0 || label >= length)) throw golden.Unusable($"has a label outside 0..{length - 1}");
        return new(
            kind,
            golden.Flag("from_logits", kind == "softmax_cross_entropy"),
            kind == "huber" ? golden.Number("delta", 1) : 1,
            length,
            prediction.Values,
            labels ? Losses.OneHot(length, [.. target.Values.Select(label => (long)label)]) : target.Values,
            golden.Number("label_smoothing", 0));
    }

    public static LossResult Compute(GoldenLoss loss)
    {
        double[] targets = [.. loss.Targets.Select(t => ((1 - loss.LabelSmoothing) * t) + (loss.LabelSmoothing / loss.RowLength))];
        return loss.Kind switch
        {
            "softmax_cross_entropy" or "categorical_cross_entropy" when loss.FromLogits => Losses.SoftmaxCrossEntropyFromLogits(loss.RowLength, loss.Predictions, targets),
            "softmax_cross_entropy" or "categorical_cross_entropy" => Losses.CrossEntropyFromProbabilities(loss.RowLength, loss.Predictions, targets),
            "negative_log_likelihood" => Losses.NegativeLogLikelihood(loss.RowLength, loss.Predictions, targets),
            "binary_cross_entropy" when loss.FromLogits => Losses.BinaryCrossEntropyFromLogits(loss.Predictions, targets),
            "binary_cross_entropy" => Losses.BinaryCrossEntropyFromProbabilities(loss.Predictions, targets),
            "mean_squared_error" => Losses.MeanSquaredError(loss.Predictions, targets),
            "mean_absolute_error" => Losses.MeanAbsoluteError(loss.Predictions, targets),
            "huber" => Losses.Huber(loss.Delta, loss.Predictions, targets),
            _ => throw new ArgumentOutOfRangeException(nameof(loss), loss.Kind, "The reference has no such loss."),
        };
    }
}
