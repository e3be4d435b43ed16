using System.CommandLine;
using System.Globalization;
using CnnGen.Benchmarks.Peers;
using CnnGen.Benchmarks.Peers.Engines;
using CnnGen.Benchmarks.Peers.Workers;

if (args is ["worker", string task, string network, string batch, string threads, string engine])
{
    return Worker.Run(engine, new Cell(task, network, int.Parse(batch, CultureInfo.InvariantCulture), int.Parse(threads, CultureInfo.InvariantCulture)));
}

var command = new RootCommand("Measures compiled models beside ONNX Runtime and libtorch, which run the same weights on the same pictures.")
{
    TaskCommand("infer", "Predicts batches.", [1, 32]),
    TaskCommand("train", "Takes training steps: forward, backward, stochastic gradient descent with momentum.", [32]),
};
try
{
    return command.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception error) when (error is ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

static Command TaskCommand(string task, string description, int[] batches)
{
    Option<string> networks = List("--networks", string.Join(',', Networks.Names), "Networks, separated by commas.");
    Option<string> batchSizes = List("--batches", string.Join(',', batches), "Pictures of a call, separated by commas.");
    Option<string> threadCounts = List("--threads", "1", "Threads of an engine, separated by commas.");
    Option<string> engines = List("--engines", string.Join(',', EngineCatalog.Names), "Engines, separated by commas. Of libtorch's forms the best counts.");
    Option<string> rounds = new("--rounds") { HelpName = "N", Description = "Turns of each engine.", DefaultValueFactory = _ => "9" };
    Option<string> milliseconds = new("--milliseconds") { HelpName = "N", Description = "Length of a turn; at least one call.", DefaultValueFactory = _ => "300" };
    Option<string?> csv = new("--csv") { HelpName = "FILE", Description = "File for the rows, replaced when all is measured." };
    var command = new Command(task, description) { networks, batchSizes, threadCounts, engines, rounds, milliseconds, csv };
    command.SetAction(options =>
    {
        var comparison = new Comparison(Number(options.GetRequiredValue(rounds)), Number(options.GetRequiredValue(milliseconds)));
        string[] wantedNetworks = Known(options.GetRequiredValue(networks), Networks.Names);
        string[] wantedEngines = Known(options.GetRequiredValue(engines), EngineCatalog.Names);
        int[] wantedBatches = [.. Words(options.GetRequiredValue(batchSizes)).Select(Number)];
        int[] wantedThreads = [.. Words(options.GetRequiredValue(threadCounts)).Select(Number)];
        List<string> lines = [Comparison.Header];
        Console.WriteLine(Comparison.Header);
        foreach (Cell cell in from network in wantedNetworks
                              from batch in wantedBatches
                              from threads in wantedThreads
                              select new Cell(task, network, batch, threads))
        {
            foreach (string row in comparison.Measure(cell, wantedEngines))
            {
                Console.WriteLine(row);
                lines.Add(row);
            }
        }

        if (options.GetValue(csv) is { } path) Write(path, lines);
    });
    return command;
}

static Option<string> List(string name, string value, string description) => new(name) { HelpName = "A,B", Description = description, DefaultValueFactory = _ => value };

static string[] Words(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

static string[] Known(string list, IReadOnlyList<string> names) => [.. Words(list).Select(word => names.Contains(word)
    ? word
    : throw new ArgumentException($"There is no '{word}': {string.Join(", ", names)}."))];

static int Number(string word) => int.TryParse(word, CultureInfo.InvariantCulture, out int number) && number >= 1
    ? number
    : throw new ArgumentException($"'{word}' is not a whole number of at least 1.");

static void Write(string path, List<string> lines)
{
    string beside = $"{path}.{Environment.ProcessId}.tmp";
    File.WriteAllLines(beside, lines);
    File.Move(beside, path, overwrite: true);
}
