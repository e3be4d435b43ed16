namespace CnnGen;

/// <summary>Keeps the weights of the best epoch so far.</summary>
internal sealed class BestWeights(ParameterStore parameters, MonitoredQuantity monitor)
{
    private readonly WeightSnapshot _snapshot = new(parameters);

    /// <summary>The best figure so far, turned so that lower is better; infinite where no epoch has one.</summary>
    public double Cost { get; set; } = double.PositiveInfinity;

    /// <summary>The weights, laid out as <see cref="ParameterStore.All"/>.</summary>
    public Memory<float> Values => _snapshot.Values;

    /// <summary>Keeps the weights of the model where the epoch is better than all before.</summary>
    public void Consider(EpochResult result)
    {
        double cost = monitor.CostOf(result);
        if (!(cost < Cost)) return;
        Cost = cost;
        _snapshot.Take();
    }

    /// <summary>Gives the model the weights of the best epoch; leaves it as it is where no epoch had a figure.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Restore()
    {
        if (!double.IsFinite(Cost)) return false;
        _snapshot.Restore();
        return true;
    }
}
