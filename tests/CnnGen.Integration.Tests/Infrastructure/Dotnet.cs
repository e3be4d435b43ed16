using System.Diagnostics;

namespace CnnGen.Integration.Tests.Infrastructure;

/// <summary>What a run of a program left behind.</summary>
internal sealed record ProgramRun(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>Both streams, for logs.</summary>
    public string Log => Output + Error;

    public string[] Lines => Log.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>This run; fails with its log where it did not end with 0.</summary>
    public ProgramRun Succeeded()
    {
        Assert.True(ExitCode == 0, $"{Command} ended with {ExitCode}:\n{Log}");
        return this;
    }

    /// <summary>Runs a program to its end; ends it, and what it started, where the test is cancelled.</summary>
    public static async Task<ProgramRun> OfAsync(string program, string folder, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["NO_COLOR"] = "1";

        // Where the tests run inside a build, its settings are not those of this one.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray()) start.Environment.Remove(name);

        foreach ((string name, string value) in environment) start.Environment[name] = value;

        using Process process = Process.Start(start)!;
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
            Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return new ProgramRun($"{program} {string.Join(' ', arguments)}", process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}

/// <summary>Runs the .NET SDK as a person does at the command line.</summary>
internal static class Dotnet
{
    /// <summary>A build whose log is in English, with all messages repeated after <c>Build succeeded.</c>, and that leaves no servers running.</summary>
    public static Task<ProgramRun> BuildAsync(string project, params string[] arguments) => RunAsync(
        Path.GetDirectoryName(project)!,
        ["build", project, "--nologo", "--disable-build-servers", "--tl:off", .. arguments]);

    public static Task<ProgramRun> RunAsync(string folder, params string[] arguments) => RunAsync(folder, arguments, []);

    public static Task<ProgramRun> RunAsync(string folder, string[] arguments, params (string Name, string Value)[] environment) =>
        ProgramRun.OfAsync("dotnet", folder, arguments, environment);
}
