using System.CommandLine;
using CnnGen;
using Examples;

Option<string> data = CommandLine.Folder("--data", null, "Folder with the four files of MNIST, train-images-idx3-ubyte and so on, plain or with .gz.");
var experiment = new ExperimentOptions("Mnist", "MNIST", "mnist", Recipes.ByName, "What to train: a small network for half a minute, or the best one of five minutes. [default: quick]");

var command = new RootCommand("Trains a network that reads handwritten digits (MNIST).") { data };
foreach (Option option in experiment.All) command.Add(option);
return CommandLine.Run(command, args, Run);

void Run(ParseResult options)
{
    string source = options.GetRequiredValue(data);
    (Subset train, Subset validation) = Mnist.LoadTrain(source).Split(55.0 / 60, seed: 0);
    var samples = new Samples(train, validation, Mnist.LoadTest(source));
    experiment.Run(options, args, "quick", source, _ => samples);
}
