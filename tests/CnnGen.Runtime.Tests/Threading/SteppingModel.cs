namespace CnnGen.Runtime.Tests;

/// <summary>A model whose one step does what a test says, on threads of its own: as many as eight, whatever the machine has.</summary>
internal sealed class SteppingModel : CompiledModel
{
    private readonly float[] _pixels = new float[1];
    private readonly float[] _outputs = new float[2];
    private Action? _pass;

    public SteppingModel(ThreadTeams? teams = null)
        : base(LinearModel.Dense(new ImageShape(1, 1, 1), 2).Info, seed: 0) =>
        Teams = teams ?? new ThreadTeams(cores: 8, helpsAlways: true);

    /// <summary>Runs a range: step, begin, end, worker.</summary>
    public Action<int, int, int, int>? OnRange { get; set; }

    /// <summary>Runs one step in a call of its own.</summary>
    public void Go(int step, int items, long work = long.MaxValue, int grain = 1) => Call(() => Step(step, items, work, grain));

    /// <summary>Runs what uses <see cref="Step"/> in one call.</summary>
    public void Call(Action pass)
    {
        _pass = pass;
        Predict(_pixels, _outputs);
    }

    public void Step(int step, int items, long work = long.MaxValue, int grain = 1) => Run(step, batch: 3, items, work, grain);

    protected override void RunStep(int step, int batch, int begin, int end, int worker, SampleSlice slice)
    {
        if (batch != 3) throw new InvalidOperationException($"Batch {batch}.");
        OnRange?.Invoke(step, begin, end, worker);
    }

    protected override void ForwardPass(int batch) => _pass!();

    protected override void OutputPass(int batch)
    {
    }

    protected override void TrainingPass(int batch) => throw new NotSupportedException();

    protected override void BackwardPass(int batch) => throw new NotSupportedException();

    protected override void InputGradientPass(int batch) => throw new NotSupportedException();

    protected override void RefreshPass()
    {
    }

    protected override void TrainingRefreshPass() => throw new NotSupportedException();
}
