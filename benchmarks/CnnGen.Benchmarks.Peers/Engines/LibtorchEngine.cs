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

    public LibtorchEngine(CompiledModel model, float[] pixels, Cell cell, bool channelsLast)
    {
        set_num_threads(cell.Threads);
        ImageShape shape = model.Info.Input;
        _network = LibtorchNetwork.Logits(model, channelsLast);
        _binary = model.Info.Output.Length == 1;
        _outputActivation = _binary ? torch.sigmoid : logits => nn.functional.softmax(logits, 1);
        using Tensor channelsLastPixels = tensor(pixels, [cell.Batch, shape.Height, shape.Width, shape.Channels]).permute(0, 3, 1, 2);
        _pixels = channelsLast ? channelsLastPixels.alias() : channelsLastPixels.contiguous();
        long[] labels = [.. Networks.Labels(model.Info.Output, cell.Batch).Select(label => (long)label)];
        _labels = _binary ? tensor(labels).to_type(ScalarType.Float32).reshape(-1, 1) : tensor(labels);
        if (!cell.Trains) return;
        _optimizer = optim.SGD(_network.parameters(), TrainingDefaults.LearningRate, momentum: TrainingDefaults.Momentum);
    }

    public string InstructionSet => "auto";

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
    }

    public void Dispose()
    {
        _optimizer?.Dispose();
        _network.Dispose();
        _pixels.Dispose();
        _labels.Dispose();
    }
}
