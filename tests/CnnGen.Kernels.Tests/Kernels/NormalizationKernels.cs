using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;
using CnnGen.Kernels.Tests.Harness;
using CnnGen.Kernels.Tests.Reference;
using Xunit;

namespace CnnGen.Kernels.Tests.Kernels;

/// <summary>Batch normalisations with the activation and the pool behind them, in one pass forward and two backward.</summary>
public class NormalizationKernels
{
    private static readonly KernelFamily Family = new("Normalization", NormalizationTables.OfPixels());

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Normalization_and_what_follows_agree_with_the_reference(string shape) => Family.Check(shape, 3, 5);
}

/// <summary>The same between convolutions, whose halos they write and whose slices take their moments.</summary>
public class NormalizedConvolutionKernels
{
    /// <summary>The gradient of filters before a normalisation is what is left when the parts along mean and scale cancel.</summary>
    private const double Tolerance = 1e-5;

    private static readonly KernelFamily Family = new("NormalizedConvolution", NormalizationTables.OfConvolutions(), FusionTables.InSlices((_, _) => ConvolutionChoice.Direct));

    public static TheoryData<string> Cases => [.. Family.Descriptions];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Normalization_between_convolutions_agrees_with_the_reference(string shape) => Family.Check(shape, Tolerance, 2, 9);
}

/// <summary>Mean and variance of inputs for which sums of squares would lose all digits.</summary>
public class NormalizationAccuracy
{
    private const int Seed = 11;

    private const int Batch = 9;

    private const int Channels = 5;

    private static readonly Dictionary<string, Network> Networks = new[] { Build("Picture", new(24, 9, Channels)), Build("Vector", TensorShape.Vector(Channels)) }
        .ToDictionary(network => network.Identity.Name);

    private static readonly ModelBatch Models = new("NormalizationAccuracy", () => [.. Networks.Select(network => (network.Key, network.Value))]);

    /// <summary>Each of them with each instruction set.</summary>
    public static TheoryData<string, InstructionSet> Cases =>
        new MatrixTheoryData<string, InstructionSet>(Networks.Keys, ModelRun.SupportedSets);

    /// <summary>Where the mean is 4000 times the deviation, squares of values are 10⁷ times the variance: as many digits as a float has.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Large_mean_and_small_spread(string name, InstructionSet set)
    {
        double[] means = [1000, -1000, 300, 0.5, 0];
        Check(name, set, (random, _, _, channel) => means[channel] + ((random.NextDouble() - 0.5) * (channel == 4 ? 1e-3 : 1)), 2 * KernelCheck.DirectTolerance);
    }

    /// <summary>The rows that the shift of the moments is taken from lie far from all others.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void First_rows_unlike_the_others(string name, InstructionSet set) =>
        Check(name, set, (random, _, row, channel) => (row < 3 ? 0 : 100 * (channel + 1)) + random.NextDouble() - 0.5, 8 * KernelCheck.DirectTolerance);

    /// <summary>All of the variance is between samples that do not vary themselves.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Samples_of_one_value(string name, InstructionSet set) =>
        Check(name, set, (_, sample, _, channel) => (37.7 * sample % 10) + (100 * channel), 2 * KernelCheck.DirectTolerance);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Constant_channels_have_a_variance_of_nothing_and_no_less(string name, InstructionSet set)
    {
        (float[] outputs, float[] mean, float[] variance) = Run(name, set, Draw(Networks[name], (_, _, _, channel) => 1000.1 / (channel + 1)));
        Assert.All(outputs, y => Assert.True(float.IsFinite(y)));
        for (int channel = 0; channel < Channels; channel++)
        {
            Assert.Equal(1000.1 / (channel + 1), mean[channel], 1000.1 * 2e-7);
            Assert.InRange(variance[channel], 0, 1e-8);
        }
    }

    private static void Check(string name, InstructionSet set, Func<Random, int, int, int, double> draw, double tolerance)
    {
        double[] input = Draw(Networks[name], draw);
        (float[] outputs, float[] mean, float[] variance) = Run(name, set, input);
        (double[] expectedMean, double[] expectedVariance) = BatchNormalization.Statistics(Channels, input, values => values);
        string where = $"{name} on {set}, seed {Seed}";
        for (int channel = 0; channel < Channels; channel++)
        {
            // A float next to the mean, and what half of its last place makes of every output.
            double lastPlace = MathF.BitIncrement((float)Math.Abs(expectedMean[channel])) - (float)Math.Abs(expectedMean[channel]);
            double deviation = Math.Sqrt(expectedVariance[channel]);
            Assert.True(Math.Abs(mean[channel] - expectedMean[channel]) <= lastPlace + (tolerance * deviation), $"{where}: the mean of channel {channel} is {mean[channel]:R}, not {expectedMean[channel]:R}.");
            Assert.True(
                Math.Abs(variance[channel] - expectedVariance[channel]) <= tolerance * expectedVariance[channel],
                $"{where}: the variance of channel {channel} is {variance[channel]:R}, not {expectedVariance[channel]:R}: a relative error of {Math.Abs(variance[channel] / expectedVariance[channel] - 1):E2}.");
            double epsilon = ReferenceNetwork.AsWritten(((BatchNormLayer)Networks[name].Layers[0]).Epsilon);
            double allowed = (lastPlace / Math.Sqrt(expectedVariance[channel] + epsilon)) + 1e-5;
            for (int i = channel; i < input.Length; i += Channels)
            {
                double expected = (input[i] - expectedMean[channel]) / Math.Sqrt(expectedVariance[channel] + epsilon);
                Assert.True(Math.Abs(outputs[i] - expected) <= allowed * Math.Max(1, Math.Abs(expected)), $"{where}: value {i} becomes {outputs[i]:R}, not {expected:R}.");
            }
        }
    }

    /// <summary>Normalises a batch and leaves its figures as the running averages: the momentum is 0.</summary>
    private static (float[] Outputs, float[] Mean, float[] Variance) Run(string name, InstructionSet set, double[] input)
    {
        CompiledModel model = Models.Create(name);
        model.InstructionSet = set;
        var outputs = new float[input.Length];
        model.TrainForward(Samples.ToSingle(input), outputs, model.Info.Training);
        float[] Read(string tensor) => model.Parameters[model.Info.Parameters.Select((parameter, index) => (parameter, index)).Single(entry => entry.parameter.Name == "batchnorm1." + tensor).index].ToArray();
        return (outputs, Read("running_mean"), Read("running_variance"));
    }

    /// <param name="network">Whose input is drawn.</param>
    /// <param name="draw">A value from its sample, row and channel.</param>
    /// <returns>Values that are floats.</returns>
    private static double[] Draw(Network network, Func<Random, int, int, int, double> draw)
    {
        var random = new Random(Seed);
        int size = checked((int)network.Input.Size);
        int rowLength = network.Input.Width * Channels;
        return [.. Enumerable.Range(0, Batch * size).Select(i => (double)(float)draw(random, i / size, i % size / rowLength, i % Channels))];
    }

    private static Network Build(string name, TensorShape input) => new NetworkBuilder(name, input).BatchNorm(momentum: 0, epsilon: 1e-5f).Build();
}
