using System.CommandLine;
using System.Globalization;
using CnnGen.Benchmarks.Peers.Comparing;
using CnnGen.Benchmarks.Peers.Engines;
using CnnGen.Benchmarks.Peers.Networks;
using CnnGen.Benchmarks.Peers.Results;
using CnnGen.Benchmarks.Peers.StartUp;

namespace CnnGen.Benchmarks.Peers;

/// <summary>The commands of the program.</summary>
internal static class CommandLine
{
    private const string Avx2 = "avx2";

    /// <summary>Runs one.</summary>
    public static int Run(string[] args)
    {
        var command = new RootCommand("Measures compiled models beside ONNX Runtime and libtorch, which run the same weights on the same pictures.")
        {
            TaskCommand(Cell.Predicting, "Predicts batches.", NetworkCatalog.Predicting, "1,32"),
            TaskCommand(Cell.Training, "Takes training steps: forward, backward, optimiser.", NetworkCatalog.Training, batches: null),
            StartCommand(),
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
    }

    private static Command TaskCommand(string task, string description, IReadOnlyList<string> names, string? batches)
    {
        Option<string> networks = List("--networks", string.Join(',', names), "Networks, separated by commas.");
        Option<string?> batchSizes = new("--batches") { HelpName = "A,B", Description = "Pictures of a call, separated by commas; in training each network's own unless given.", DefaultValueFactory = _ => batches };
        Option<string> threadCounts = List("--threads", "1,2", "Threads of an engine, separated by commas.");
        Option<string> engines = List("--engines", string.Join(',', EngineCatalog.Names.Where(engine => EngineCatalog.Does(engine, task))), "Engines, separated by commas; of a library's forms the best counts.");
        Option<string> optimizer = new("--optimizer") { HelpName = "NAME", Description = $"{string.Join(" or ", TrainingDefaults.Optimizers)}.", DefaultValueFactory = _ => TrainingDefaults.Sgd };
        Option<string> isa = new("--isa") { HelpName = "NAME", Description = $"{Avx2}: CnnGen without AVX-512, the others as they are. auto: the best that the machine has.", DefaultValueFactory = _ => "auto" };
        Option<string> rounds = new("--rounds") { HelpName = "N", Description = "Turns of each engine.", DefaultValueFactory = _ => "9" };
        Option<string> milliseconds = new("--milliseconds") { HelpName = "N", Description = "Length of a turn; at least one call.", DefaultValueFactory = _ => "300" };
        Option<string?> csv = File("--csv", "File for a row for each engine.");
        Option<string?> markdown = File("--markdown", "File for a table with a row for each measurement.");
        Option<string?> chart = File("--chart", "PNG file for bars: time of the better peer over that of CnnGen.");
        var command = new Command(task, description) { networks, batchSizes, threadCounts, engines, isa, rounds, milliseconds, csv, markdown, chart };
        if (task == Cell.Training) command.Add(optimizer);
        command.SetAction(options =>
        {
            string instructions = Known(options.GetRequiredValue(isa), [Avx2, "auto"])[0];
            string trained = task == Cell.Training ? Known(options.GetRequiredValue(optimizer), TrainingDefaults.Optimizers)[0] : Cell.None;
            var files = new ReportFiles(options.GetValue(csv), options.GetValue(markdown), options.GetValue(chart));
            int roundCount = Number(options.GetRequiredValue(rounds));
            string[] wantedEngines = Known(options.GetRequiredValue(engines), EngineCatalog.Names);
            int[]? wantedBatches = options.GetValue(batchSizes) is { } list ? [.. Words(list).Select(Number)] : null;
            int[] wantedThreads = [.. Words(options.GetRequiredValue(threadCounts)).Select(Number)];
            Cell[] cells =
            [
                .. from network in Known(options.GetRequiredValue(networks), NetworkCatalog.Names)
                   from batch in wantedBatches ?? [NetworkCatalog.Find(network).TrainingBatch]
                   from threads in wantedThreads
                   select new Cell(task, trained, network, batch, threads),
            ];
            using var prepared = new PreparedNetworks();
            var report = new Report(files, roundCount, withoutAvx512: instructions == Avx2);
            var comparison = new Comparison(prepared, roundCount, Number(options.GetRequiredValue(milliseconds)), withoutAvx512: instructions == Avx2);
            report.Begin();
            foreach (Cell cell in cells) report.Add(comparison.Measure(cell, wantedEngines));
        });
        return command;
    }

    private static Command StartCommand()
    {
        Option<string> runs = new("--runs") { HelpName = "N", Description = "Starts of each program.", DefaultValueFactory = _ => "15" };
        Option<string?> csv = File("--csv", "File for a row for each program.");
        var command = new Command("start", "Starts programs that predict one digit and end, beside one that does nothing.") { runs, csv };
        command.SetAction(options =>
        {
            int count = Number(options.GetRequiredValue(runs));
            using var prepared = new PreparedNetworks();
            Report.WarnOfLoad();
            string[] lines = [StartComparison.Header, .. StartComparison.Rows(prepared, count)];
            foreach (string line in lines) Console.WriteLine(line);
            if (options.GetValue(csv) is { } path) ReportFiles.Write(path, lines);
        });
        return command;
    }

    private static Option<string> List(string name, string value, string description) => new(name) { HelpName = "A,B", Description = description, DefaultValueFactory = _ => value };

    private static Option<string?> File(string name, string description) => new(name) { HelpName = "FILE", Description = description };

    private static string[] Words(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string[] Known(string list, IReadOnlyList<string> names) => [.. Words(list).Select(word => names.Contains(word)
        ? word
        : throw new ArgumentException($"There is no '{word}': {string.Join(", ", names)}."))];

    private static int Number(string word) => int.TryParse(word, CultureInfo.InvariantCulture, out int number) && number >= 1
        ? number
        : throw new ArgumentException($"'{word}' is not a whole number of at least 1.");
}
