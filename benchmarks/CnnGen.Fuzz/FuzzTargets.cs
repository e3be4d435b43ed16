using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using CnnGen.Imaging;
using CnnGen.Imaging.Tests;
using CnnGen.Runtime.Tests;

namespace CnnGen.Fuzz;

/// <summary>The readers, each with the files that it is given damaged.</summary>
internal static partial class FuzzTargets
{
    /// <summary>One file in so many is noise and no damaged one.</summary>
    private const int NoiseRarity = 10;

    /// <summary>One picture in so many is a long one, which takes some milliseconds to make.</summary>
    private const int LongRarity = 200;

    /// <summary>All of them.</summary>
    /// <param name="folder">For files that are whole; it has to be there.</param>
    public static IReadOnlyList<FuzzTarget> All(string folder) => [Idx(folder), Cifar(), Weights(folder), Checkpoints(folder), Pictures()];

    private static FuzzTarget Idx(string folder)
    {
        string images = Write(folder, "images", Crafted.IdxPictures());
        string labels = Write(folder, "labels", Crafted.IdxLabels());
        byte[][] pictures = [Crafted.IdxPictures(), Crafted.IdxColours()];
        return new FuzzTarget("idx", Make, IsInvalidData);

        FuzzCase Make(Random random)
        {
            bool isLabels = random.Next(3) == 0;
            byte[] good = isLabels ? Crafted.IdxLabels() : pictures[random.Next(pictures.Length)];
            byte[] file = random.Next(3) switch
            {
                0 => Damaged(Crafted.Gzip(good), random),
                1 => Crafted.Gzip(Damaged(good, random)),
                _ => Damaged(good, random),
            };
            return new FuzzCase(file, path => IdxDataset.Load(isLabels ? images : path, isLabels ? path : labels));
        }
    }

    private static FuzzTarget Cifar() => new("cifar", random => new FuzzCase(Damaged(Crafted.Cifar(1, 2), random), path => CifarDataset.Load(path)), IsInvalidData);

    private static FuzzTarget Weights(string folder)
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 4);
        string whole = Path.Combine(folder, "weights");
        model.Save(whole);
        byte[] good = File.ReadAllBytes(whole);
        return new FuzzTarget("safetensors", random => new FuzzCase(DamagedSafetensors(good, random), model.Load), IsInvalidData);
    }

    private static FuzzTarget Checkpoints(string folder)
    {
        Func<FitOptions>[] trainings = // an optimiser belongs to one training
        [
            () => new() { Epochs = 2, BatchSize = 10, Optimizer = new Adam(0.05f) },
            () => new() { Epochs = 3, BatchSize = 10, Optimizer = new Sgd(0.1f) { Momentum = 0.9 }, StepsPerEpoch = 3, Schedule = new OneCycle(0.1f), AverageDecay = 0.9, RestoreBestWeights = true },
            () => new() { Epochs = 3, BatchSize = 10, Optimizer = new RMSprop { Centered = true, Momentum = 0.5 }, EarlyStopping = new EarlyStopping { Patience = 1 }, ClassWeights = [1, 2, 3] },
        ];
        byte[][] whole = [.. trainings.Select(training => Checkpoint(training(), folder, steps: int.MaxValue))];
        byte[][] stopped = [.. trainings.Select(training => Checkpoint(training(), folder, steps: 5))];
        return new FuzzTarget("checkpoint", Make, IsOfTraining);

        FuzzCase Make(Random random)
        {
            int which = random.Next(trainings.Length);
            byte[] good = (random.Next(2) == 0 ? whole : stopped)[which];
            int more = random.Next(2); // an epoch, so that there is something to do after the whole ones too
            return new FuzzCase(DamagedSafetensors(good, random), path =>
            {
                FitOptions options = trainings[which]();
                Train(options with { Epochs = options.Epochs + more }, path, steps: int.MaxValue);
            });
        }
    }

    /// <summary>The file of a training that is stopped after some steps; it says the same times whenever it is made.</summary>
    private static byte[] Checkpoint(FitOptions options, string folder, int steps)
    {
        string path = Path.Combine(folder, $"checkpoint {Guid.NewGuid():N}");
        Train(options, path, steps);
        byte[] file = File.ReadAllBytes(path);
        int length = checked((int)BinaryPrimitives.ReadInt64LittleEndian(file));
        string header = Times().Replace(Encoding.UTF8.GetString(file, 8, length), "${name}0.125").TrimEnd(); // spaces fill it up to whole words
        return [.. Crafted.Safetensors(header, dataLength: 0), .. file.AsSpan(8 + length)];
    }

    private static FuzzTarget Pictures()
    {
        return new FuzzTarget("picture", Make, (error, path) => error is PictureException && Names(error, path));

        FuzzCase Make(Random random)
        {
            int which = random.Next(CraftedPictures.OfEachKind.Count);
            byte[] good = random.Next(LongRarity) == 0 ? LongPng(random) : CraftedPictures.OfEachKind[which];
            byte[] file = which < CraftedPictures.PngCount && random.Next(2) == 0 ? Mutation.OfPng(good, random) : Damaged(good, random);
            var shape = new ImageShape(random.Next(1, 64), random.Next(1, 64), random.Next(3) switch { 0 => 1, 1 => 3, _ => 4 });
            return new FuzzCase(file, path => Picture.Load(path, shape));
        }
    }

    /// <summary>Up to a million pixels in one row or column, in a kilobyte.</summary>
    private static byte[] LongPng(Random random)
    {
        int length = random.Next(1, 1_000_000);
        return random.Next(2) == 0 ? CraftedPictures.BlackPng(1, length) : CraftedPictures.BlackPng(length, 1);
    }

    /// <summary>Trains a new model for at most some steps, from the checkpoint at the path on where there is one.</summary>
    private static void Train(FitOptions options, string path, int steps)
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        model.Dropout = 0.2;
        model.Fit(Samples.Separable(37, 3), Samples.Separable(10, 3), options with { Checkpoint = new CheckpointOptions(path) { Resume = true }, Observer = new Listener(steps) });
    }

    private static byte[] Damaged(byte[] good, Random random) => random.Next(NoiseRarity) == 0 ? Mutation.Noise(random) : Mutation.Of(good, random);

    private static byte[] DamagedSafetensors(byte[] good, Random random) => random.Next(2) == 0 ? Damaged(good, random) : Mutation.OfSafetensors(good, random);

    private static bool IsInvalidData(Exception error, string path) => error is InvalidDataException && Names(error, path);

    private static bool IsOfTraining(Exception error, string path) => error is TrainingDivergedException || (error is InvalidDataException or ArgumentException && Names(error, path));

    private static bool Names(Exception error, string path) => error.Message.Contains(path, StringComparison.Ordinal);

    private static string Write(string folder, string name, byte[] file)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllBytes(path, file);
        return path;
    }

    [GeneratedRegex("""(?<name>(econds|imagesPerSecond)\\u0022: )[-+.0-9E]+""")]
    private static partial Regex Times();

    /// <summary>Stops a training after some steps. It is told of every step, so that what is told is computed.</summary>
    private sealed class Listener(int steps) : ITrainingObserver
    {
        private int _left = steps;

        public bool StopRequested => _left <= 0;

        public void StepCompleted(in TrainingProgress progress) => _left--;
    }
}
