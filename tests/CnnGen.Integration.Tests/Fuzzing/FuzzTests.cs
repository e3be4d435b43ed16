using CnnGen.Integration.Tests.Infrastructure;

namespace CnnGen.Integration.Tests.Fuzzing;

/// <summary>Runs the program that gives damaged files to the readers, on few.</summary>
public sealed class FuzzTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Two_runs_of_one_seed_read_the_same_files_and_find_nothing()
    {
        string[] first = Counts((await RunAsync("--cases", "500", "--seed", "7")).Succeeded());
        string[] second = Counts((await RunAsync("--cases", "500", "--seed", "7")).Succeeded());
        Assert.Equal(first, second);
        Assert.True(first.Length > 10, string.Join('\n', first));
    }

    [Fact]
    public async Task What_takes_too_much_is_kept_and_fails_the_run()
    {
        ProgramRun run = await RunAsync("--cases", "5", "--seed", "7", "--seconds", "0");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("5 findings.", run.Output, StringComparison.Ordinal);
        Assert.Equal(5, Directory.GetFiles(Path.Combine(_folder.Path, "out", "fuzz")).Length);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The lines of outcomes with their counts; those above them tell times.</summary>
    private static string[] Counts(ProgramRun run) => [.. run.Lines.Where(line => line.StartsWith("  ", StringComparison.Ordinal))];

    private Task<ProgramRun> RunAsync(params string[] arguments)
    {
        string program = Path.Combine(Repository.Root, "benchmarks", "CnnGen.Fuzz", "bin", Repository.Configuration, "net10.0", "CnnGen.Fuzz.dll");
        return Dotnet.RunAsync(_folder.Path, [program, .. arguments]);
    }
}
