namespace CnnGen;

/// <summary>The figure of an epoch that decides which epoch was the best.</summary>
public enum MonitoredQuantity
{
    /// <summary>The loss on the validation set; lower is better.</summary>
    ValidationLoss,

    /// <summary>The share of right answers on the validation set; higher is better.</summary>
    ValidationAccuracy,

    /// <summary>The training loss; lower is better.</summary>
    Loss,

    /// <summary>The share of right answers in training; higher is better.</summary>
    Accuracy,
}

/// <summary>Reading figures.</summary>
internal static class MonitoredQuantities
{
    public static bool NeedsValidation(this MonitoredQuantity quantity) => quantity is MonitoredQuantity.ValidationLoss or MonitoredQuantity.ValidationAccuracy;

    public static bool NeedsAccuracy(this MonitoredQuantity quantity) => quantity is MonitoredQuantity.ValidationAccuracy or MonitoredQuantity.Accuracy;

    /// <summary>In words.</summary>
    public static string Describe(this MonitoredQuantity quantity) => quantity switch
    {
        MonitoredQuantity.ValidationLoss => "validation loss",
        MonitoredQuantity.ValidationAccuracy => "validation accuracy",
        MonitoredQuantity.Loss => "training loss",
        _ => "training accuracy",
    };

    /// <summary>The figure turned so that lower is better; not a number where the epoch does not have it.</summary>
    public static double CostOf(this MonitoredQuantity quantity, EpochResult epoch) => quantity switch
    {
        MonitoredQuantity.ValidationLoss => epoch.ValidationLoss ?? double.NaN,
        MonitoredQuantity.ValidationAccuracy => -epoch.ValidationAccuracy ?? double.NaN,
        MonitoredQuantity.Loss => epoch.Loss,
        MonitoredQuantity.Accuracy => -epoch.Accuracy ?? double.NaN,
        _ => throw new ArgumentOutOfRangeException(nameof(quantity), quantity, "No such quantity."),
    };
}

/// <summary>Counts for how many values in a row none was better than the best before.</summary>
internal struct Plateau(double minDelta)
{
    private double _best = double.PositiveInfinity;

    /// <summary>Values since the last better one.</summary>
    public int Waited { get; set; }

    /// <summary>Adds a value of which lower is better; one that is not a number is not better.</summary>
    public void Add(double cost)
    {
        if (cost < _best - minDelta)
        {
            (_best, Waited) = (cost, 0);
        }
        else
        {
            Waited++;
        }
    }
}
