using CnnGen.Benchmarks.Peers.Networks;

namespace CnnGen.Benchmarks.Peers.Engines;

/// <summary>The compiled model itself.</summary>
internal sealed class CnnGenEngine : IEngine
{
    private readonly CompiledModel _model;
    private readonly float[] _pixels;
    private readonly float[] _outputs;
    private readonly float[] _targets;
    private readonly Optimizer? _optimizer;

    public CnnGenEngine(CompiledModel model, float[] pixels, Cell cell)
    {
        _model = model;
        _model.Threads = cell.Threads;
        _pixels = pixels;
        _outputs = new float[cell.Batch * model.Info.Output.Length];
        _targets = cell.Trains ? Targets(model.Info.Output, cell.Batch) : [];
        _optimizer = cell.Optimizer switch
        {
            TrainingDefaults.Sgd => new Sgd(TrainingDefaults.SgdRate) { Momentum = TrainingDefaults.Momentum },
            TrainingDefaults.Adam => new Adam(TrainingDefaults.AdamRate) { Epsilon = TrainingDefaults.Epsilon, EpsilonHat = false },
            _ => null,
        };
    }

    public string InstructionSet => _model.InstructionSet.ToString();

    public double Loss { get; private set; } = double.NaN;

    public float[] Predict()
    {
        _model.Predict(_pixels, _outputs);
        return _outputs;
    }

    public void Step()
    {
        if (_optimizer is null) _model.Predict(_pixels, _outputs);
        else Loss = _model.TrainStep(_pixels, _targets, _optimizer).Loss;
    }

    public void Dispose()
    {
    }

    private static float[] Targets(ImageShape output, int batch)
    {
        int[] labels = NetworkCatalog.Labels(output, batch);
        if (output.Length == 1) return [.. labels.Select(label => (float)label)];
        var targets = new float[batch * output.Length];
        for (int i = 0; i < batch; i++) targets[(i * output.Length) + labels[i]] = 1;
        return targets;
    }
}
