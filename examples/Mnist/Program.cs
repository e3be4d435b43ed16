using System.CommandLine;
using CnnGen;
using CnnGen.Reports;
using Examples;

var data = new Option<string>("--data") { HelpName = "DIR", Required = true, Description = "Folder with the four files of MNIST, train-images-idx3-ubyte and so on, plain or with .gz." };
Option<int> epochs = Count("--epochs", 5, "Passes over the training pictures.");
Option<int> batchSize = Count("--batch-size", 64, "Pictures of a training step.");
Option<int> threads = Count("--threads", Environment.ProcessorCount, "Threads to train with; the result is the same for any number.");
Option<int> seed = Count("--seed", 42, "Seed of weights and order.", lowest: 0);
var learningRate = new Option<float>("--learning-rate") { HelpName = "RATE", Description = "Learning rate of Adam.", DefaultValueFactory = _ => 1e-3f };
var output = new Option<string>("--out") { HelpName = "DIR", Description = "Folder for the model and the results.", DefaultValueFactory = _ => Path.Combine("out", "mnist") };
learningRate.Validators.Add(option => { if (!(option.GetValueOrDefault<float>() > 0)) option.AddError("--learning-rate takes a number above 0."); });

var command = new RootCommand("Trains a network that reads handwritten digits (MNIST).") { data, epochs, batchSize, threads, seed, learningRate, output };
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
    (Subset train, Subset validation) = Mnist.LoadTrain(source).Split(55.0 / 60, options.GetValue(seed));
    InMemoryDataset test = Mnist.LoadTest(source);
    Directory.CreateDirectory(folder);

    var model = new Digits(options.GetValue(seed)) { Threads = options.GetValue(threads) };
    Console.WriteLine(Digits.Summary);
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
    TrainingCurves.SavePng(Path.Combine(folder, "curves.png"), nameof(Digits), history);
    PictureGrid.SavePng(Path.Combine(folder, "predictions.png"), examples, columns: 8);
    result.Save(Path.Combine(folder, "result.json"));
    Console.WriteLine($"Model, curves, predictions and results are in {folder}.");
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
