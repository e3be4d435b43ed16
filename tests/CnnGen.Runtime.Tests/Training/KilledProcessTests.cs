using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CnnGen.Runtime.Tests;

public sealed class KilledProcessTests
{
    private const string FolderVariable = "CNNGEN_TEST_CHECKPOINT_FOLDER";
    private const string CheckpointName = "checkpoint";
    private const string ResultName = "result";
    private const int Kills = 4;

    [Fact]
    public void A_process_killed_at_random_moments_is_gone_on_from_to_the_same_bits()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var folder = new TestFolder();
        for (int kill = 0; kill < Kills && !File.Exists(folder[ResultName]); kill++) RunAndKill(folder, random);
        while (!File.Exists(folder[ResultName])) RunToEnd(folder);

        LinearModel expected = Train(checkpoint: null);
        LinearModel result = Model();
        result.Load(folder[ResultName]);
        Assert.Equal(MemoryMarshal.Cast<float, int>(expected.Parameters.All).ToArray(), MemoryMarshal.Cast<float, int>(result.Parameters.All).ToArray());
        Assert.Equal([CheckpointName, ResultName], Directory.GetFiles(folder.ToString()).Select(Path.GetFileName).Order());
    }

    /// <summary>What the other process runs: not a test of its own.</summary>
    [Fact(Explicit = true)]
    public void Train_in_the_folder_of_the_environment()
    {
        string? folder = Environment.GetEnvironmentVariable(FolderVariable);
        if (folder is null) Assert.Skip($"{FolderVariable} does not name a folder: another test runs this one.");
        Train(new CheckpointOptions(Path.Combine(folder, CheckpointName)) { EverySteps = 1, Resume = true }).Save(Path.Combine(folder, ResultName));
    }

    private static void RunAndKill(TestFolder folder, Random random)
    {
        byte[] before = ReadCheckpoint(folder);
        using Process process = Start(folder);
        while (!process.HasExited && ReadCheckpoint(folder).AsSpan().SequenceEqual(before)) Thread.Sleep(1);
        Thread.Sleep(random.Next(60));
        process.Kill();
        process.WaitForExit();
    }

    private static void RunToEnd(TestFolder folder)
    {
        using Process process = Start(folder);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(File.Exists(folder[ResultName]), output);
    }

    private static Process Start(TestFolder folder)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in new[] { "exec", typeof(KilledProcessTests).Assembly.Location, "-explicit", "only", "-method", $"{typeof(KilledProcessTests).FullName}.{nameof(Train_in_the_folder_of_the_environment)}" })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[FolderVariable] = folder.ToString();
        return Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
    }

    private static byte[] ReadCheckpoint(TestFolder folder) => File.Exists(folder[CheckpointName]) ? File.ReadAllBytes(folder[CheckpointName]) : [];

    private static LinearModel Model()
    {
        LinearModel model = LinearModel.Dense(Samples.Small, 3);
        model.Dropout = 0.2;
        return model;
    }

    private static LinearModel Train(CheckpointOptions? checkpoint)
    {
        LinearModel model = Model();
        model.Fit(Samples.Separable(97, 3), Samples.Separable(20, 3), new FitOptions
        {
            Epochs = 60,
            BatchSize = 8,
            Optimizer = new Adam(0.01f),
            Schedule = new CosineDecay(0.01f) { WarmUpEpochs = 2 },
            AverageDecay = 0.9,
            RestoreBestWeights = true,
            Checkpoint = checkpoint,
        });
        return model;
    }
}
