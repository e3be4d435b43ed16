using System.Globalization;
using CnnGen.Generator.Model;

namespace CnnGen.Kernels.Tests.Reference;

/// <summary>
/// Interprets a <see cref="Network"/> in float64: the oracle of every kernel. Values are NHWC, sample after sample.
/// A number that the network keeps as a float is read as the decimal that was written: 0.2f is 0.2.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="rounding">Where it is given, every result is moved at random by up to half a unit of float32's last place: how far the answers then move measures how well conditioned a network is.</param>
internal sealed class ReferenceNetwork(Network network, Random? rounding = null)
{
    /// <summary>Largest relative error of rounding to float32.</summary>
    private const double UnitRoundoff = 1.0 / (1 << 24);

    private static readonly string[] ScaleEndings = [".gamma", ".running_variance", ".scale"];

    private readonly Dictionary<string, ReferenceParameter> _parameters = CreateParameters(network).ToDictionary(parameter => parameter.Name);

    public Network Network { get; } = network;

    /// <summary>All tensors, in the order of the layers; biases and means 0, scales and variances 1, weights 0 until set; preprocessing counts as fitted.</summary>
    public IReadOnlyCollection<ReferenceParameter> Parameters => _parameters.Values;

    /// <summary>Whether the loss is computed from the values under the last activation.</summary>
    public static bool HasLossFromLogits(Network network) => (LastActivation(network), network.Loss) is
        (ActivationKind.Softmax, LossKind.CategoricalCrossEntropy) or (ActivationKind.Sigmoid, LossKind.BinaryCrossEntropy);

    /// <summary>The values of a tensor.</summary>
    public double[] this[string name] => _parameters.TryGetValue(name, out ReferenceParameter? parameter)
        ? parameter.Values
        : throw new KeyNotFoundException($"The network has no tensor {name}; it has {string.Join(", ", _parameters.Keys)}.");

    public void Set(string name, IEnumerable<double> values)
    {
        double[] from = [.. values];
        double[] to = this[name];
        if (from.Length != to.Length) throw new ArgumentException($"{name} has {to.Length} values, not {from.Length}.", nameof(values));
        from.CopyTo(to, 0);
    }

    /// <summary>Draws everything: weights, biases small, scales about 1, running variances in 0.5..1.5; all of them floats.</summary>
    /// <param name="random">Draws.</param>
    /// <param name="gain">By how much weights make the deviation of independent inputs grow.</param>
    public void Draw(Random random, double gain = 1)
    {
        foreach (ReferenceParameter parameter in Parameters.Where(parameter => !parameter.Name.EndsWith(".fitted", StringComparison.Ordinal)))
        {
            double fanIn = parameter.Shape.SkipLast(1).Aggregate(1.0, (product, size) => product * size);
            bool isScale = ScaleEndings.Any(ending => parameter.Name.EndsWith(ending, StringComparison.Ordinal));
            bool isFigure = isScale || parameter.Name.EndsWith(".mean", StringComparison.Ordinal);
            double reach = parameter.Shape.Length > 1 && !isFigure ? gain * Math.Sqrt(3 / fanIn) : 0.5;
            for (int i = 0; i < parameter.Values.Length; i++) parameter.Values[i] = (float)((isScale ? 1 : 0) + (reach * ((2 * random.NextDouble()) - 1)));
        }
    }

    /// <summary>The forward pass.</summary>
    /// <param name="input">Samples one after the other.</param>
    /// <param name="batch">How many.</param>
    /// <param name="training">Normalises by the batch and drops; otherwise by the running averages, and dropout does nothing.</param>
    /// <param name="throughOutput">False to stop before the activation of the last layer.</param>
    /// <param name="masks">Factors of a dropout layer in training, as many as the number says; needed where a rate is above 0.</param>
    /// <param name="decisions">Where rounding decides; the reference by itself where null.</param>
    public ReferencePass Forward(
        double[] input, int batch, bool training, bool throughOutput = true, Func<DropoutLayer, int, double[]>? masks = null, Decisions? decisions = null)
    {
        decisions ??= new Decisions(Decisions.DefaultTolerance);
        var traces = new List<LayerTrace>();
        foreach (Layer layer in Network.Layers)
        {
            int source = layer.Inputs[0];
            double[] read = source < 0 ? input : traces[source].Output;
            if (read.Length != batch * layer.Input.Size) throw new ArgumentException($"{layer.Name} reads {batch} × {layer.Input}, but is given {read.Length} values.", nameof(input));
            LayerTrace trace = Apply(layer, read, batch, training, masks, decisions);
            bool isLast = layer.Index == Network.Layers.Count - 1;
            ActivationSpec activation = isLast && !throughOutput ? ActivationSpec.None : ActivationOf(layer);
            trace.Activation = activation;
            if (Activations.HasGate(activation.Kind, AsWritten(activation.Parameter)))
            {
                trace.Gates = decisions.Gates(layer.Index, trace.PreActivation, isExact: source < 0 && layer is ActivationLayer);
            }

            trace.Output = Round(Activations.Forward(activation.Kind, AsWritten(activation.Parameter), layer.Output.Channels, trace.PreActivation));
            traces.Add(trace);
        }

        return new(batch, traces, decisions);
    }

