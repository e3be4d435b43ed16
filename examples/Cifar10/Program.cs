using System.CommandLine;
using CnnGen;
using CnnGen.Reports;
using Examples;

var data = new Option<string>("--data") { HelpName = "DIR", Required = true, Description = "Folder with CIFAR-10's binary batches, data_batch_*.bin and test_batch*.bin." };
Option<int> epochs = Count("--epochs", 20, "Passes over the training pictures.");
Option<int> batchSize = Count("--batch-size", 32, "Pictures of a training step.");
Option<int> threads = Count("--threads", Environment.ProcessorCount, "Threads to train with; the result is the same for any number.");
Option<int> seed = Count("--seed", 42, "Seed of weights and order.", lowest: 0);
var learningRate = new Option<float>("--learning-rate") { HelpName = "RATE", Description = "Learning rate of Adam.", DefaultValueFactory = _ => 1e-3f };
var output = new Option<string>("--out") { HelpName = "DIR", Description = "Folder for the model and the results.", DefaultValueFactory = _ => Path.Combine("out", "cifar10") };
learningRate.Validators.Add(option => { if (!(option.GetValueOrDefault<float>() > 0)) option.AddError("--learning-rate takes a number above 0."); });

var command = new RootCommand("Trains a network that tells the ten subjects of CIFAR-10 apart.") { data, epochs, batchSize, threads, seed, learningRate, output };
command.SetAction(Run);
ParseResult parsed = command.Parse(args);
if (parsed.Errors.Count > 0) return Fail(parsed.Errors[0].Message);
try
{
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException or TrainingDivergedException)
{
    return Fail(error.Message);
}

void Run(ParseResult options)
{
    string source = options.GetRequiredValue(data);
    string folder = options.GetRequiredValue(output);
    (Subset train, Subset validation) = Load(source, "data_batch_*.bin").Split(0.9, options.GetValue(seed));
    InMemoryDataset test = Load(source, "test_batch*.bin");
    Directory.CreateDirectory(folder);

    var model = new SmallPictures(options.GetValue(seed)) { Threads = options.GetValue(threads) };
    Console.WriteLine(SmallPictures.Summary);
    Console.WriteLine($"{train.Count} pictures to train on, {validation.Count} to validate with, {test.Count} to test with; {model.Threads} threads, {model.InstructionSet}.");

    History history = ConsoleProgress.Show(progress => model.Fit(train, validation, new FitOptions
    {
        Epochs = options.GetValue(epochs),
        BatchSize = options.GetValue(batchSize),
        Optimizer = new Adam(options.GetValue(learningRate)),
        Seed = options.GetValue(seed),
        RestoreBestWeights = true,
        Observer = progress,
    }));

    TrainingResult result = TrainingResult.Of(model, history, history.Best, options.GetValue(seed), model.Evaluate(test));
    IReadOnlyList<PredictedPicture> examples = PredictedPicture.Choose(model, test, count: 40, options.GetValue(seed));
    ConsoleTables.Write(result);
    ConsoleTables.Write([.. examples.Take(8)]);
    model.Save(Path.Combine(folder, "model.safetensors"));
    TrainingCurves.SavePng(Path.Combine(folder, "curves.png"), nameof(SmallPictures), history);
    PictureGrid.SavePng(Path.Combine(folder, "predictions.png"), examples, columns: 8);
    result.Save(Path.Combine(folder, "result.json"));
    Console.WriteLine($"Model, curves, predictions and results are in {folder}.");
}

static InMemoryDataset Load(string folder, string pattern)
{
    string[] batches = [.. Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)];
    if (batches.Length == 0) throw new FileNotFoundException($"{folder} holds no {pattern}.");
    return CifarDataset.Load(batches);
}

static Option<int> Count(string name, int value, string description, int lowest = 1)
{
    var option = new Option<int>(name) { HelpName = "N", Description = description, DefaultValueFactory = _ => value };
    option.Validators.Add(result => { if (result.GetValueOrDefault<int>() < lowest) result.AddError($"{name} takes a number of at least {lowest}."); });
    return option;
}

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 1;
}
