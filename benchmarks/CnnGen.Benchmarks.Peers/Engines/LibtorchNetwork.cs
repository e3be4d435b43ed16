using CnnGen.Interop.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CnnGen.Benchmarks.Peers.Engines;

/// <summary>Builds a model's network of libtorch's modules, with the model's weights, up to the values under its last activation.</summary>
internal static class LibtorchNetwork
{
    public static Sequential Logits(CompiledModel model, bool channelsLast)
    {
        var modules = new List<nn.Module<Tensor, Tensor>>();
        ImageShape flattened = default;
        foreach (LayerInfo layer in model.Info.Layers)
        {
            bool isLast = layer == model.Info.Layers[^1];
            switch (layer)
            {
                case ConvolutionInfo convolution:
                    AddConvolution(modules, model, convolution, channelsLast);
                    Activate(modules, convolution.Activation, isLast);
                    break;
                case PoolInfo { IsGlobal: true } pool:
                    modules.Add(nn.AdaptiveAvgPool2d(1));
                    modules.Add(nn.Flatten());
                    flattened = pool.Output;
                    break;
                case PoolInfo { Kind: PoolKind.Max, Window.HasPadding: false } pool:
                    modules.Add(nn.MaxPool2d((pool.Window.Height, pool.Window.Width), (pool.Window.StrideHeight, pool.Window.StrideWidth)));
                    break;
                case FlattenInfo flatten:
                    modules.Add(nn.Flatten());
                    flattened = flatten.Input;
                    break;
                case DropoutInfo dropout:
                    modules.Add(nn.Dropout(dropout.Rate, inplace: true));
                    break;
                case DenseInfo dense:
                    AddDense(modules, model, dense, flattened);
                    flattened = dense.Output;
                    Activate(modules, dense.Activation, isLast);
                    break;
                default:
                    throw new NotSupportedException($"{layer.Name} of {model.Info.Name} has no form in libtorch here.");
            }
        }

        return nn.Sequential(modules);
    }

    private static void AddConvolution(List<nn.Module<Tensor, Tensor>> modules, CompiledModel model, ConvolutionInfo layer, bool channelsLast)
    {
        WindowInfo window = layer.Window;
        bool isSymmetric = window.PadTop == window.PadBottom && window.PadLeft == window.PadRight;
        if (!isSymmetric) modules.Add(nn.ZeroPad2d((window.PadLeft, window.PadRight, window.PadTop, window.PadBottom)));
        Conv2d convolution = nn.Conv2d(
            layer.Input.Channels, layer.Output.Channels, (window.Height, window.Width), (window.StrideHeight, window.StrideWidth),
            isSymmetric ? (window.PadTop, window.PadLeft) : (0, 0), (layer.DilationHeight, layer.DilationWidth), groups: layer.Groups, bias: layer.Bias is not null);
        IReadOnlyList<int> shape = model.Info.Parameters[layer.Weights].Shape;
        Tensor weights = tensor(ChannelsFirst.Filters(model.Parameters[layer.Weights], shape), [shape[3], shape[2], shape[0], shape[1]]);

        // In memory filters, rows, columns, channels; the layer's outputs then keep channels last.
        if (channelsLast) weights = weights.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        convolution.weight = new Parameter(weights);
        if (layer.Bias is { } bias) convolution.bias = new Parameter(tensor(model.Parameters[bias].ToArray()));
        modules.Add(convolution);
    }

    private static void AddDense(List<nn.Module<Tensor, Tensor>> modules, CompiledModel model, DenseInfo layer, ImageShape flattened)
    {
        (int inputs, int units) = (layer.Input.Length, layer.Output.Length);
        Linear linear = nn.Linear(inputs, units, hasBias: layer.Bias is not null);
        linear.weight = new Parameter(tensor(ChannelsFirst.Rows(model.Parameters[layer.Weights], flattened), [inputs, units]).t().contiguous());
        if (layer.Bias is { } bias) linear.bias = new Parameter(tensor(model.Parameters[bias].ToArray()));
        modules.Add(linear);
    }

    private static void Activate(List<nn.Module<Tensor, Tensor>> modules, Activation activation, bool isLast)
    {
        if (isLast || activation == Activation.None) return;
        if (activation != Activation.ReLU) throw new NotSupportedException($"{activation} has no form in libtorch here.");
        modules.Add(nn.ReLU(inplace: true));
    }
}
