using System.CommandLine;
using CnnGen;
using CnnGen.Imaging;
using Drawing;
using Examples;

var data = new Option<string?>("--data") { HelpName = "DIR", Description = "Folder of photographs: DIR/train/cats, DIR/train/dogs, DIR/val/cats, DIR/val/dogs. Pictures are drawn where it is left out." };
Option<int> pictures = CommandLine.Count("--pictures", 1000, "Training pictures to draw; a third as many again are drawn to validate with.", lowest: 6);
var experiment = new ExperimentOptions(
    "DogsVsCats", "Cats and dogs", "dogs-vs-cats", Recipes.ByName,
    "What to train: the tutorial's two experiments alone (plain, augmented) or both (tutorial), the best network for these photographs, or a short training. [default: tutorial for photographs, quick for drawn pictures]");

var command = new RootCommand("Trains networks that tell cats from dogs: on faces that it draws, or on photographs.") { data, pictures };
foreach (Option option in experiment.All) command.Add(option);
return CommandLine.Run(command, args, Run);

void Run(ParseResult options)
{
    bool isDrawn = options.GetValue(data) is null;
    string source = options.GetValue(data) ?? Draw(options);
    experiment.Run(options, args, isDrawn ? "quick" : "tutorial", source, shape => Open(source, shape, experiment.Threads(options)), replaces: isDrawn);
}

string Draw(ParseResult options)
{
    string folder = Path.Combine(experiment.Folder(options), "pictures");
    int count = options.GetValue(pictures);
    Console.WriteLine($"Drawing {count + (count / 3)} cats and dogs into {folder} …");
    DrawnPictures.Save(folder, count, count / 3, experiment.Seeds(options)[0], experiment.Threads(options));
    return folder;
}

static Samples Open(string folder, ImageShape shape, int threads)
{
    var options = new ImageFolderOptions { BadFiles = BadFiles.Skip, Threads = threads };
    var train = new ImageFolderDataset(Path.Combine(folder, "train"), shape, options);
    var validation = new ImageFolderDataset(Path.Combine(folder, "val"), shape, options);
    foreach (BadFile bad in train.Skipped.Concat(validation.Skipped)) Console.WriteLine($"Left out {bad.Path}: {bad.Reason}.");
    return new Samples(train, validation);
}
