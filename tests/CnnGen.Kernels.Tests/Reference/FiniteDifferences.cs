using CnnGen.Generator.Model;
using CnnGen.Kernels.Tests.Harness;
using Xunit;

namespace CnnGen.Kernels.Tests.Reference;

/// <summary>The reference's gradients are the derivatives of its own forward passes, by differences.</summary>
public class FiniteDifferences
{
    private const double StepSize = 2e-6;

    // The difference loses about step⁴ of the fifth derivative, and 1e-16 · |L| / step: a few 1e-10 of the scale.
    private const double Tolerance = 2e-8;

    public static TheoryData<string> LayerNames => [.. Layers.Keys];

    public static TheoryData<string> LossNames => [.. LossesByName.Keys];

    private static readonly Dictionary<string, Func<Network>> Layers = CreateLayers();

    private static readonly Dictionary<string, (bool AreProbabilities, Func<double[], double[], LossResult> Compute)> LossesByName = new()
    {
        ["softmax cross-entropy from logits"] = (false, (x, t) => Losses.SoftmaxCrossEntropyFromLogits(5, x, t)),
        ["cross-entropy from probabilities"] = (true, (x, t) => Losses.CrossEntropyFromProbabilities(5, x, t)),
        ["negative log-likelihood"] = (false, (x, t) => Losses.NegativeLogLikelihood(5, x, t)),
        ["binary cross-entropy from logits"] = (false, Losses.BinaryCrossEntropyFromLogits),
        ["binary cross-entropy from probabilities"] = (true, Losses.BinaryCrossEntropyFromProbabilities),
        ["mean squared error"] = (false, Losses.MeanSquaredError),
        ["mean absolute error"] = (false, Losses.MeanAbsoluteError),
        ["Huber"] = (false, (x, t) => Losses.Huber(0.5, x, t)),
    };

