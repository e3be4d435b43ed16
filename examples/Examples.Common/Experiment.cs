using System.Globalization;
using CnnGen;
using CnnGen.Reports;

namespace Examples;

/// <summary>Trains by recipes and seeds, each training a run of its own, and writes what came of it.</summary>
/// <param name="open">Gives the samples in the shape that a network takes; asked once for each shape.</param>
/// <param name="title">Title of a report of several runs.</param>
/// <param name="folder">Where runs and report go: the folder of the run where there is one, the folder above theirs where there are several.</param>
/// <param name="threads">Threads that compute.</param>
/// <param name="notes">What reports should say besides the settings.</param>
public sealed class Experiment(Func<ImageShape, Samples> open, string title, string folder, int threads, IReadOnlyDictionary<string, string> notes)
{
    private readonly HashSet<string> _described = [];
    private readonly Dictionary<ImageShape, Samples> _samples = [];

    /// <summary>Runs all recipes with all seeds, one after the other.</summary>
    /// <param name="recipes">The recipes.</param>
    /// <param name="seeds">The seeds.</param>
    /// <param name="resumes">Whether runs that have been begun go on.</param>
    /// <param name="replaces">Whether runs that have been begun are begun anew.</param>
    /// <exception cref="IOException">There is a run already that may neither go on nor be replaced.</exception>
    public void Run(IReadOnlyList<Recipe> recipes, IReadOnlyList<int> seeds, bool resumes, bool replaces)
    {
        ArgumentNullException.ThrowIfNull(recipes);
        ArgumentNullException.ThrowIfNull(seeds);
        (Recipe Recipe, int Seed, string Folder)[] plans = [.. recipes.SelectMany(recipe => seeds.Select(seed => (recipe, seed, FolderOf(recipe, seed, isOnly: recipes.Count * seeds.Count == 1))))];
        CheckFolder(plans.Length);
        if (!resumes && !replaces && plans.FirstOrDefault(plan => TrainingRun.IsIn(plan.Folder)) is { Folder: { } held })
        {
            throw new IOException($"{held} holds a run already: --resume goes on with it, and another --out begins anew.");
        }

        var ended = new List<ReportedRun>();
        foreach ((Recipe recipe, int seed, string place) in plans)
        {
            string name = seeds.Count == 1 ? recipe.Name : string.Create(CultureInfo.InvariantCulture, $"{recipe.Name}, seed {seed}");
            ended.Add(Train(recipe, seed, place, name, resumes, replaces));
            if (plans.Length > 1) TrainingReport.Write(folder, title, ended);
        }

        ConsoleTables.Write(ended);
        Console.WriteLine($"The report is {Path.Combine(folder, TrainingReport.FileName)}; models, curves, predictions and results lie {(plans.Length == 1 ? "beside it" : "in the folders beside it")}.");
    }

    /// <summary>A folder holds one run, or the report of several with a folder for each: neither is written over the other.</summary>
    private void CheckFolder(int runs)
    {
        if (runs > 1 && TrainingRun.IsIn(folder)) throw new IOException($"{folder} holds a single run, whose report that of several would replace: give another --out.");
        if (runs == 1 && Directory.Exists(folder) && Directory.EnumerateDirectories(folder).Any(TrainingRun.IsIn)) throw new IOException($"{folder} holds several runs, whose report that of one would replace: give another --out.");
    }

    private string FolderOf(Recipe recipe, int seed, bool isOnly) => isOnly ? folder : Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{recipe.Name}-seed-{seed}"));

    private ReportedRun Train(Recipe recipe, int seed, string place, string name, bool resumes, bool replaces)
    {
        CompiledModel model = recipe.Create(seed);
        model.Threads = threads;
        (IDataset train, IDataset validation, IDataset? test) = SamplesOf(model.Info.Input);
        if (_described.Add(model.Info.Name)) Console.WriteLine(model.Info.Summary);
        Console.WriteLine($"{name}: {train.Count} pictures to train on, {validation.Count} to validate with{(test is null ? "" : $", {test.Count} to test with")}; {model.Threads} threads, {model.InstructionSet}.");

        FitOptions options = recipe.ToOptions(seed);
        ReportedRun run = ConsoleProgress.Show(progress =>
        {
            var training = new TrainingRun(place, model, train, validation, options with { Observer = progress }) { Name = name, Group = recipe.Name, Notes = notes, Replaces = replaces };
            return resumes ? training.Resume() : training.Run();
        });

        TrainingResult result = TrainingResult.Of(model, run.History, run.Final!, seed, test is null ? null : model.Evaluate(test));
        IReadOnlyList<PredictedPicture> examples = PredictedPicture.Choose(model, test ?? validation, count: 24, seed);
        ConsoleTables.Write(result);
        ConsoleTables.Write([.. examples.Take(8)]);
        PictureGrid.SavePng(Path.Combine(place, "predictions.png"), examples, columns: 6);
        result.Save(Path.Combine(place, "result.json"));
        return run;
    }

    private Samples SamplesOf(ImageShape shape)
    {
        if (!_samples.TryGetValue(shape, out Samples? samples)) _samples.Add(shape, samples = open(shape));
        return samples;
    }
}
