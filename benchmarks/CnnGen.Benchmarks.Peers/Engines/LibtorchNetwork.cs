using CnnGen.Benchmarks.Peers.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CnnGen.Benchmarks.Peers.Engines;

/// <summary>Builds a network of libtorch's modules up to the values under its last activation, with the weights that <see cref="LibtorchWeights"/> has written.</summary>
internal sealed class LibtorchNetwork
{
    private readonly List<nn.Module<Tensor, Tensor>> _modules = [];
    private readonly Stream _weights;
    private readonly bool _channelsLast;

    private LibtorchNetwork(Stream weights, bool channelsLast) => (_weights, _channelsLast) = (weights, channelsLast);

    public static Sequential Logits(NetworkDescription description, Stream weights, bool channelsLast)
    {
        var network = new LibtorchNetwork(weights, channelsLast);
        foreach (LayerInfo layer in description.Layers) network.Add(layer, isLast: layer == description.Layers[^1]);
        return nn.Sequential(network._modules);
    }

    private void Add(LayerInfo layer, bool isLast)
    {
        switch (layer)
        {
            case ConvolutionInfo convolution:
                AddConvolution(convolution);
                Activate(convolution.Activation, isLast);
                break;
            case BatchNormInfo norm:
                AddBatchNorm(norm);
                break;
            case ActivationInfo activation:
                Activate(activation.Activation, isLast);
                break;
            case PoolInfo { IsGlobal: true, Kind: PoolKind.Average }:
                _modules.Add(nn.AdaptiveAvgPool2d(1));
                _modules.Add(nn.Flatten());
                break;
            case PoolInfo { IsGlobal: false, Kind: PoolKind.Max, Window.HasPadding: false } pool:
                _modules.Add(nn.MaxPool2d((pool.Window.Height, pool.Window.Width), (pool.Window.StrideHeight, pool.Window.StrideWidth)));
                break;
            case FlattenInfo:
                _modules.Add(nn.Flatten());
                break;
            case DropoutInfo dropout:
                _modules.Add(nn.Dropout(dropout.Rate, inplace: true));
                break;
            case DenseInfo dense:
                AddDense(dense);
                Activate(dense.Activation, isLast);
                break;
            default:
                throw new NotSupportedException($"{layer.Name} has no form in libtorch here.");
        }
    }

    private void AddConvolution(ConvolutionInfo layer)
    {
        WindowInfo window = layer.Window;
        bool isSymmetric = window.PadTop == window.PadBottom && window.PadLeft == window.PadRight;
        if (!isSymmetric) _modules.Add(nn.ZeroPad2d((window.PadLeft, window.PadRight, window.PadTop, window.PadBottom)));
        Conv2d convolution = nn.Conv2d(
            layer.Input.Channels, layer.Output.Channels, (window.Height, window.Width), (window.StrideHeight, window.StrideWidth),
            isSymmetric ? (window.PadTop, window.PadLeft) : (0, 0), (layer.DilationHeight, layer.DilationWidth), groups: layer.Groups, bias: layer.Bias is not null);
        Fill(convolution.weight!);

        // In memory filters, rows, columns, channels; the layer's outputs then keep channels last.
        if (_channelsLast) convolution.weight = new Parameter(convolution.weight!.detach().permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2));
        if (layer.Bias is not null) Fill(convolution.bias!);
        _modules.Add(convolution);
    }

    private void AddBatchNorm(BatchNormInfo layer)
    {
        // The share of the batch in a running average, which CnnGen counts the other way round.
        BatchNorm2d norm = nn.BatchNorm2d(layer.Input.Channels, layer.Epsilon, 1 - new BatchNormAttribute().Momentum);
        Fill(norm.weight!);
        Fill(norm.bias!);
        Fill(norm.running_mean!);
        Fill(norm.running_var!);
        _modules.Add(norm);
    }

    private void AddDense(DenseInfo layer)
    {
        Linear linear = nn.Linear(layer.Input.Length, layer.Output.Length, hasBias: layer.Bias is not null);
        Fill(linear.weight!);
        if (layer.Bias is not null) Fill(linear.bias!);
        _modules.Add(linear);
    }

    private void Activate(Activation activation, bool isLast)
    {
        if (isLast || activation == Activation.None) return;
        if (activation != Activation.ReLU) throw new NotSupportedException($"{activation} has no form in libtorch here.");
        _modules.Add(nn.ReLU(inplace: true));
    }

    private void Fill(Tensor values) => _weights.ReadExactly(values.bytes);
}
