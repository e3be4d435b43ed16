using System.CommandLine;
using CnnGen;
using CnnGen.Imaging;
using CnnGen.Reports;
using Drawing;
using Examples;

var data = new Option<string?>("--data") { HelpName = "DIR", Description = "Folder of photographs: DIR/train/cats, DIR/train/dogs, DIR/val/cats, DIR/val/dogs. Pictures are drawn where it is left out." };
Option<int> pictures = CommandLine.Count("--pictures", 1000, "Training pictures to draw; a third as many again are drawn to validate with.", lowest: 6);
Option<int> epochs = CommandLine.Count("--epochs", null, "Passes over the training pictures. [default: 6 for drawn pictures, 20 for photographs]");
Option<int> batchSize = CommandLine.Count("--batch-size", 20, "Pictures of a training step.");
Option<int> threads = CommandLine.ThreadCount();
Option<int> seed = CommandLine.Count("--seed", 42, "Seed of pictures, weights and order.", lowest: 0);
Option<float> learningRate = CommandLine.Rate("--learning-rate", 3e-4f, "Learning rate of Adam. At 0.001 this network often sits at a loss of 0.693 for epochs.");
Option<string> output = CommandLine.Folder("--out", Path.Combine("out", "dogs-vs-cats"), "Folder for the model, the pictures and the results.");

var command = new RootCommand("Trains a network that tells cats from dogs: on faces that it draws, or on photographs.") { data, pictures, epochs, batchSize, threads, seed, learningRate, output };
return CommandLine.Run(command, args, Run);

void Run(ParseResult options)
{
    string folder = options.GetRequiredValue(output);
    Directory.CreateDirectory(folder);
    bool isDrawn = options.GetValue(data) is null;
    string source = options.GetValue(data) ?? Draw(options, Path.Combine(folder, "pictures"));
    var shape = new ImageShape(150, 150, 3);
    var photographs = new ImageFolderOptions { BadFiles = BadFiles.Skip, Threads = options.GetValue(threads) };
    var train = new ImageFolderDataset(Path.Combine(source, "train"), shape, photographs);
    var validation = new ImageFolderDataset(Path.Combine(source, "val"), shape, photographs);
    foreach (BadFile bad in train.Skipped.Concat(validation.Skipped)) Console.WriteLine($"Left out {bad.Path}: {bad.Reason}.");

    var model = new DogsVsCats(options.GetValue(seed)) { Threads = options.GetValue(threads) };
    Console.WriteLine(DogsVsCats.Summary);
    Console.WriteLine($"{train.Count} pictures to train on, {validation.Count} to validate with; {model.Threads} threads, {model.InstructionSet}.");

    History history = ConsoleProgress.Show(progress => model.Fit(train, validation, new FitOptions
    {
        Epochs = options.GetResult(epochs) is null ? (isDrawn ? 6 : 20) : options.GetValue(epochs),
        BatchSize = options.GetValue(batchSize),
        Optimizer = new Adam(options.GetValue(learningRate)),
        Seed = options.GetValue(seed),
        RestoreBestWeights = true,
        Observer = progress,
    }));

    TrainingResult result = TrainingResult.Of(model, history, history.Best, options.GetValue(seed));
    IReadOnlyList<PredictedPicture> examples = PredictedPicture.Choose(model, validation, count: 24, options.GetValue(seed));
    ConsoleTables.Write(result);
    ConsoleTables.Write([.. examples.Take(8)]);
    model.Save(Path.Combine(folder, "model.safetensors"));
    TrainingCurves.SavePng(Path.Combine(folder, "curves.png"), nameof(DogsVsCats), history);
    PictureGrid.SavePng(Path.Combine(folder, "predictions.png"), examples, columns: 6);
    result.Save(Path.Combine(folder, "result.json"));
    Console.WriteLine($"Model, curves, predictions and results are in {folder}.");
}

string Draw(ParseResult options, string folder)
{
    int count = options.GetValue(pictures);
    Console.WriteLine($"Drawing {count + (count / 3)} cats and dogs into {folder} …");
    DrawnPictures.Save(folder, count, count / 3, options.GetValue(seed), options.GetValue(threads));
    return folder;
}
