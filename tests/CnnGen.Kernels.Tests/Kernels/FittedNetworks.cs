using CnnGen.Generator.Model;
using CnnGen.Kernels.Tests.Harness;
using CnnGen.Kernels.Tests.Reference;
using Xunit;

namespace CnnGen.Kernels.Tests.Kernels;

/// <summary>Compiled networks whose preprocessing is fitted to samples with neighbours alike, as pictures are: predictions and the input's gradient by the figures that were found.</summary>
public class FittedNetworks
{
    private const int SampleCount = 600;

    private static readonly TensorShape Picture = new(9, 8, 3);

    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Layers = new()
    {
        ["StandardizedChannels"] = builder => builder.Standardize(PerKind.Channel).Convolution(8, Windows.Same(Picture, 3, 3)),
        ["StandardizedPixels"] = builder => builder.Standardize(PerKind.Pixel).Convolution(8, Windows.Same(Picture, 3, 3), padsWithEdge: true),
        ["MeanOfPixels"] = builder => builder.MeanNormalize(PerKind.Pixel).Dense(7),
        ["PcaOfChannels"] = builder => builder.Whiten(WhiteningKind.Pca, OverKind.Channels).Convolution(8, Windows.Same(Picture, 3, 3)),
        ["ZcaOfChannels"] = builder => builder.Whiten(WhiteningKind.Zca, OverKind.Channels).Convolution(8, Windows.Same(Picture, 5, 5, 2, 2), padsWithEdge: true),
        ["ZcaOfChannelsInGroups"] = builder => builder.Whiten(WhiteningKind.Zca, OverKind.Channels).Convolution(6, Windows.Same(Picture, 3, 3), groups: 3),
        ["PcaOfValues"] = builder => builder.Whiten(WhiteningKind.Pca, OverKind.Values).Dense(7),
        ["ZcaOfValues"] = builder => builder.Whiten(WhiteningKind.Zca, OverKind.Values).Convolution(8, Windows.Same(Picture, 3, 3)),
    };

    private static readonly ModelBatch Models = new("FittedNetworks", () => [.. Layers.Select(entry => (entry.Key, NetworkOf(entry.Key)))]);

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_fitted_network_agrees_with_the_reference_of_its_figures(string name)
    {
        Network network = NetworkOf(name);
        InMemoryDataset samples = Draw(network, seed: 5);
        foreach (InstructionSet set in ModelRun.SupportedSets)
        {
            CompiledModel model = Models.Create(name, seed: 3);
            model.InstructionSet = set;
            model.FitPreprocessing(samples, TestContext.Current.CancellationToken);
            var reference = new ReferenceNetwork(network);
            for (int i = 0; i < model.Info.Parameters.Count; i++) reference.Set(model.Info.Parameters[i].Name, Samples.ToDouble(model.Parameters[i]));

            const int batch = 4;
            var pixels = new float[batch * model.Info.Input.Length];
            for (int sample = 0; sample < batch; sample++) samples.ReadPixels(sample, pixels.AsSpan(sample * model.Info.Input.Length, model.Info.Input.Length));
            ReferencePass pass = reference.Forward(Samples.ToDouble(pixels), batch, training: true);
            double tolerance = KernelCheck.DirectTolerance * Amplification(pass, reference);
            var outputs = new float[pass.Output.Length];
            model.Predict(pixels, outputs);
            KernelCheck.Compare($"{name} on {set}: prediction", outputs, pass.Output, tolerance);

            double[] outputGradient = Samples.Uniform(new Random(8), pass.Output.Length);
            var inputGradient = new float[pixels.Length];
            model.TrainForward(pixels, outputs, model.Info.InputGradient);
            KernelCheck.Compare($"{name} on {set}: training output", outputs, pass.Output, tolerance);
            model.TrainBackward(Samples.ToSingle(outputGradient), model.Info.InputGradient);
            model.TrainInputGradient(inputGradient);
            KernelCheck.Compare($"{name} on {set}: input gradient", inputGradient, reference.Backward(pass, outputGradient).Input, KernelCheck.DirectTolerance);
        }
    }

    /// <summary>‖x − mean‖ · ‖W‖ / ‖(x − mean) W‖: by so much whitening makes errors of single precision grow, whose sums cancel what all directions have in common.</summary>
    private static double Amplification(ReferencePass pass, ReferenceNetwork reference)
    {
        if (reference.Network.Layers[0] is not WhitenLayer whiten) return 1;
        double[] mean = reference[whiten.Name.ToLowerInvariant() + ".mean"];
        double[] centred = Preprocessing.Standardize(pass.Layers[0].Input, mean, scale: null);
        return KernelCheck.Norm(centred) * KernelCheck.Norm(reference[whiten.Name.ToLowerInvariant() + ".matrix"]) / KernelCheck.Norm(pass.Layers[0].Output);
    }

    private static Network NetworkOf(string name) => Layers[name](new NetworkBuilder(name, Picture)).Build();

    private static InMemoryDataset Draw(Network network, int seed)
    {
        var random = new Random(seed);
        int length = checked((int)network.Input.Size);
        var pixels = new float[SampleCount * length];
        for (int i = 0; i < pixels.Length; i++)
        {
            float before = i % length < 3 ? 0.5f : pixels[i - 3];
            pixels[i] = Math.Clamp((0.9f * before) + (0.2f * (random.NextSingle() - 0.25f)), 0, 1);
        }

        int outputs = checked((int)network.Output.Size);
        return new InMemoryDataset(new ImageShape(network.Input.Height, network.Input.Width, network.Input.Channels), pixels, new float[SampleCount * outputs], outputs);
    }
}