    /// <summary>From ∂L/∂output to the gradients of all that is trained and of the input, after <see cref="Forward"/>.</summary>
    public ReferenceGradients Backward(ReferencePass pass, double[] outputGradient)
    {
        var gradients = new Dictionary<string, double[]>();
        var ofOutputs = Network.Layers.Select(layer => new double[pass.Batch * layer.Output.Size]).ToArray();
        var ofInput = new double[pass.Batch * Network.Input.Size];
        Add(ofOutputs[^1], outputGradient);
        foreach (Layer layer in Network.Layers.Reverse())
        {
            LayerTrace trace = pass.Layers[layer.Index];
            double[] gradient = Round(Activations.Backward(
                trace.Activation.Kind, AsWritten(trace.Activation.Parameter), layer.Output.Channels, trace.PreActivation, ofOutputs[layer.Index], trace.Gates));
            int source = layer.Inputs[0];
            Add(source < 0 ? ofInput : ofOutputs[source], Round(BackwardOf(layer, trace, pass.Batch, gradient, gradients)));
        }

        return new(ofInput, gradients);
    }

    /// <summary>Moves the running averages as the pass of training moves them.</summary>
    public void UpdateRunningAverages(ReferencePass pass)
    {
        foreach (BatchNormLayer layer in Network.Layers.OfType<BatchNormLayer>())
        {
            LayerTrace trace = pass.Layers[layer.Index];
            if (!trace.StatisticsOfBatch) continue;
            double momentum = AsWritten(layer.Momentum);
            Set(NameOf(layer, "running_mean"), BatchNormalization.RunningAverage(momentum, this[NameOf(layer, "running_mean")], trace.Mean!));
            Set(NameOf(layer, "running_variance"), BatchNormalization.RunningAverage(momentum, this[NameOf(layer, "running_variance")], trace.Variance!));
        }
    }

    /// <summary>The network's loss of a batch and its gradient by what <see cref="Forward"/> gave.</summary>
    /// <param name="outputs">Outputs, or logits where <paramref name="fromLogits"/>.</param>
    /// <param name="targets">[batch, output length].</param>
    /// <param name="fromLogits">Whether the outputs are the values under the last activation.</param>
    public LossResult Loss(double[] outputs, double[] targets, bool fromLogits) => Network.Loss switch
    {
        LossKind.CategoricalCrossEntropy when fromLogits => Losses.SoftmaxCrossEntropyFromLogits(Network.Output.Channels, outputs, targets),
        LossKind.CategoricalCrossEntropy => Losses.CrossEntropyFromProbabilities(Network.Output.Channels, outputs, targets),
        LossKind.NegativeLogLikelihood => Losses.NegativeLogLikelihood(Network.Output.Channels, outputs, targets),
        LossKind.BinaryCrossEntropy when fromLogits => Losses.BinaryCrossEntropyFromLogits(outputs, targets),
        LossKind.BinaryCrossEntropy => Losses.BinaryCrossEntropyFromProbabilities(outputs, targets),
        LossKind.MeanSquaredError => Losses.MeanSquaredError(outputs, targets),
        LossKind.MeanAbsoluteError => Losses.MeanAbsoluteError(outputs, targets),
        LossKind.Huber => Losses.Huber(1, outputs, targets),
        _ => throw new NotSupportedException($"The reference has no loss {Network.Loss}."),
    };

    /// <summary>Subtracts a step of gradient descent from all that is trained.</summary>
    public void Descend(ReferenceGradients gradients, double learningRate)
    {
        foreach ((string name, double[] gradient) in gradients.Parameters) Set(name, Round([.. this[name].Zip(gradient, (value, g) => value - (learningRate * g))]));
    }

