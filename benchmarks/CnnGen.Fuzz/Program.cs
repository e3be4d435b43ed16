using System.CommandLine;
using System.Globalization;
using CnnGen.Fuzz;

Option<long> cases = new("--cases") { HelpName = "N", Description = "Files to read.", DefaultValueFactory = _ => 1_000_000 };
Option<int?> seed = new("--seed") { HelpName = "N", Description = "Decides every file; drawn and printed unless given." };
Option<long> first = new("--first") { HelpName = "N", Description = "Number of the first case, to begin where something was found.", DefaultValueFactory = _ => 0 };
Option<string[]> readers = new("--readers") { HelpName = "A B", Description = "Readers; all unless given. With other readers a number is another case.", AllowMultipleArgumentsPerToken = true };
Option<double> seconds = new("--seconds") { HelpName = "N", Description = "The longest that a file may take.", DefaultValueFactory = _ => 30 };
Option<double> managed = new("--managed") { HelpName = "MIB", Description = "The most memory that a file may take from the runtime.", DefaultValueFactory = _ => 64 };
Option<double> process = new("--process") { HelpName = "MIB", Description = "The most physical memory of the process.", DefaultValueFactory = _ => 1024 };
Option<string> keep = new("--keep") { HelpName = "DIR", Description = "Folder for files that were read wrongly.", DefaultValueFactory = _ => Path.Combine("out", "fuzz") };
var command = new RootCommand("Reads random and damaged files, and fails where one ends in anything but data or a documented exception, or takes too much.")
{
    cases, seed, first, readers, seconds, managed, process, keep,
};
command.SetAction(options =>
{
    DirectoryInfo folder = Directory.CreateTempSubdirectory("cnngen-fuzz-");
    try
    {
        IReadOnlyList<FuzzTarget> targets = FuzzTargets.All(folder.FullName);
        string[] wanted = options.GetValue(readers) ?? [];
        if (wanted.FirstOrDefault(name => targets.All(target => target.Name != name)) is { } unknown)
        {
            Console.Error.WriteLine($"There is no reader {unknown}: {string.Join(", ", targets.Select(target => target.Name))}.");
            return 2;
        }

        int drawn = options.GetValue(seed) ?? Environment.TickCount;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {drawn}"));
        var fuzzer = new Fuzzer(
            [.. targets.Where(target => wanted.Length == 0 || wanted.Contains(target.Name))],
            new FuzzBounds(options.GetValue(seconds), options.GetValue(managed), options.GetValue(process)),
            folder.FullName,
            options.GetRequiredValue(keep));
        fuzzer.Run(drawn, options.GetValue(first), options.GetValue(cases));
        foreach (string line in fuzzer.Report()) Console.WriteLine(line);
        Console.WriteLine(fuzzer.Findings == 0 ? "Nothing found." : $"{fuzzer.Findings} findings.");
        return fuzzer.Findings == 0 ? 0 : 1;
    }
    finally
    {
        folder.Delete(recursive: true);
    }
});
return command.Parse(args).Invoke();
