using BenchmarkDotNet.Attributes;
using CnnGen.Benchmarks.Peers.Networks;

namespace CnnGen.Benchmarks;

/// <summary>Models of one layer predict one picture: a kernel, and copying pictures in and out.</summary>
public class LayerBenchmark : ModelBenchmark
{
    public static IEnumerable<string> Names => Layers.Names;

    [ParamsSource(nameof(Names))]
    public override string Model { get; set; } = string.Empty;

    [Params(1)]
    public override int Batch { get; set; }

    [Benchmark]
    public void Predict() => Compiled.Predict(Pixels, Outputs);

    private protected override CompiledModel Create() => Layers.Create(Model);
}

/// <summary>Whole networks predict.</summary>
public class PredictBenchmark : ModelBenchmark
{
    [Params("mnist", "cifar", "dogscats")]
    public override string Model { get; set; } = string.Empty;

    [Params(1, 32)]
    public override int Batch { get; set; }

    [Benchmark]
    public void Predict() => Compiled.Predict(Pixels, Outputs);

    private protected override CompiledModel Create() => NetworkCatalog.Find(Model).Create();
}

/// <summary>Whole networks train: forward, loss, backward, Adam. A step counts as three forward passes.</summary>
public class TrainBenchmark : ModelBenchmark
{
    private readonly Adam _optimizer = new(1e-5f);
    private float[] _targets = [];

    [Params("mnist", "cifar", "dogscats")]
    public override string Model { get; set; } = string.Empty;

    [Params(32)]
    public override int Batch { get; set; }

    protected override int Passes => 3;

    [Benchmark]
    public double Step() => Compiled.TrainStep(Pixels, _targets, _optimizer).Loss;

    private protected override CompiledModel Create() => NetworkCatalog.Find(Model).Create();

    private protected override void SetUpMore()
    {
        int length = Compiled.Info.Output.Length;
        _targets = new float[Batch * length];
        int[] labels = NetworkCatalog.Labels(Compiled.Info.Output, Batch);
        for (int i = 0; i < Batch; i++)
        {
            if (length == 1) _targets[i] = labels[i];
            else _targets[(i * length) + labels[i]] = 1;
        }
    }
}