    /// <summary>The decimal that was written, for a number kept as a float.</summary>
    public static double AsWritten(float value) => double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static ActivationKind LastActivation(Network network) => network.Layers.Count == 0 ? ActivationKind.None : ActivationOf(network.Layers[^1]).Kind;

    private static ActivationSpec ActivationOf(Layer layer) => layer switch
    {
        ConvolutionLayer convolution => convolution.Activation,
        DenseLayer dense => dense.Activation,
        ActivationLayer activation => activation.Activation,
        _ => ActivationSpec.None,
    };

    private LayerTrace Apply(Layer layer, double[] read, int batch, bool training, Func<DropoutLayer, int, double[]>? masks, Decisions decisions)
    {
        switch (layer)
        {
            case ConvolutionLayer convolution:
                return new() { Input = read, PreActivation = Round(Convolution.Forward(convolution, batch, read, Weight(layer), convolution.UseBias ? Bias(layer) : null)) };

            case DenseLayer dense:
                return new()
                {
                    Input = read,
                    PreActivation = Round(FullyConnected.Forward(batch, (int)layer.Input.Size, layer.Output.Channels, read, Weight(layer), dense.UseBias ? Bias(layer) : null)),
                };

            case PoolingLayer { Kind: PoolingKind.Max } pool:
                (double[] maxima, int[] winners) = MaxPooling.Forward(pool, batch, read, decisions.Winners(layer.Index, layer.Inputs[0], read));
                return new() { Input = read, PreActivation = maxima, Winners = winners };

            case PoolingLayer { Kind: PoolingKind.Average } pool:
                return new() { Input = read, PreActivation = Round(AveragePooling.Forward(pool, batch, read)) };

            case BatchNormLayer norm:
                bool ofBatch = training && !norm.IsFrozen;
                // Errors of the statistics are the same in every pixel, so that they add up in what is summed over pixels later: they are rounded apart.
                (double[] mean, double[] variance) = ofBatch
                    ? BatchNormalization.Statistics(layer.Input.Channels, read, Round)
                    : ([.. this[NameOf(layer, "running_mean")]], [.. this[NameOf(layer, "running_variance")]]);
                double[] normalised = BatchNormalization.Forward(AsWritten(norm.Epsilon), read, this[NameOf(layer, "gamma")], this[NameOf(layer, "beta")], mean, variance);
                return new() { Input = read, PreActivation = Round(normalised), Mean = mean, Variance = variance, StatisticsOfBatch = ofBatch };

            case RescaleLayer rescale:
                return new() { Input = read, PreActivation = Round(Preprocessing.Rescale(AsWritten(rescale.Scale), AsWritten(rescale.Offset), read)) };

            case StandardizeLayer standardize:
                return new() { Input = read, PreActivation = Round(Preprocessing.Standardize(read, this[NameOf(layer, "mean")], ScaleOf(standardize))) };

            case WhitenLayer:
                return new() { Input = read, PreActivation = Round(Preprocessing.Whiten(read, this[NameOf(layer, "mean")], this[NameOf(layer, "matrix")])) };

            case DropoutLayer dropout when training && dropout.Rate > 0:
                double[] mask = masks?.Invoke(dropout, read.Length) ?? throw new ArgumentException($"{layer.Name} needs a mask in training.", nameof(masks));
                return new() { Input = read, PreActivation = Round(DropoutMask.Apply(read, mask)), Mask = mask };

            case DropoutLayer or FlattenLayer or ActivationLayer:
                return new() { Input = read, PreActivation = read };

            default:
                throw new NotSupportedException($"The reference has no layer {layer.GetType().Name}.");
        }
    }

