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
        Assert.All(["model.safetensors", "curves.png", "predictions.png"], file => Assert.NotEmpty(Read(output, file)));

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

    private Task<ProgramRun> RunAsync(string example, params string[] arguments)
    {
        string program = Path.Combine(Repository.Root, "examples", example, "bin", Repository.Configuration, "net10.0", example + ".dll");
        return Dotnet.RunAsync(_folder.Path, [program, .. arguments]);
    }
}
