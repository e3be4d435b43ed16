using System.CommandLine;
using CnnGen;
using CnnGen.Reports;
using Examples;

Option<string> data = CommandLine.Folder("--data", null, "Folder with CIFAR-10's binary batches, data_batch_*.bin and test_batch*.bin.");
Option<int> epochs = CommandLine.Count("--epochs", 20, "Passes over the training pictures.");
Option<int> batchSize = CommandLine.Count("--batch-size", 32, "Pictures of a training step.");
Option<int> threads = CommandLine.ThreadCount();
Option<int> seed = CommandLine.Count("--seed", 42, "Seed of weights and order.", lowest: 0);
Option<float> learningRate = CommandLine.Rate("--learning-rate", 1e-3f, "Learning rate of Adam.");
Option<string> output = CommandLine.Folder("--out", Path.Combine("out", "cifar10"), "Folder for the model and the results.");

var command = new RootCommand("Trains a network that tells the ten subjects of CIFAR-10 apart.") { data, epochs, batchSize, threads, seed, learningRate, output };
return CommandLine.Run(command, args, Run);

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

    var how = new FitOptions
    {
        Epochs = options.GetValue(epochs),
        BatchSize = options.GetValue(batchSize),
        Optimizer = new Adam(options.GetValue(learningRate)),
        Seed = options.GetValue(seed),
        RestoreBestWeights = true,
    };
    History history = ConsoleProgress.Show(progress => model.Fit(train, validation, how with { Observer = progress }));

    TrainingResult result = TrainingResult.Of(model, history, history.Best, options.GetValue(seed), model.Evaluate(test));
    IReadOnlyList<PredictedPicture> examples = PredictedPicture.Choose(model, test, count: 40, options.GetValue(seed));
    ConsoleTables.Write(result);
    ConsoleTables.Write([.. examples.Take(8)]);
    model.Save(Path.Combine(folder, "model.safetensors"));
    TrainingReport.Write(folder, model, history, how, train, validation);
    PictureGrid.SavePng(Path.Combine(folder, "predictions.png"), examples, columns: 8);
    result.Save(Path.Combine(folder, "result.json"));
    Console.WriteLine($"Model, report, predictions and results are in {folder}.");
}

static InMemoryDataset Load(string folder, string pattern)
{
    string[] batches = [.. Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)];
    if (batches.Length == 0) throw new FileNotFoundException($"{folder} holds no {pattern}.");
    return CifarDataset.Load(batches);
}
