using System.CommandLine;
using Drawing;
using Examples;

var data = new Option<string?>("--data") { HelpName = "DIR", Description = "Folder of photographs: DIR/train/cats, DIR/train/dogs, DIR/val/cats, DIR/val/dogs. Pictures are drawn where it is left out." };
var recipe = new Option<string?>("--recipe") { HelpName = "plain|augmented|tutorial|best|quick", Description = "What to train: the tutorial's two experiments alone (plain, augmented) or both (tutorial), the best network for these photographs, or a short training. [default: tutorial for photographs, quick for drawn pictures]" };
recipe.AcceptOnlyFromAmong("plain", "augmented", "tutorial", "best", "quick");
Option<int> pictures = CommandLine.Count("--pictures", 1000, "Training pictures to draw; a third as many again are drawn to validate with.", lowest: 6);
Option<int> epochs = CommandLine.Count("--epochs", null, "Epochs. [default: the recipe's]");
Option<int> batchSize = CommandLine.Count("--batch-size", null, "Pictures of a training step. [default: the recipe's]");
Option<float> learningRate = CommandLine.Rate("--learning-rate", null, "The highest learning rate. [default: the recipe's]");
Option<float> warmUp = CommandLine.Rate("--warm-up", null, "Epochs in which the learning rate rises to its highest, parts of one included, where a network sits at a loss of 0.693. [default: the recipe's]", "EPOCHS");
Option<int> seed = CommandLine.Count("--seed", 42, "Seed of pictures, weights and order.", lowest: 0);
Option<int[]> seeds = CommandLine.Counts("--seeds", "Several seeds, such as 1,2,3: each recipe is run with each, and the report has their mean.", lowest: 0);
Option<int> threads = CommandLine.ThreadCount();
Option<string> output = CommandLine.Folder("--out", Path.Combine("out", "dogs-vs-cats"), "Folder for report, models, pictures and results.");
var resume = new Option<bool>("--resume") { Description = "Goes on with runs that were stopped (Ctrl-C), to the same bits as if they had not been." };

var command = new RootCommand("Trains networks that tell cats from dogs: on faces that it draws, or on photographs.") { data, recipe, pictures, epochs, batchSize, learningRate, warmUp, seed, seeds, threads, output, resume };
return CommandLine.Run(command, args, Run);

void Run(ParseResult options)
{
    string folder = options.GetRequiredValue(output);
    int[] all = options.GetValue(seeds) is { Length: > 0 } several ? several : [options.GetValue(seed)];
    bool isDrawn = options.GetValue(data) is null;
    string source = options.GetValue(data) ?? Draw(Path.Combine(folder, "pictures"), options.GetValue(pictures), all[0], options.GetValue(threads));
    Recipe[] recipes = [.. Recipe.Named(options.GetValue(recipe) ?? (isDrawn ? "quick" : "tutorial")).Select(named => Adapt(named, options))];
    var notes = new Dictionary<string, string>
    {
        ["pictures"] = source,
        ["command"] = $"dotnet run --project examples/DogsVsCats -- {string.Join(' ', args.Select(argument => argument.Contains(' ', StringComparison.Ordinal) ? $"\"{argument}\"" : argument))}".TrimEnd('-', ' '),
    };
    new Experiment(source, folder, options.GetValue(threads), notes).Run(recipes, all, options.GetValue(resume), replaces: isDrawn);
}

Recipe Adapt(Recipe named, ParseResult options) => named with
{
    Epochs = options.GetResult(epochs) is null ? named.Epochs : options.GetValue(epochs),
    BatchSize = options.GetResult(batchSize) is null ? named.BatchSize : options.GetValue(batchSize),
    LearningRate = options.GetResult(learningRate) is null ? named.LearningRate : options.GetValue(learningRate),
    WarmUpEpochs = options.GetResult(warmUp) is null ? named.WarmUpEpochs : options.GetValue(warmUp),
};

static string Draw(string folder, int count, int seed, int threads)
{
    Console.WriteLine($"Drawing {count + (count / 3)} cats and dogs into {folder} …");
    DrawnPictures.Save(folder, count, count / 3, seed, threads);
    return folder;
}
