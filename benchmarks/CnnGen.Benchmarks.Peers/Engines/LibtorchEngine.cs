using CnnGen.Benchmarks.Peers.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CnnGen.Benchmarks.Peers.Engines;

/// <summary>libtorch by TorchSharp, module by module as its examples do. Pictures lie as the form likes them: the change of order is not timed.</summary>
internal sealed class LibtorchEngine : IEngine
{
    private readonly Sequential _network;
    private readonly Func<Tensor, Tensor> _outputActivation;
    private readonly Tensor _pixels;
    private readonly Tensor _labels;
    private readonly bool _binary;
    private readonly optim.Optimizer? _optimizer;
    private Tensor? _loss;

    public LibtorchEngine(NetworkDescription description, string weights, float[] pixels, Cell cell, bool channelsLast)
    {
        set_num_threads(cell.Threads);
        ImageShape shape = description.Input();
        using (FileStream file = File.OpenRead(weights)) _network = LibtorchNetwork.Logits(description, file, channelsLast);
        _binary = description.Output().Length == 1;
        _outputActivation = _binary ? torch.sigmoid : logits => nn.functional.softmax(logits, 1);
        using Tensor channelsLastPixels = tensor(pixels, [cell.Batch, shape.Height, shape.Width, shape.Channels]).permute(0, 3, 1, 2);
        _pixels = channelsLast ? channelsLastPixels.alias() : channelsLastPixels.contiguous();
        long[] labels = [.. NetworkCatalog.Labels(description.Output(), cell.Batch).Select(label => (long)label)];
        _labels = _binary ? tensor(labels).to_type(ScalarType.Float32).reshape(-1, 1) : tensor(labels);
        _optimizer = cell.Optimizer switch
        {
            TrainingDefaults.Sgd => optim.SGD(_network.parameters(), TrainingDefaults.SgdRate, momentum: TrainingDefaults.Momentum),
            TrainingDefaults.Adam => optim.Adam(_network.parameters(), TrainingDefaults.AdamRate, eps: TrainingDefaults.Epsilon),
            _ => null,
        };
    }

    public string InstructionSet => "auto";

    public double Loss => _loss is null ? double.NaN : _loss.item<float>();

    public float[] Predict()
    {
        _network.eval();
        using IDisposable mode = inference_mode(true);
        using DisposeScope scope = NewDisposeScope();
        return _outputActivation(_network.forward(_pixels)).contiguous().data<float>().ToArray();
    }

    public void Step()
    {
        using DisposeScope scope = NewDisposeScope();
        if (_optimizer is null)
        {
            if (_network.training) _network.eval();
            using IDisposable mode = inference_mode(true);
            _outputActivation(_network.forward(_pixels));
            return;
        }

        if (!_network.training) _network.train();
        _optimizer.zero_grad();
        Tensor logits = _network.forward(_pixels);
        Tensor loss = _binary ? nn.functional.binary_cross_entropy_with_logits(logits, _labels) : nn.functional.cross_entropy(logits, _labels);
        loss.backward();
        _optimizer.step();
        _loss?.Dispose();
        _loss = loss.detach().MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _loss?.Dispose();
        _optimizer?.Dispose();
        _network.Dispose();
        _pixels.Dispose();
        _labels.Dispose();
    }
}
