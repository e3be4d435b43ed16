using System.CommandLine;
using CnnGen;

namespace Examples;

/// <summary>The options that all experiments have, and what is made of them.</summary>
public sealed class ExperimentOptions
{
    private readonly string _name;
    private readonly string _title;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<Recipe>> _recipes;
    private readonly Option<string?> _recipe;
    private readonly Option<int> _epochs = CommandLine.Count("--epochs", null, "Epochs. [default: the recipe's]");
    private readonly Option<int> _batchSize = CommandLine.Count("--batch-size", null, "Pictures of a training step. [default: the recipe's]");
    private readonly Option<float> _learningRate = CommandLine.Rate("--learning-rate", null, "The highest learning rate. [default: the recipe's]");
    private readonly Option<float> _warmUp = CommandLine.Rate("--warm-up", null, "Epochs in which the learning rate rises to its highest, parts of one included. [default: the recipe's]", "EPOCHS");
    private readonly Option<int> _seed = CommandLine.Count("--seed", 42, "Seed of weights, order and whatever else is left to chance.", lowest: 0);
    private readonly Option<int[]> _seeds = CommandLine.Counts("--seeds", "Several seeds, such as 1,2,3: each recipe is run with each, and the report has their mean.", lowest: 0);
    private readonly Option<int> _threads = CommandLine.ThreadCount();
    private readonly Option<string> _output;
    private readonly Option<bool> _resume = new("--resume") { Description = "Goes on with runs that were stopped (Ctrl-C), to the same bits as if they had not been." };

    /// <summary>Makes the options.</summary>
    /// <param name="name">Name of the example's folder below <c>examples</c>.</param>
    /// <param name="title">Title of a report of several runs.</param>
    /// <param name="folder">Name of the folder for results below <c>out</c>.</param>
    /// <param name="recipes">What can be trained, by what the command line calls it.</param>
    /// <param name="recipeHelp">Help for <c>--recipe</c>.</param>
    public ExperimentOptions(string name, string title, string folder, IReadOnlyDictionary<string, IReadOnlyList<Recipe>> recipes, string recipeHelp)
    {
        ArgumentNullException.ThrowIfNull(recipes);
        (_name, _title, _recipes) = (name, title, recipes);
        _recipe = new Option<string?>("--recipe") { HelpName = string.Join('|', recipes.Keys), Description = recipeHelp };
        _recipe.AcceptOnlyFromAmong([.. recipes.Keys]);
        _output = CommandLine.Folder("--out", Path.Combine("out", folder), "Folder for report, models, pictures and results.");
    }

    /// <summary>All options.</summary>
    public IEnumerable<Option> All => [_recipe, _epochs, _batchSize, _learningRate, _warmUp, _seed, _seeds, _threads, _output, _resume];

    /// <summary>Where results go.</summary>
    /// <param name="options">What was parsed.</param>
    public string Folder(ParseResult options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.GetRequiredValue(_output);
    }

    /// <summary>Threads that compute.</summary>
    /// <param name="options">What was parsed.</param>
    public int Threads(ParseResult options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.GetValue(_threads);
    }

    /// <summary>The seeds, one or more.</summary>
    /// <param name="options">What was parsed.</param>
    public IReadOnlyList<int> Seeds(ParseResult options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.GetValue(_seeds) is { Length: > 0 } several ? several : [options.GetValue(_seed)];
    }

    /// <summary>Trains as the options say.</summary>
    /// <param name="options">What was parsed.</param>
    /// <param name="args">The program's arguments, for the report.</param>
    /// <param name="recipe">What is trained unless the options say otherwise.</param>
    /// <param name="source">Where the samples are from, for the report.</param>
    /// <param name="open">Gives the samples in the shape that a network takes.</param>
    /// <param name="replaces">Whether runs that have been begun are begun anew.</param>
    /// <exception cref="IOException">There is a run already that may neither go on nor be replaced.</exception>
    public void Run(ParseResult options, IReadOnlyList<string> args, string recipe, string source, Func<ImageShape, Samples> open, bool replaces = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        Recipe[] recipes = [.. _recipes[options.GetValue(_recipe) ?? recipe].Select(named => Adapt(named, options))];
        var notes = new Dictionary<string, string>
        {
            ["pictures"] = source,
            ["command"] = $"dotnet run --project examples/{_name} -- {string.Join(' ', args.Select(argument => argument.Contains(' ', StringComparison.Ordinal) ? $"\"{argument}\"" : argument))}".TrimEnd('-', ' '),
        };
        new Experiment(open, _title, Folder(options), Threads(options), notes).Run(recipes, Seeds(options), options.GetValue(_resume), replaces);
    }

    private Recipe Adapt(Recipe named, ParseResult options) => named with
    {
        Epochs = options.GetResult(_epochs) is null ? named.Epochs : options.GetValue(_epochs),
        BatchSize = options.GetResult(_batchSize) is null ? named.BatchSize : options.GetValue(_batchSize),
        LearningRate = options.GetResult(_learningRate) is null ? named.LearningRate : options.GetValue(_learningRate),
        WarmUpEpochs = options.GetResult(_warmUp) is null ? named.WarmUpEpochs : options.GetValue(_warmUp),
    };
}