    private double[] BackwardOf(Layer layer, LayerTrace trace, int batch, double[] gradient, Dictionary<string, double[]> gradients)
    {
        switch (layer)
        {
            case ConvolutionLayer convolution:
                (double[] throughConvolution, double[] kernel, double[] filterBias) = Convolution.Backward(convolution, batch, trace.Input, Weight(layer), gradient);
                gradients.Add(NameOf(layer, "weight"), kernel);
                if (convolution.UseBias) gradients.Add(NameOf(layer, "bias"), filterBias);
                return throughConvolution;

            case DenseLayer dense:
                (double[] throughDense, double[] weights, double[] unitBias) =
                    FullyConnected.Backward(batch, (int)layer.Input.Size, layer.Output.Channels, trace.Input, Weight(layer), gradient);
                gradients.Add(NameOf(layer, "weight"), weights);
                if (dense.UseBias) gradients.Add(NameOf(layer, "bias"), unitBias);
                return throughDense;

            case PoolingLayer { Kind: PoolingKind.Max }:
                return MaxPooling.Backward(trace.Input.Length, trace.Winners!, gradient);

            case PoolingLayer pool:
                return AveragePooling.Backward(pool, batch, gradient);

            case BatchNormLayer norm:
                (double[] throughNorm, double[] gamma, double[] beta) = BatchNormalization.Backward(
                    AsWritten(norm.Epsilon), trace.Input, this[NameOf(layer, "gamma")], trace.Mean!, trace.Variance!, trace.StatisticsOfBatch, gradient, Round);
                gradients.Add(NameOf(layer, "gamma"), gamma);
                gradients.Add(NameOf(layer, "beta"), beta);
                return throughNorm;

            case RescaleLayer rescale:
                return [.. gradient.Select(g => g * AsWritten(rescale.Scale))];

            case StandardizeLayer standardize:
                return Preprocessing.StandardizeBackward(gradient, ScaleOf(standardize), this[NameOf(layer, "mean")].Length);

            case WhitenLayer whiten:
                return Preprocessing.WhitenBackward(gradient, this[NameOf(layer, "matrix")], whiten.Order);

            default:
                return trace.Mask is null ? gradient : DropoutMask.Apply(gradient, trace.Mask);
        }
    }

    /// <summary>Null where only the mean is taken off.</summary>
    private double[]? ScaleOf(StandardizeLayer layer) => layer.Epsilon is null ? null : this[NameOf(layer, "scale")];

    private double[] Weight(Layer layer) => this[NameOf(layer, "weight")];

    private double[] Bias(Layer layer) => this[NameOf(layer, "bias")];

    private double[] Round(double[] values) => rounding is null ? values : [.. values.Select(x => x * (1 + (UnitRoundoff * ((2 * rounding.NextDouble()) - 1))))];

    private static string NameOf(Layer layer, string tensor) => $"{layer.Name.ToLowerInvariant()}.{tensor}";

    private static void Add(double[] to, double[] values)
    {
        for (int i = 0; i < to.Length; i++) to[i] += values[i];
    }

    private static IEnumerable<ReferenceParameter> CreateParameters(Network network)
    {
        foreach (Layer layer in network.Layers)
        {
            int channels = layer.Output.Channels;
            switch (layer)
            {
                case ConvolutionLayer convolution:
                    yield return Filled(layer, "weight", 0, isTrainable: true, convolution.Window.Height, convolution.Window.Width, layer.Input.Channels / convolution.Groups, channels);
                    if (convolution.UseBias) yield return Filled(layer, "bias", 0, isTrainable: true, channels);
                    break;

                case DenseLayer dense:
                    yield return Filled(layer, "weight", 0, isTrainable: true, (int)layer.Input.Size, channels);
                    if (dense.UseBias) yield return Filled(layer, "bias", 0, isTrainable: true, channels);
                    break;

                case BatchNormLayer:
                    yield return Filled(layer, "gamma", 1, isTrainable: true, channels);
                    yield return Filled(layer, "beta", 0, isTrainable: true, channels);
                    yield return Filled(layer, "running_mean", 0, isTrainable: false, channels);
                    yield return Filled(layer, "running_variance", 1, isTrainable: false, channels);
                    break;

                case StandardizeLayer standardize:
                    yield return Filled(layer, "mean", 0, isTrainable: false, [.. standardize.Figures]);
                    if (standardize.Epsilon is not null) yield return Filled(layer, "scale", 1, isTrainable: false, [.. standardize.Figures]);
                    yield return Filled(layer, "fitted", 1, isTrainable: false, 1);
                    break;

                case WhitenLayer whiten:
                    yield return Filled(layer, "mean", 0, isTrainable: false, whiten.Order);
                    yield return Filled(layer, "matrix", 0, isTrainable: false, whiten.Order, whiten.Order);
                    yield return Filled(layer, "fitted", 1, isTrainable: false, 1);
                    break;
            }
        }
    }

    private static ReferenceParameter Filled(Layer layer, string tensor, double value, bool isTrainable, params int[] shape)
    {
        var values = new double[shape.Aggregate(1, (product, size) => checked(product * size))];
        Array.Fill(values, value);
        return new(NameOf(layer, tensor), shape, values, isTrainable);
    }
}
