using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace CnnGen.Reports.Tests;

/// <summary>Signals to a process that trains.</summary>
public sealed class InterruptTests
{
    private const string FolderVariable = "CNNGEN_TEST_RUN_FOLDER";
    private const string HangsVariable = "CNNGEN_TEST_RUN_HANGS";
    private const int Epochs = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void The_first_signal_stops_a_run_that_then_goes_on_to_the_same_bits(string signal)
    {
        using var folder = new TestFolder();
        using (Process process = Start(folder, hangs: false))
        {
            WaitForFirstEpoch(process, folder);
            Send(process, signal);
            Assert.True(process.WaitForExit(Patience), "The process went on.");
        }

        Assert.StartsWith("Stopped ", File.ReadAllText(folder["stopped"]), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["run/model.safetensors"]));
        Train(folder["run"], slowly: false).Resume();
        Train(folder["whole"], slowly: false).Run();
        Assert.Equal(File.ReadAllBytes(folder["whole/model.safetensors"]), File.ReadAllBytes(folder["run/model.safetensors"]));
    }

    [Fact]
    public void The_second_signal_ends_the_process_as_usual()
    {
        using var folder = new TestFolder();
        using Process process = Start(folder, hangs: true);
        WaitForFirstEpoch(process, folder);
        Send(process, "INT");
        WaitFor(process, () => File.Exists(folder["hangs"]), "The first signal was not heard.");
        Send(process, "INT");
        Assert.True(process.WaitForExit(Patience), "The process went on.");
        Assert.NotEqual(0, process.ExitCode);
        Assert.False(File.Exists(folder["stopped"]));
    }

    /// <summary>What the other process runs: not a test of its own.</summary>
    [Fact(Explicit = true)]
    public void Train_in_the_folder_of_the_environment()
    {
        string? folder = Environment.GetEnvironmentVariable(FolderVariable);
        if (folder is null) Assert.Skip($"{FolderVariable} does not name a folder: another test runs this one.");
        bool hangs = Environment.GetEnvironmentVariable(HangsVariable) == "1";
        using PosixSignalRegistration? listening = hangs ? Listen(Path.Combine(folder, "hangs")) : null; // a registration that nobody holds ends when it is collected
        try
        {
            Train(Path.Combine(folder, "run"), slowly: true, hangs).Run();
        }
        catch (OperationCanceledException stopped)
        {
            File.WriteAllText(Path.Combine(folder, "stopped"), stopped.Message);
        }
    }

    private static TrainingRun Train(string folder, bool slowly, bool hangs = false)
    {
        InMemoryDataset train = TestData.Bands(Reported.Colour, 48, ["low", "middle", "high"]);
        var observer = new Slow { Delay = TimeSpan.FromMilliseconds(slowly ? 100 : 0), Hangs = hangs };
        return new TrainingRun(folder, new OneOfThree(seed: 1), train, train, new FitOptions { Epochs = Epochs, BatchSize = 10, Observer = observer });
    }

    /// <summary>Tells of the first signal, which the run hears as well.</summary>
    private static PosixSignalRegistration Listen(string path) =>
        PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => File.WriteAllText(path, ""));

    private static Process Start(TestFolder folder, bool hangs)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("There is no kill on Windows.");
        string[] arguments = ["dotnet", "exec", typeof(InterruptTests).Assembly.Location, "-explicit", "only", "-method", $"{typeof(InterruptTests).FullName}.{nameof(Train_in_the_folder_of_the_environment)}"];

        // Shells let jobs in the background ignore SIGINT, and their children inherit that.
        var start = new ProcessStartInfo("env", OperatingSystem.IsLinux() ? ["--default-signal=INT", .. arguments] : arguments) { RedirectStandardOutput = true };
        start.Environment[FolderVariable] = folder.ToString();
        start.Environment[HangsVariable] = hangs ? "1" : "0";
        return Process.Start(start)!;
    }

    private static void WaitForFirstEpoch(Process process, TestFolder folder) =>
        WaitFor(process, () => File.Exists(folder["run/history.csv"]), "The training did not begin.");

    private static void WaitFor(Process process, Func<bool> condition, string otherwise)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(!process.HasExited && watch.Elapsed < Patience, otherwise);
            Thread.Sleep(5);
        }
    }

    private static void Send(Process process, string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Makes steps long enough to be interrupted; or all steps after the first epoch endless.</summary>
    private sealed class Slow : ITrainingObserver
    {
        public TimeSpan Delay { get; init; }

        public bool Hangs { get; init; }

        public void StepCompleted(in TrainingProgress progress) => Thread.Sleep(Hangs && progress.Epoch > 1 ? Timeout.InfiniteTimeSpan : Delay);
    }
}
