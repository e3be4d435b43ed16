using BenchmarkDotNet.Attributes;
using CnnGen.Benchmarks.Measuring;
using CnnGen.Benchmarks.Peers.Measuring;
using CnnGen.Benchmarks.Peers.Networks;

namespace CnnGen.Benchmarks;

/// <summary>A model on noise. The multiply-add peak of the cores is measured before and after, in the same process.</summary>
public abstract class ModelBenchmark
{
    private CompiledModel? _model;

    /// <summary>Threads of a model and of the peak beside it.</summary>
    public static int Threads { get; set; } = 1;

    /// <summary>Pictures of a call.</summary>
    public abstract int Batch { get; set; }

    /// <summary>Name of the model.</summary>
    public abstract string Model { get; set; }

    /// <summary>Forward passes that a call counts as.</summary>
    protected virtual int Passes => 1;

    private protected CompiledModel Compiled => _model ?? throw new InvalidOperationException("Nothing is set up.");

    private protected float[] Pixels { get; private set; } = [];

    private protected float[] Outputs { get; private set; } = [];

    [GlobalSetup]
    public void SetUp()
    {
        _model = Create();
        _model.Threads = Threads;
        Pixels = NetworkCatalog.Pixels(_model.Info.Input, Batch);
        Outputs = new float[Batch * _model.Info.Output.Length];
        SetUpMore();
        Work.Declare(Key, 2.0 * _model.Info.MultiplyAdds * Batch * Passes);
        Work.AddPeak(Key, FmaPeak.Measure(FmaPeak.Widths[0], Threads));
    }

    [GlobalCleanup]
    public void CleanUp() => Work.AddPeak(Key, FmaPeak.Measure(FmaPeak.Widths[0], Threads));

    private protected abstract CompiledModel Create();

    private protected virtual void SetUpMore()
    {
    }

    private WorkKey Key => new(Declared.Name, Model, Batch);

    /// <summary>The class with the benchmark: what runs is a class that BenchmarkDotNet derives from it.</summary>
    private Type Declared => GetType().Assembly == typeof(ModelBenchmark).Assembly ? GetType() : GetType().BaseType!;
}
