using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CnnGen.Integration.Tests.Infrastructure;

namespace CnnGen.Integration.Tests.Examples;

/// <summary>Runs each example as a person would, on little, and reads what it leaves behind.</summary>
public sealed class ExampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Mnist_reads_digits_after_one_epoch()
    {
        string data = Repository.DataFolder("mnist");
        JsonElement result = await TrainAsync("Mnist", "Digits", "first", "--data", data, "--epochs", "1");
        Assert.True(result.GetProperty("testAccuracy").GetDouble() > 0.95, result.ToString());
    }

    [Fact]
    public async Task Cifar10_trains_on_the_subset()
    {
        string data = Repository.DataFolder("cifar10-subset");
        JsonElement result = await TrainAsync("Cifar10", "SmallPictures", "first", "--data", data, "--epochs", "1");
        Assert.True(result.GetProperty("testAccuracy").GetDouble() > 0.15, result.ToString());
    }

    [Fact]
    public async Task DogsVsCats_draws_its_pictures_and_trains_to_the_same_bits_on_any_number_of_threads()
    {
        string[] little = ["--pictures", "16", "--epochs", "1", "--batch-size", "8", "--seed", "7"];
        await TrainAsync("DogsVsCats", "DogsVsCats", "one", [.. little, "--threads", "1"]);
        JsonElement result = await TrainAsync("DogsVsCats", "DogsVsCats", "two", [.. little, "--threads", "2"]);

        Assert.False(result.TryGetProperty("testAccuracy", out _));
        Assert.Equal((7, 1, 2), (result.GetProperty("seed").GetInt32(), result.GetProperty("epochs").GetInt32(), result.GetProperty("threads").GetInt32()));
        Assert.True(
            Read("one", "model.safetensors").AsSpan().SequenceEqual(Read("two", "model.safetensors")),
            "One thread and two trained to different weights.");
    }

    /// <summary>Where logistic regression on the pixels stays below 65 %, which the tests of the drawings hold it to.</summary>
    [Fact]
    public async Task DogsVsCats_tells_drawn_cats_from_dogs_nine_times_in_ten()
    {
        JsonElement result = await TrainAsync("DogsVsCats", "DogsVsCats", "drawn", "--pictures", "600", "--epochs", "4");
        Assert.True(result.GetProperty("validationAccuracy").GetDouble() > 0.9, result.ToString());
    }

    [Fact]
    public async Task DogsVsCats_runs_both_experiments_of_the_tutorial_into_one_report()
    {
        string[] little = ["--recipe", "tutorial", "--pictures", "20", "--epochs", "1", "--batch-size", "2", "--seeds", "1,2", "--warm-up", "0.5"];
        ProgramRun run = (await RunAsync("DogsVsCats", [.. little, "--out", Path.Combine(_folder.Path, "both")])).Succeeded();
        Assert.Contains("augmented, mean of 2", run.Output, StringComparison.Ordinal);
        string report = Encoding.UTF8.GetString(Read("both", "report.html"));
        foreach (string text in new[] { "plain, seed 1", "augmented, seed 2", "plain, mean of 2", "augmented, mean of 2", "<h2>One picture, augmented</h2>", "ConstantRate (rate 0.001, WarmUpEpochs 0.5)", "RotationRange 40", "ShearRange 11.459", "steps an epoch</th><td colspan=\"4\">100</td>" })
        {
            Assert.Contains(text, report, StringComparison.Ordinal);
        }

        foreach (string name in new[] { "plain-seed-1", "plain-seed-2", "augmented-seed-1", "augmented-seed-2" })
        {
            Assert.All(["config.json", "history.csv", "checkpoint", "model.safetensors", "report.html", "result.json"], file => Assert.NotEmpty(Read(Path.Combine("both", name), file)));
        }

        ProgramRun single = await RunAsync("DogsVsCats", "--pictures", "20", "--out", Path.Combine(_folder.Path, "both"));
        Assert.Contains("holds several runs", single.Error, StringComparison.Ordinal);
        Assert.Equal(report, Encoding.UTF8.GetString(Read("both", "report.html")));

        // Pictures are drawn from the first of the seeds: these are others.
        ProgramRun other = await RunAsync("DogsVsCats", [.. little.Select(argument => argument == "1,2" ? "2,1" : argument), "--resume", "--out", Path.Combine(_folder.Path, "both")]);
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("fingerprint of the training samples is", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DogsVsCats_trains_its_best_network()
    {
        JsonElement result = await TrainAsync("DogsVsCats", "BestDogsVsCats", "best", "--recipe", "best", "--pictures", "16", "--epochs", "1", "--batch-size", "8");
        Assert.Equal(1, result.GetProperty("epochs").GetInt32());
    }

    [Fact]
    public async Task DogsVsCats_stops_at_a_signal_and_goes_on_to_the_same_bits()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("There is no kill on Windows.");
        string[] little = ["--pictures", "40", "--epochs", "4", "--batch-size", "2", "--threads", "1"];
        string folder = Path.Combine(_folder.Path, "stopped");
        string[] restored = OperatingSystem.IsLinux() ? ["--default-signal=INT"] : []; // shells let jobs in the background ignore SIGINT, and their children inherit that
        using (var process = Process.Start(new ProcessStartInfo("env", [.. restored, "dotnet", ProgramOf("DogsVsCats"), .. little, "--out", folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!)
        {
            Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            while (!File.Exists(Path.Combine(folder, "config.json")) && !process.HasExited) await Task.Delay(5, TestContext.Current.CancellationToken);
            Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]).Dispose();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(130, process.ExitCode);
            Assert.Contains("--resume", await error, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(Path.Combine(folder, "model.safetensors")));
        await TrainAsync("DogsVsCats", "DogsVsCats", "stopped", [.. little, "--resume"]);
        await TrainAsync("DogsVsCats", "DogsVsCats", "whole", little);
        Assert.True(Read("stopped", "model.safetensors").AsSpan().SequenceEqual(Read("whole", "model.safetensors")), "Stopped and whole trainings ended with different weights.");
    }

    [Fact]
    public async Task DogsVsCats_replaces_no_run_on_photographs_and_refuses_other_settings()
    {
        string[] little = ["--pictures", "16", "--epochs", "1", "--batch-size", "8", "--out", Path.Combine(_folder.Path, "first")];
        (await RunAsync("DogsVsCats", little)).Succeeded();
        string[] photographs = ["--data", Path.Combine(_folder.Path, "first", "pictures"), "--recipe", "quick", "--epochs", "1", "--batch-size", "8", "--out", Path.Combine(_folder.Path, "photographs")];
        (await RunAsync("DogsVsCats", photographs)).Succeeded();
        Assert.Contains("holds a run already", (await RunAsync("DogsVsCats", photographs)).Error, StringComparison.Ordinal);
        ProgramRun other = await RunAsync("DogsVsCats", [.. photographs, "--resume", "--learning-rate", "0.5"]);
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("learning rate is 0.0003 in the file and 0.5 here", other.Error, StringComparison.Ordinal);
        (await RunAsync("DogsVsCats", [.. photographs, "--resume"])).Succeeded();
        (await RunAsync("DogsVsCats", little)).Succeeded(); // drawn pictures are soon learned again
        Assert.Contains("holds a single run", (await RunAsync("DogsVsCats", [.. little, "--seeds", "1,2"])).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--recipe", "worst")]
    [InlineData("--seeds", "1,x")]
    [InlineData("--seeds", "1,1")]
    [InlineData("--warm-up", "-1")]
    public async Task A_wrong_option_of_DogsVsCats_is_told_in_one_line(string option, string value)
    {
        ProgramRun run = await RunAsync("DogsVsCats", option, value, "--out", Path.Combine(_folder.Path, "out"));
        Assert.Equal(1, run.ExitCode);
        Assert.Single(run.Error.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "out")));
    }

    [Fact]
    public async Task Seeds_may_be_given_one_by_one_and_none_of_them_twice()
    {
        ProgramRun run = await RunAsync("DogsVsCats", "--seeds", "1", "--seeds", "1", "--out", Path.Combine(_folder.Path, "out"));
        Assert.Contains("--seeds takes different whole numbers of at least 0 with commas between, such as 1,2,3, not 1,1.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mnist")]
    [InlineData("Cifar10")]
    [InlineData("DogsVsCats")]
    public async Task Help_names_the_options(string example)
    {
        ProgramRun run = (await RunAsync(example, "--help")).Succeeded();
        foreach (string option in new[] { "--data", "--epochs", "--batch-size", "--threads", "--seed", "--out" }) Assert.Contains(option, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mnist")]
    [InlineData("Cifar10")]
    [InlineData("DogsVsCats")]
    public async Task A_folder_that_is_missing_is_told_in_one_line(string example)
    {
        string missing = Path.Combine(_folder.Path, "nowhere");
        ProgramRun run = await RunAsync(example, "--data", missing, "--out", Path.Combine(_folder.Path, "out"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(missing, Assert.Single(run.Error.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Runs an example into a folder of the name, and checks all that every example leaves behind.</summary>
    private async Task<JsonElement> TrainAsync(string example, string network, string output, params string[] arguments)
    {
        (await RunAsync(example, [.. arguments, "--out", Path.Combine(_folder.Path, output)])).Succeeded();
        Assert.All(["model.safetensors", "curves.png", "predictions.png", "report.html"], file => Assert.NotEmpty(Read(output, file)));

        JsonElement result = JsonElement.Parse(Read(output, "result.json"));
        Assert.Equal(network, result.GetProperty("network").GetString());
        string[] numbers =
        [
            "seed", "epochs", "trainLoss", "trainAccuracy", "validationLoss", "validationAccuracy", "seconds", "imagesPerSecond", "threads",
        ];
        Assert.All(numbers, name => Assert.True(double.IsFinite(result.GetProperty(name).GetDouble()), name));
        return result;
    }

    private byte[] Read(string output, string file) => File.ReadAllBytes(Path.Combine(_folder.Path, output, file));

    private Task<ProgramRun> RunAsync(string example, params string[] arguments) => Dotnet.RunAsync(_folder.Path, [ProgramOf(example), .. arguments]);

    private static string ProgramOf(string example) => Path.Combine(Repository.Root, "examples", example, "bin", Repository.Configuration, "net10.0", example + ".dll");
}