    [Theory]
    [MemberData(nameof(LayerNames))]
    public void Gradients_of_a_layer_are_derivatives(string layer)
    {
        for (int seed = 0; seed < 3; seed++)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
            var random = new Random(seed);
            var network = new ReferenceNetwork(Layers[layer]());
            network.Draw(random);
            int batch = random.Next(1, 4);
            double[] input = Samples.Separated(random, batch * network.Network.Input.Size);
            CheckGradients(network, input, batch, random, $"{layer}, seed {seed}");
        }
    }

    [Fact]
    public void Gradients_of_whole_networks_are_derivatives()
    {
        int compared = 0;
        for (int seed = 0; seed < 120; seed++)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
            var random = new Random(seed);
            var network = new ReferenceNetwork(RandomArchitecture.Create("Random", seed));
            network.Draw(random);
            int batch = random.Next(2, 4);
            double[] input = Samples.Uniform(random, batch * network.Network.Input.Size);

            // A step must not carry a value over a gate, or one maximum over another.
            var decisions = new Decisions(tolerance: 2e-4);
            network.Forward(input, batch, training: true, decisions: decisions);
            if (decisions.Undecided > 0) continue;
            CheckGradients(network, input, batch, random, $"random network, seed {seed}");
            compared++;
        }

        Assert.True(compared >= 40, $"Only {compared} of 120 random networks were far enough from every kink.");
    }

    [Theory]
    [MemberData(nameof(LossNames))]
    public void Gradients_of_a_loss_are_derivatives(string loss)
    {
        (bool areProbabilities, Func<double[], double[], LossResult> compute) = LossesByName[loss];
        for (int seed = 0; seed < 5; seed++)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
            var random = new Random(seed);
            double[] predictions = [.. Enumerable.Range(0, 15).Select(_ => areProbabilities ? 0.05 + (0.9 * random.NextDouble()) : 3 * random.NextDouble())];
            double[] targets = [.. Enumerable.Range(0, 15).Select(_ => random.NextDouble())];
            double[] gradient = compute(predictions, targets).Gradient;
            for (int i = 0; i < predictions.Length; i++)
            {
                double difference = Difference(predictions, Along(predictions.Length, i), () => compute(predictions, targets).Value);
                Assert.True(Math.Abs(difference - gradient[i]) <= Tolerance * (1 + Math.Abs(difference)), $"{loss}, seed {seed}: ∂L/∂x[{i}] is {difference:R} by differences, {gradient[i]:R} by formula.");
            }
        }
    }

    /// <summary>L = Σ output · w with random w: the input and each parameter, one by one where there are few values, else along random directions.</summary>
    private static void CheckGradients(ReferenceNetwork network, double[] input, int batch, Random random, string what)
    {
        var kept = new Dictionary<string, double[]>();
        double[] Mask(DropoutLayer layer, int length)
        {
            if (!kept.TryGetValue(layer.Name, out double[]? mask)) kept[layer.Name] = mask = DropoutMask.FromKept(layer.Rate, Enumerable.Range(0, length).Select(_ => random.NextDouble() >= layer.Rate));
            return mask;
        }

        ReferencePass pass = network.Forward(input, batch, training: true, masks: Mask);
        double[] weights = Samples.Uniform(random, pass.Output.Length);
        double Value() => network.Forward(input, batch, training: true, masks: Mask).Output.Zip(weights, (y, w) => y * w).Sum();
        ReferenceGradients gradients = network.Backward(pass, weights);

        CheckTensor("input", input, gradients.Input);
        foreach ((string name, double[] gradient) in gradients.Parameters) CheckTensor(name, network[name], gradient);
        Assert.Equal(network.Parameters.Where(parameter => parameter.IsTrainable).Select(parameter => parameter.Name).Order(), gradients.Parameters.Keys.Order());

        void CheckTensor(string name, double[] values, double[] gradient)
        {
            double scale = 1 + Math.Sqrt(gradient.Sum(g => g * g));
            int checks = Math.Min(values.Length, 12);
            for (int i = 0; i < checks; i++)
            {
                double[] direction = values.Length <= 12 ? Along(values.Length, i) : Samples.Uniform(random, values.Length);
                double expected = Difference(values, direction, Value);
                double actual = gradient.Zip(direction, (g, d) => g * d).Sum();
                Assert.True(Math.Abs(expected - actual) <= Tolerance * scale, $"{what}: along direction {i} of {name} the derivative is {expected:R} by differences, {actual:R} by formula.");
            }
        }
    }

    private static double[] Along(int length, int index)
    {
        var direction = new double[length];
        direction[index] = 1;
        return direction;
    }

    /// <summary>The derivative along a direction by four points: (8 (L(h) − L(−h)) − (L(2h) − L(−2h))) / 12h (Abramowitz and Stegun 25.3.6).</summary>
    private static double Difference(double[] values, double[] direction, Func<double> compute)
    {
        double[] kept = [.. values];
        double At(double step)
        {
            for (int i = 0; i < values.Length; i++) values[i] = kept[i] + (step * direction[i]);
            return compute();
        }

        double difference = ((8 * (At(StepSize) - At(-StepSize))) - (At(2 * StepSize) - At(-2 * StepSize))) / (12 * StepSize);
        kept.CopyTo(values, 0);
        return difference;
    }

    private static Dictionary<string, Func<Network>> CreateLayers()
    {
        var picture = new TensorShape(5, 6, 4);
        var layers = new Dictionary<string, Func<Network>>
        {
            ["convolution, valid"] = () => On(picture).Convolution(3, Windows.Valid(3, 2)).Build(),
            ["convolution, same, stride 2"] = () => On(picture).Convolution(3, Windows.Same(picture, 3, 3, 2, 2)).Build(),
            ["convolution, edge, dilation 2 × 1, stride 1 × 3"] = () => On(picture).Convolution(2, Windows.Same(picture, 3, 3, 1, 3, 2, 1), 2, 1, padsWithEdge: true).Build(),
            ["convolution, uneven padding, no bias"] = () => On(picture).Convolution(3, new Window(3, 4, 2, 1, 2, 0, 1, 3), useBias: false).Build(),
            ["convolution, two groups"] = () => On(picture).Convolution(6, Windows.Same(picture, 3, 3), groups: 2).Build(),
            ["convolution, depthwise"] = () => On(picture).Convolution(4, Windows.Same(picture, 3, 3), groups: 4).Build(),
            ["convolution, depthwise with multiplier"] = () => On(picture).Convolution(8, Windows.Same(picture, 3, 3), groups: 4).Build(),
            ["max pool, overlapping, same"] = () => On(picture).Pool(PoolingKind.Max, Windows.Same(picture, 3, 2, 2, 1)).Build(),
            ["average pool, overlapping, same"] = () => On(picture).Pool(PoolingKind.Average, Windows.Same(picture, 3, 2, 2, 1)).Build(),
            ["global average pool"] = () => On(picture).GlobalAveragePool().Build(),
            ["dense"] = () => On(picture).Dense(5).Build(),
            ["dense, no bias, tanh"] = () => On(picture).Dense(5, useBias: false, new ActivationSpec(ActivationKind.Tanh)).Build(),
            ["batch norm"] = () => On(picture).BatchNorm().Build(),
            ["batch norm, frozen"] = () => On(picture).BatchNorm(isFrozen: true).Build(),
            ["dropout"] = () => On(picture).Dropout(0.4f).Build(),
            ["rescale"] = () => On(picture).Rescale(-1.5f, 0.5f).Build(),
            ["mean normalisation per channel"] = () => On(picture).MeanNormalize(PerKind.Channel).Dense(3).Build(),
            ["standardisation per pixel"] = () => On(picture).Standardize(PerKind.Pixel).Dense(3).Build(),
            ["whitening over channels"] = () => On(picture).Whiten(WhiteningKind.Zca, OverKind.Channels).Convolution(3, Windows.Same(picture, 3, 3)).Build(),
            ["whitening over values"] = () => On(picture).Whiten(WhiteningKind.Pca, OverKind.Values).Dense(3).Build(),
            ["flatten"] = () => On(picture).Flatten().Build(),
        };
        foreach (ActivationKind kind in Enum.GetValues<ActivationKind>()) layers.Add($"activation {kind}", () => On(new TensorShape(2, 3, 5)).Activation(kind, 0.3f).Build());
        return layers;
    }

    private static NetworkBuilder On(TensorShape shape) => new("Layer", shape);
}
