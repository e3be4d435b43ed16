using System.CommandLine;
using CnnGen;
using Examples;

Option<string> data = CommandLine.Folder("--data", null, "Folder with CIFAR-10's binary batches, data_batch_*.bin and test_batch*.bin.");
var experiment = new ExperimentOptions("Cifar10", "CIFAR-10", "cifar10", Recipes.ByName, "What to train: a small network for 20 epochs, or the best one for a few thousand pictures. [default: quick]");

var command = new RootCommand("Trains a network that tells the ten subjects of CIFAR-10 apart.") { data };
foreach (Option option in experiment.All) command.Add(option);
return CommandLine.Run(command, args, Run);

void Run(ParseResult options)
{
    string source = options.GetRequiredValue(data);
    (Subset train, Subset validation) = Load(source, "data_batch_*.bin").Split(0.9, seed: 0);
    var samples = new Samples(train, validation, Load(source, "test_batch*.bin"));
    experiment.Run(options, args, "quick", source, _ => samples);
}

static InMemoryDataset Load(string folder, string pattern)
{
    string[] batches = [.. Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)];
    if (batches.Length == 0) throw new FileNotFoundException($"{folder} holds no {pattern}.");
    return CifarDataset.Load(batches);
}
