namespace CnnGen.Benchmarks.Peers.Engines;

/// <summary>The compiled model itself.</summary>
internal sealed class CnnGenEngine : IEngine
{
    private readonly CompiledModel _model;
    private readonly float[] _pixels;
    private readonly float[] _outputs;
    private readonly float[] _targets;
    private readonly Sgd? _optimizer;

    public CnnGenEngine(CompiledModel model, float[] pixels, Cell cell)
    {
        _model = model;
        _pixels = pixels;
        int length = model.Info.Output.Length;
        _outputs = new float[cell.Batch * length];
        _targets = new float[_outputs.Length];
        int[] labels = Networks.Labels(model.Info.Output, cell.Batch);
        for (int i = 0; i < labels.Length; i++)
        {
            if (length == 1) _targets[i] = labels[i];
            else _targets[(i * length) + labels[i]] = 1;
        }

        if (cell.Trains) _optimizer = new Sgd(TrainingDefaults.LearningRate) { Momentum = TrainingDefaults.Momentum };
    }

    public string InstructionSet => _model.InstructionSet.ToString();

    public float[] Predict()
    {
        _model.Predict(_pixels, _outputs);
        return _outputs;
    }

    public void Step()
    {
        if (_optimizer is null) _model.Predict(_pixels, _outputs);
        else _model.TrainStep(_pixels, _targets, _optimizer);
    }

    public void Dispose()
    {
    }
}

/// <summary>What every trainer uses: stochastic gradient descent with momentum, slow enough to stay finite on noise.</summary>
internal static class TrainingDefaults
{
    public const float LearningRate = 1e-3f;

    public const double Momentum = 0.9;
}
